import { address, expect, test } from "../fixtures";

const WRONG = "The login or the password is not right.";
const DAY = 24 * 3600;

test("ENU-01: wrong password, unknown, unconfirmed and shut accounts are refused in the same words", async ({ ada, meet, server }) => {
  await ada.joins();
  const shut = await meet();
  await shut.joins();
  await server.run("account", "disable", shut.email);
  const unconfirmed = await meet();
  await unconfirmed.registers();

  await ada.opens("/login");
  const answers: string[] = [];
  for (const [login, password] of [
    [ada.email, "not the right one at all"],
    [address("nobody"), ada.password],
    [unconfirmed.email, ada.password],
    [shut.email, shut.password],
    ["nobody", ada.password],
    ["no login at all", ada.password],
    ["a@b", ada.password],
  ]) {
    await ada.signsIn({ login, password });
    await ada.isRefused(WRONG);
    await expect(ada.page.getByLabel("E-mail or username")).toHaveValue(login ?? "");
    answers.push(await ada.textOfPage());
  }
  expect(new Set(answers).size).toBe(1);
});

test("an account that is shut is out at the next step it takes", async ({ ada, server }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  await server.run("account", "disable", ada.email);
  await ada.looksAgain();
  await ada.isOn("Sign in");
});

test("a person sets a username and signs in by it, in any case", async ({ ada, page }) => {
  const name = ada.email.split("@")[0] ?? "";
  await ada.joins();
  await ada.signsIn();
  await ada.reads("none yet");
  await ada.types("Username", name);
  await ada.presses("Save username");
  await ada.reads("Your username is saved.");
  await expect(page.getByRole("banner")).toContainText(name);

  await ada.signsOut();
  await ada.isOn("Sign in");
  await ada.signsIn({ login: name.toUpperCase() });
  await ada.isOn("Your account");
  await ada.reads(ada.email);
});

test("a username that somebody has is refused at its field", async ({ ada, meet }) => {
  const name = ada.email.split("@")[0] ?? "";
  const bob = await meet();
  for (const person of [ada, bob]) {
    await person.joins();
    await person.signsIn();
    await person.isOn("Your account");
    await person.types("Username", name);
    await person.presses("Save username");
  }
  await ada.reads("Your username is saved.");
  await bob.isRefused("Somebody has this name, or one that looks like it. Try another.");
  await expect(bob.page.getByLabel("Username")).toHaveValue(name);
});

test("without “remember me” the session ends with the browser; with it, after 30 days", async ({ ada, context }) => {
  const session = async () => (await context.cookies()).find(({ name }) => name.endsWith("session"));
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  expect(await session()).toMatchObject({ expires: -1, httpOnly: true, sameSite: "Lax", path: "/" });
  await ada.signsOut();
  await ada.isOn("Sign in");
  expect(await session()).toBeUndefined();

  await ada.signsIn({ remember: true });
  await ada.isOn("Your account");
  const days = ((await session())?.expires ?? 0) / DAY - Date.now() / 1000 / DAY;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThan(30.1);
});

test("SES-01: signing in begins a new session, and the old one of this browser is over", async ({ ada, context, meet }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  const first = (await context.cookies()).filter(({ name }) => name === "session");
  await ada.signsOut();
  await ada.isOn("Sign in");

  const thief = await meet();
  await thief.page.context().addCookies(first);
  await thief.opens("/account");
  await thief.isOn("Sign in");
  await thief.signsIn({ login: ada.email, password: ada.password });
  await thief.isOn("Your account");
  const second = (await thief.page.context().cookies()).find(({ name }) => name === "session");
  expect(second?.value).not.toBe(first[0]?.value);
});

test("SES-08: after signing out, Back shows nothing private", async ({ ada, page }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.reads(ada.email);
  await ada.signsOut();
  await ada.reads("You are signed out.");
  await page.goBack();
  await ada.isOn("Sign in");
  await expect(page.getByText(ada.email)).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText("Member since")).toHaveCount(0);
});

test("who is signed in is taken past the forms for strangers", async ({ ada, page }) => {
  await ada.joins();
  await ada.signsIn();
  for (const path of ["/login", "/register"]) {
    await ada.opens(path);
    await ada.isOn("Your account");
    await expect(page).toHaveURL("/account");
  }
});

test("signed out in one tab, the other one leads to signing in again, and says why", async ({ ada, context, page }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  await context.clearCookies({ name: "session" });
  await ada.types("Username", "adalovelace");
  await ada.presses("Save username");
  await ada.isOn("Sign in");
  await ada.isTold("You have been signed out. Sign in again to go on.");
  await expect(page.getByRole("banner")).not.toContainText(ada.email);
  await ada.signsIn();
  await ada.isOn("Your account");
});

test.describe("with a clock", () => {
  test.use({ own: {} });

  test("BRU-01: after five wrong passwords known and unknown logins wait alike, and a right one works when the wait is over", async ({ ada, meet, server }) => {
    await ada.joins();
    const nobody = await meet();
    const texts: string[] = [];
    for (const person of [ada, nobody]) {
      await person.opens("/login");
      for (const _ of [1, 2, 3, 4, 5]) {
        await person.signsIn({ password: "not the right one at all" });
        await person.isRefused(WRONG);
      }
      await person.signsIn();
      await person.isRefused("That was too often. Try again in 30 seconds.");
      texts.push(await person.textOfPage());
    }
    expect(texts[0]).toBe(texts[1]);

    await server.later(31);
    await nobody.signsIn();
    await nobody.isRefused(WRONG);
    await ada.signsIn();
    await ada.isOn("Your account");
  });

  test("BRU-12: a browser that has signed in gets in while strangers have to wait, and they still have to", async ({ ada, meet }) => {
    await ada.joinsAndSignsIn();
    await ada.signsOut();
    const stranger = await meet(ada.email);
    await stranger.opens("/login");
    for (const _ of [1, 2, 3, 4, 5]) {
      await stranger.signsIn({ password: "not the right one at all" });
      await stranger.isRefused(WRONG);
    }
    await stranger.signsIn();
    await stranger.isRefused("That was too often. Try again in 30 seconds.");
    await ada.signsIn();
    await ada.isOn("Your account");
    await stranger.signsIn();
    await stranger.isRefused("That was too often. Try again in 30 seconds.");
  });

  test("whoever has to wait is told until when, by the clock of their own zone", async ({ meet, server }) => {
    const ada = await meet(undefined, { timezoneId: "Asia/Tokyo" });
    const guess = () => ada.signsIn({ password: "not the right one at all" });
    await ada.opens("/login");
    for (const wait of [0, 0, 0, 0, 0, 30, 60]) {
      await server.later(wait);
      await guess();
      await ada.isRefused(WRONG);
    }
    // It is 12:01:30, and two minutes to wait: the minute that is named is one in which it works.
    await guess();
    await ada.isRefused(`That was too often. Try again in 2 minutes, at ${ada.mode === "hydrated" ? "21:04" : "12:04 UTC"}.`);
    await expect(ada.page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  });

  test("a wait of one minute names no minute that is too early", async ({ ada, server }) => {
    const guess = () => ada.signsIn({ password: "not the right one at all" });
    await ada.opens("/login");
    for (const wait of [0, 0, 0, 0, 0, 30]) {
      await server.later(wait);
      await guess();
      await ada.isRefused(WRONG);
    }
    // It is 12:00:30: at 12:01 it is too early still.
    await guess();
    await ada.isRefused(`That was too often. Try again in 1 minute, at ${ada.clock("12:02")}.`);
  });

  test("BRU-01: after fifty wrong passwords known and unknown logins stay closed alike, and restoring opens the account", async ({ ada, meet, server, request }) => {
    const LOCKED = "Too many wrong passwords have been tried. Signing in with this login stays closed until access is restored";
    await ada.joins();
    const nobody = await meet();
    for (let guess = 0; guess < 50; guess++) {
      for (const { email } of [ada, nobody]) {
        const form = { login: email, password: "not the right one at all" };
        const answer = await request.post("/api/login", { form, headers: { accept: "application/json", "sec-fetch-site": "same-origin" } });
        expect([answer.status(), guess]).toEqual([401, guess]);
      }
      await server.later(3600);
    }
    const texts: string[] = [];
    for (const person of [ada, nobody]) {
      await person.opens("/login");
      await person.signsIn();
      await person.isRefused(LOCKED);
      texts.push(await person.textOfPage());
    }
    expect(texts[1]).toBe(texts[0]);

    await ada.leavesBy("Forgot your password?");
    await expect(ada.page.getByLabel("E-mail or username")).toHaveValue(ada.email);
    await ada.presses("Send the letter");
    await ada.provesBy(await ada.readsCode(2));
    await ada.chooses("seven herons under glass");
    await ada.isOn("Sign in");
    await ada.signsIn({ password: "seven herons under glass" });
    await ada.isOn("Your account");
  });

  test("SES-06: a session ends after an hour of silence, and after a day in any case", async ({ ada, server }) => {
    await ada.joins();
    await ada.signsIn();
    await ada.isOn("Your account");
    await server.later(59 * 60);
    await ada.looksAgain();
    await ada.isOn("Your account");
    await server.later(59 * 60);
    await ada.looksAgain();
    await ada.isOn("Your account");
    await server.later(61 * 60);
    await ada.looksAgain();
    await ada.isOn("Sign in");

    await ada.signsIn();
    await ada.isOn("Your account");
    for (let hour = 0; hour < 23; hour++) {
      await server.later(3540);
      await ada.page.request.get("/account");
    }
    await ada.looksAgain();
    await ada.isOn("Your account");
    await server.later(3000);
    await ada.page.request.get("/account");
    await server.later(3000);
    await ada.looksAgain();
    await ada.isOn("Sign in");
  });
});
