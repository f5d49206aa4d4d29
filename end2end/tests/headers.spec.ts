import { expect, test } from "../fixtures";
import { PASSWORD } from "../support/person";

const HTML = { accept: "text/html" };
/** As a browser sends a form of ours. */
const OWN = { ...HTML, "sec-fetch-site": "same-origin" };
/** Every act that a form asks for. */
const ACTS = [
  ["login", "logout", "forgot", "register", "confirm", "welcome", "resend", "correct", "username", "language"],
  ["restore", "restore-resend", "restore-correct", "restore-code", "restore-key", "restore-password"],
  ["prove", "password", "email", "email-resend", "email-confirm", "email-drop", "undo"],
  ["session-end", "sessions-end", "leave", "stay", "consent", "consent-later", "token", "token-revoke"],
  ["restore-way", "restore-email", "restore-mobile", "restore-question", "restore-picture", "usernames"],
  ["profile-email", "profile-email-code", "profile-email-drop", "profile-phone", "profile-phone-code", "profile-phone-drop"],
  ["profile-question", "profile-question-drop", "profile-resend"],
  ["organisation", "organisation-accept", "organisation-decline", "organisation-leave", "organisation-invite", "organisation-revoke"],
  ["organisation-role", "organisation-restore", "organisation-shut", "organisation-let-in", "organisation-remove"],
  ["organisation-approve", "organisation-refuse", "colleague", "colleague-approve", "colleague-refuse"],
  ["support", "support-again", "support-answer", "correction-confirm", "correction-stop"],
  ["queue-take", "queue-ask", "queue-restore", "queue-people", "queue-send", "queue-correct", "queue-approve", "queue-stop", "queue-close"],
  ["link", "link-end", "switch"],
].flat();
const PAGES = ["/", "/login", "/register", "/agreement", "/welcome", "/restore", "/username", "/no-such-page"];

test("every page forbids what it does not need, with a nonce of its own", async ({ request }) => {
  const nonces = new Set<string>();
  for (const path of [...PAGES, ...PAGES]) {
    const answer = await request.get(path, { headers: HTML });
    const headers = answer.headers();
    const policy = headers["content-security-policy"] ?? "";
    const nonce = /'nonce-([\w+/=-]{20,})'/.exec(policy)?.[1] ?? "";
    expect(await answer.text(), path).toContain(`nonce="${nonce}"`);
    nonces.add(nonce);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin",
      "content-type": "text/html; charset=utf-8",
    });
    expect(headers).not.toHaveProperty("strict-transport-security");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect(headers).not.toHaveProperty("server");
    expect(headers).not.toHaveProperty("x-powered-by");
  }
  expect(nonces.size).toBe(2 * PAGES.length);
});

test("nothing on a page is a script or a style of its own without the nonce", async ({ request }) => {
  for (const path of PAGES) {
    const html = await (await request.get(path, { headers: HTML })).text();
    expect(html.match(/<script(?![^>]*\bnonce="[^"]+")[^>]*>/g), path).toBeNull();
    expect(html.match(/<style(?![^>]*\bnonce="[^"]+")[^>]*>/g), path).toBeNull();
    expect(html.match(/\sstyle="|\son\w+="|javascript:/g), path).toBeNull();
  }
});

test("what a page is made of may be kept for ever, and is what it says it is", async ({ request }) => {
  const html = await (await request.get("/login")).text();
  const files = [...new Set(html.match(/\/pkg\/[\w.\/-]+/g))];
  expect(files.map((file) => file.split(".").pop()).sort()).toEqual(["css", "js", "wasm"]);
  for (const file of files) {
    const answer = await request.get(file);
    expect(answer.status(), file).toBe(200);
    expect(answer.headers(), file).toMatchObject({ "cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff" });
    expect(answer.headers()["content-encoding"] ?? "br", file).toBe("br");
  }
  expect((await request.get("/pkg/0000000000000000/cabinet.js")).status()).toBe(404);
});

test("CSR-01: a form from a foreign page is refused, with a page that says why", async ({ request }) => {
  const form = { login: "ada@example.org", password: PASSWORD };
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { cookie: "session=planted" },
  ];
  for (const headers of foreign) {
    const answer = await request.post("/api/login", { form, headers: { ...HTML, ...headers }, maxRedirects: 0 });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
    expect(await answer.text()).toContain("That was not sent from this site");
    expect(answer.headers()).not.toHaveProperty("set-cookie");
  }
  for (const act of ACTS) {
    const answer = await request.post(`/api/${act}`, { form, headers: { ...HTML, "sec-fetch-site": "cross-site" }, maxRedirects: 0 });
    expect(answer.status(), act).toBe(403);
  }
  const own = await request.post("/api/login", { form, headers: OWN, maxRedirects: 0 });
  expect([own.status(), own.headers()["location"]]).toEqual([303, "/login"]);
});

test("CSR-02: only a form is taken for a form", async ({ request }) => {
  for (const type of ["text/plain", "application/json", "multipart/form-data; boundary=x"]) {
    const answer = await request.post("/api/login", { data: "login=a&password=b", headers: { "content-type": type } });
    expect(answer.status(), type).toBe(415);
  }
});

test("CSR-04: nothing is done by GET, and only what looks may be asked for by it", async ({ request }) => {
  for (const act of ACTS) {
    const answer = await request.get(`/api/${act}?language=ru`, { maxRedirects: 0 });
    expect([404, 405], act).toContain(answer.status());
    expect(answer.headers(), act).not.toHaveProperty("set-cookie");
  }
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    expect([403, 404, 405], method).toContain((await request.fetch("/api/login", { method })).status());
  }
});

test("another host's name is not answered for", async ({ request }) => {
  const answer = await request.get("/login", { headers: { ...HTML, host: "evil.example" } });
  expect(answer.status()).toBe(421);
  expect(await answer.text()).not.toContain("evil.example");
});

test("CSR-06: a refused form leads to a page of ours, whatever the Referer says", async ({ request, server }) => {
  for (const referer of ["https://evil.example/", `${server.url}/login?__err=boo&__path=/api/login`]) {
    const answer = await request.post("/api/login", { form: { login: "", password: "" }, headers: { ...OWN, referer }, maxRedirects: 0 });
    expect([answer.status(), answer.headers()["location"]]).toEqual([303, "/login"]);
  }
});

test("a page that is not there says so in the visitor's language and leads home", async ({ ada, page, meet, faults }) => {
  faults.expect(/status of 404/);
  for (const [locale, title, home] of [
    ["en", "There is no such page", "To the first page"],
    ["ru", "Такой страницы нет", "На главную"],
    ["ar", /./, /./],
  ] as const) {
    const visitor = await meet(undefined, { locale });
    const answer = await visitor.page.goto("/no/such/page");
    expect(answer?.status()).toBe(404);
    await expect(visitor.page.locator("html")).toHaveAttribute("lang", locale);
    await expect(visitor.page.getByRole("heading", { level: 1 })).toHaveText(title);
    await visitor.main.getByRole("link", { name: home }).click();
    await expect(visitor.page).toHaveURL("/");
  }
  await ada.opens("/login//");
  await ada.isOn("There is no such page");
  await expect(page.getByRole("link", { name: "To the first page" })).toBeVisible();
});

test("a body too long, a form without its fields and a field sent twice are answered, and nothing breaks", async ({ request }) => {
  const post = (data: string) =>
    request.post("/api/login", { data, headers: { ...OWN, "content-type": "application/x-www-form-urlencoded" }, maxRedirects: 0 });
  expect((await post(`login=a&password=${"x".repeat(1_000_000)}`)).status()).toBe(413);
  expect((await post("")).status()).toBe(303);
  expect([303, 400]).toContain((await post("login=a&login=b&password=c")).status());
  expect([303, 400]).toContain((await post("%ff%fe=%00&%")).status());
  expect((await post("login=a&password=b")).status()).toBe(303);
});

test("the script is answered with a status that says what happened", async ({ request }) => {
  const post = (path: string, form: Record<string, string>) => request.post(path, { form, headers: { ...OWN, accept: "application/json" } });
  expect((await post("/api/register", { email: "x" })).status()).toBe(422);
  expect((await post("/api/login", { login: "nobody", password: PASSWORD })).status()).toBe(401);
  expect((await post("/api/username", { username: "ada" })).status()).toBe(401);
  expect((await post("/api/confirm", { code: "123456" })).status()).toBe(409);
  expect((await post("/api/restore", { login: " " })).status()).toBe(422);
  for (const act of ["restore-resend", "restore-password", "undo"]) {
    expect((await post(`/api/${act}`, { password: PASSWORD })).status(), act).toBe(409);
  }
  expect((await post("/api/restore-code", { code: "123456" })).status()).toBe(409);
  for (const act of ["prove", "password", "email", "email-resend", "email-confirm", "email-drop", "session-end", "sessions-end", "leave", "stay", "consent", "consent-later"]) {
    const answer = await post(`/api/${act}`, { password: PASSWORD });
    expect([answer.status(), (await answer.json()).fail], act).toEqual([401, "SignIn"]);
  }
  expect((await post("/api/nothing", {})).status()).toBe(404);
});
