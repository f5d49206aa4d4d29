import type { BrowserContext } from "@playwright/test";
import { expect, test as base } from "../fixtures";
import { Cabinet, codeIn, freePort, linkIn } from "../support/cabinet";
import { MailServer } from "../support/mail";
import type { Person } from "../support/person";
import { proxy } from "../support/proxy";

/** A site as it stands in the world: behind https, its letters by SMTP, nothing of development. */
const test = base.extend<{ mail: MailServer }>({
  mail: async ({}, use) => {
    const mail = await MailServer.start("takes");
    await use(mail);
    await mail.stop();
  },
  server: async ({ mail }, use, info) => {
    const port = await freePort();
    const real = { "development.enabled": "false", "development.clock": "", "development.seed": "" };
    const server = await Cabinet.start({ ...mail.settings, ...real, public_url: `https://127.0.0.1:${port}` });
    const stop = await proxy(port, () => server.port);
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("log", { body: server.log });
    await stop();
    await server.stop();
  },
});

test.use({ ignoreHTTPSErrors: true });

async function joins(ada: Person, mail: MailServer): Promise<void> {
  await ada.registers();
  await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
  await ada.isOn("Sign in");
}

/** Every cookie that the browser is given from now on, as it was set. */
function collect(context: BrowserContext): () => Promise<string[]> {
  const answers: Promise<{ name: string; value: string }[]>[] = [];
  context.on("response", (response) => answers.push(response.headersArray()));
  return async () => (await Promise.all(answers)).flat().flatMap(({ name, value }) => (/^set-cookie$/i.test(name) ? [value] : []));
}

test("SES-05: every cookie is a __Host- cookie of its site alone, also when it is removed", async ({ ada, mail, context, page }) => {
  const given = collect(context);
  await ada.opens("/");
  await ada.speaks("English");
  await joins(ada, mail);
  await ada.opens(linkIn((await mail.letterTo(ada.email)).text ?? ""));
  await ada.isOn("This link no longer works");
  await ada.opens("/login");
  await ada.presses("Sign in");
  await ada.isRefused("2 things need another look");
  await ada.signsIn({ remember: true });
  await ada.isOn("Your account");
  const names = () => context.cookies().then((all) => all.map(({ name }) => name).sort());
  expect(await names()).toContain("__Host-session");
  await ada.signsOut();
  await ada.isOn("Sign in");
  await page.reload();
  expect(await names()).not.toContain("__Host-session");

  await ada.opens("/account/history");
  await ada.opens("/link/undo/x");
  await ada.isOn("This link is not complete");
  await ada.asksToRestore();
  await ada.opens(linkIn((await mail.letterTo(ada.email, 2)).text ?? ""));
  await ada.chooses("seven herons under glass");
  await ada.isOn("Sign in");
  for (const name of ["restore-link", "device", "return"]) expect(await names()).not.toContain(`__Host-${name}`);

  const cookies = await given();
  expect(new Set(cookies.map((cookie) => cookie.split("=")[0]))).toEqual(
    new Set(
      ["session", "language", "note", "waiting", "link", "restoring", "restore-link", "undo-link", "return", "device"].map((name) => `__Host-${name}`),
    ),
  );
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-[\w-]+=/);
    for (const attribute of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\/(;|$)/i]) expect(cookie).toMatch(attribute);
    expect(cookie).not.toMatch(/; Domain/i);
    expect(cookie.length).toBeLessThanOrEqual(4096);
  }
});

test("SES-05: a session cookie that is planted under its plain name does nothing", async ({ ada, mail, context, meet }) => {
  await joins(ada, mail);
  await ada.signsIn();
  await ada.isOn("Your account");
  const session = (await context.cookies()).find(({ name }) => name === "__Host-session");
  const thief = await meet();
  await thief.page.context().addCookies([{ name: "session", value: session?.value ?? "", url: ada.server.url }]);
  await thief.opens("/account");
  await thief.isOn("Sign in");
});

test("nothing of development is there, and https is asked for from now on", async ({ request, mail }) => {
  for (const path of ["/dev/outbox", "/dev/outbox.json", "/dev/clock"]) expect((await request.get(path)).status(), path).toBe(404);
  expect((await request.post("/dev/clock?seconds=60")).status()).toBe(404);
  const headers = (await request.get("/login")).headers();
  expect(headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
  expect(mail.letters).toEqual([]);
});

test("the link of a letter leads to the https address, and confirms there", async ({ ada, mail }) => {
  await ada.registers();
  const link = linkIn((await mail.letterTo(ada.email)).text ?? "");
  expect(link).toContain(`${ada.server.url}/link/`);
  await ada.opens(link);
  await ada.presses("Confirm my address");
  await ada.reads("Your address is confirmed.");
});
