import { expect, test as base } from "../fixtures";
import { Cabinet, freePort } from "../support/cabinet";
import { Application, Nginx } from "../support/nginx";
import type { Person } from "../support/person";

/** A host with an application on it, which nginx lets only those into who are signed in here. */
const test = base.extend<{ app: Application }>({
  app: async ({}, use) => {
    const app = await Application.start();
    await use(app);
    await app.stop();
  },
  server: async ({ app }, use, info) => {
    const port = await freePort();
    const behind = { public_url: `http://127.0.0.1:${port}`, trusted_proxies: "127.0.0.1" };
    const server = await Cabinet.start({ ...behind, "account.tokens": "true" });
    const nginx = await Nginx.start(port, server.port, app.port);
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("log", { body: `${nginx.log}\n${server.log.slice(-20_000)}` });
    await nginx.stop();
    await server.stop();
  },
});

async function isSentToSignIn(ada: Person): Promise<void> {
  await ada.opens("/app/");
  await ada.isOn("Sign in");
  await expect(ada.page).toHaveURL("/login");
}

test("an application behind a proxy is for those who are signed in, and is told who they are", async ({ ada, app }) => {
  await isSentToSignIn(ada);
  expect(app.asked, "nothing has reached it").toEqual([]);
  await ada.joinsAndSignsIn();
  await ada.opens("/app/");
  await ada.isOn("The application");
  await ada.reads(`For ${ada.email}`);
  expect(app.asked.at(-1)).toMatchObject({ "x-account-contact": ada.email, "x-account-id": expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(app.asked.at(-1), "there is none").not.toHaveProperty("x-account-username");

  await ada.opens("/account");
  await ada.signsOut();
  await ada.isOn("Sign in");
  const reached = app.asked.length;
  await isSentToSignIn(ada);
  expect(app.asked).toHaveLength(reached);
});

test("what a browser says of itself never reaches the application", async ({ ada, app, page, request }) => {
  const claimed = { "x-account-id": "0", "x-account-contact": "root@example.org", "x-account-username": "root" };
  const stranger = await request.get("/app/", { headers: claimed, maxRedirects: 0 });
  expect([stranger.status(), stranger.headers()["location"]]).toEqual([303, "/login"]);
  expect((await request.get("/auth/verify", { headers: claimed })).status(), "that door is the proxy's alone").toBe(404);
  expect(app.asked).toEqual([]);
  await ada.joinsAndSignsIn();
  expect((await page.request.get("/app/", { headers: claimed })).status()).toBe(200);
  expect(app.asked.at(-1)?.["x-account-contact"]).toBe(ada.email);
  expect(JSON.stringify(app.asked.at(-1))).not.toContain("root");
});

test("a program comes in by its token, for as long as that is not revoked", async ({ ada, app, page, request }) => {
  await ada.joinsAndSignsIn();
  const own = { "sec-fetch-site": "same-origin", accept: "application/json" };
  const form = { name: "deploy", scope_profile: "yes", expires: "7" };
  expect((await page.request.post("/api/token", { form, headers: own })).status()).toBe(200);
  const token = /cabinet_[\w-]{43}/.exec(await (await page.request.get("/account/tokens")).text())?.[0] ?? "";
  const headers = { authorization: `Bearer ${token}` };
  expect((await request.get("/app/", { headers })).status()).toBe(200);
  expect(app.asked.at(-1)?.["x-account-contact"]).toBe(ada.email);
  expect((await request.delete("/api/v1/token", { headers })).status()).toBe(204);
  const after = await request.get("/app/", { headers, maxRedirects: 0 });
  expect([after.status(), after.headers()["location"]]).toEqual([303, "/login"]);
});
