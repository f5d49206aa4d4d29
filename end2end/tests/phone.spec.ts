import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { atHome, codeOf, grouped, mobile, PHONE, WRITINGS } from "../support/caller";

// What the document says, in its own order and its own words.
test.use({ site: PHONE });

const NEW = "seven herons under glass";
const SIGN_IN = "Your Personal Account";
const WRONG_LOGIN = /the password is not right\./;
const WRONG_CODE = "This code is not the right one, or it no longer works.";

const not = (code: string) => (code === "000000" ? "000001" : "000000");
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const login = (page: Page) => page.getByRole("banner").getByRole("link", { name: "Login", exact: true });

test("S0.1 the main page has a Login button in the upper right corner", async ({ bell, page }) => {
  for (const width of [1280, 960, 375]) {
    await page.setViewportSize({ width, height: 800 });
    await bell.opens("/");
    await expect(login(page)).toHaveClass(/\bbutton\b/);
    const right = async (thing: Locator) => {
      const { x, y, width, height } = (await thing.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      return { right: x + width, bottom: y + height, area: width * height };
    };
    const corner = await right(login(page));
    expect(corner.area, `${width} px: it is seen`).toBeGreaterThan(1_000);
    expect(width - corner.right, `${width} px: to the right edge`).toBeLessThanOrEqual(40);
    expect(corner.bottom, `${width} px: to the upper edge`).toBeLessThanOrEqual(80);
    for (const other of await page.getByRole("banner").locator("a, button").all()) {
      expect((await right(other)).right, `${width} px: nothing is further to the right`).toBeLessThanOrEqual(corner.right);
    }
  }
});

test("S0.2 Login opens a new page with the title Your Personal Account", async ({ bell, page }) => {
  await bell.opens("/");
  await login(page).click();
  await bell.isOn("Your Personal Account");
  await expect(page).toHaveTitle("Your Personal Account · Cabinet");
  await expect(page).toHaveURL("/login");
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Your Personal Account");
});

test("S0.3 one signs in by the field Phone number", async ({ bell, page }) => {
  await bell.joins();
  await bell.opens("/login");
  const number = field(page, "Phone number");
  await expect(number).toHaveAttribute("id", "login");
  await expect(number).toHaveAttribute("type", "tel");
  await expect(number).toHaveAttribute("autocomplete", "tel");
  await bell.signsIn();
  await bell.isOn("Your account");
  await bell.reads(grouped(bell.number));
});

test("S0.4 one signs in with what the field Password takes, and with nothing else", async ({ bell, page }) => {
  await bell.joins();
  await bell.opens("/login");
  const password = field(page, "Password");
  await expect(password).toHaveAttribute("type", "password");
  await expect(password).toHaveAttribute("autocomplete", "current-password");
  await bell.signsIn({ password: "not the right one at all" });
  await bell.isRefused(WRONG_LOGIN);
  await expect(field(page, "Phone number")).toHaveValue(bell.number);
  await bell.signsIn();
  await bell.isOn("Your account");
});

test("S0.5 the button LOG IN signs in, by the mouse and by Enter", async ({ bell, page }) => {
  await bell.joins();
  await bell.opens("/login");
  const button = bell.main.getByRole("button", { name: "LOG IN", exact: true });
  await expect(button).toHaveText("LOG IN");
  expect(await button.innerText()).toBe("LOG IN");
  await bell.signsIn();
  await bell.isOn("Your account");

  await bell.signsOut();
  await bell.types("Phone number", bell.number);
  await bell.types("Password", bell.password);
  await field(page, "Password").press("Enter");
  await bell.isOn("Your account");
});

test("S0.6 who has no account is told that one can register in the service, with a link", async ({ bell, page }) => {
  await bell.opens("/login");
  const note = bell.main.locator("p").filter({ hasText: "If you don't already have an account" });
  await expect(note).toHaveText(/^If you don't already have an account, you can register in the service\.?$/);
  await expect(note.getByRole("link")).toHaveText("register");
  await bell.follows("register");
  await bell.isOn("Register");
  await expect(page).toHaveURL("/register");
});

test("S0.7 RESTORE PASSWORD on the page Your Personal Account leads to the way back in, and takes the number along", async ({ ring }) => {
  const bell = await ring(mobile("DE"));
  await bell.registers();
  await bell.confirms(await bell.readsCode());
  await bell.choosesPassword();
  await bell.isOn(SIGN_IN);
  await bell.typesNumber(atHome(bell.number), "DE");
  const button = bell.main.getByRole("button", { name: "RESTORE PASSWORD", exact: true });
  expect(await button.innerText()).toBe("RESTORE PASSWORD");
  await bell.leavesBy("RESTORE PASSWORD");
  await bell.isOn("Restore password");
  // As it was typed, its country with it: nothing is left to do but to go on.
  await bell.presses("Get SMS with code");
  await bell.receivesSms(2);
});

test("S0.8 the page Restore password has the field Phone number", async ({ bell, page }) => {
  await bell.opens("/login");
  await bell.leavesBy("RESTORE PASSWORD");
  await bell.isOn("Restore password");
  await expect(page).toHaveURL("/restore");
  await expect(page).toHaveTitle("Restore password · Cabinet");
  const number = field(page, "Phone number");
  await expect(number).toBeEditable();
  await expect(number).toHaveAttribute("type", "tel");
  await expect(number).toHaveAttribute("autocomplete", "tel");
  await expect(bell.main.locator("input[type=password]")).toHaveCount(0);
});

test("S0.9 asks for the SMS code with Get SMS with code", async ({ bell, page }) => {
  await bell.joins();
  await bell.opens("/restore");
  await bell.types("Phone number", bell.number);
  await bell.receivesSms(1);
  await bell.presses("Get SMS with code");
  await bell.isOn("Check your phone");
  await expect(page).toHaveURL("/restore/code");
  await bell.receivesSms(2);
  await bell.smsIsHanded();
});

test("S0.10 an SMS with a code goes to the number that was entered", async ({ bell, server }) => {
  await bell.joins();
  await bell.asksToRestore(atHome(bell.number));
  const { text } = await bell.receivesSms(2);
  const code = codeOf(text);
  expect(text).toBe(`${code} is your code for Cabinet. Give it to nobody.\n\n@${new URL(server.url).hostname} #${code}`);
  await bell.provesBy(code);
  await bell.isOn("The new password is on its way");
});

test("S0.11 the code is typed into the field Code in SMS, as the phone shows it, and no other code will do", async ({ bell, page }) => {
  await bell.joins();
  await bell.asksToRestore();
  const code = await bell.readsCode(2);
  const box = field(page, "Code in SMS");
  await expect(box).toHaveAttribute("autocomplete", "one-time-code");
  await expect(box).toHaveAttribute("inputmode", "numeric");
  for (const [given, reason] of [
    ["", /^Enter the code/],
    ["12345", "The code has six digits."],
    [not(code), WRONG_CODE],
  ] as const) {
    await bell.provesBy(given);
    await bell.isRefused(typeof reason === "string" ? reason : /Enter the code/);
    await expect(box).toHaveAttribute("aria-invalid", "true");
    await expect(page).toHaveURL("/restore/code");
  }
  await bell.provesBy(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await bell.isOn("The new password is on its way");
  await bell.receivesSms(3);
});

test("S0.12 GET SMS WITH A PASSWORD sends the second SMS", async ({ bell, page }) => {
  await bell.joins();
  await bell.asksToRestore();
  const button = bell.main.getByRole("button", { name: "GET SMS WITH A PASSWORD", exact: true });
  expect(await button.innerText()).toBe("GET SMS WITH A PASSWORD");
  await bell.types("Code in SMS", await bell.readsCode(2));
  await bell.presses("GET SMS WITH A PASSWORD");
  await bell.isOn("The new password is on its way");
  await expect(page).toHaveURL("/restore/sent");
  await bell.receivesSms(3);
  await bell.smsIsHanded();
});

test("S0.13 the second SMS carries a new password, and one gets in by it", async ({ bell, page }) => {
  await bell.joins();
  const password = await bell.getsPassword();
  const { text } = await bell.receivesSms(3);
  expect(text).toBe(`${password} is your one-time password for Cabinet. It works once, within 10 minutes. Give it to nobody.`);
  expect(await page.content()).not.toContain(password);

  await bell.signsIn({ password });
  await bell.isOn("Choose a new password");
  await bell.chooses(NEW);
  await bell.isOn(SIGN_IN);
  await bell.reads("Your new password is set.");
  await bell.signsIn({ password: NEW });
  await bell.isOn("Your account");
  await bell.reads(grouped(bell.number));
});

test("S0.14 then one can proceed to authorization, which is a link to signing in: nobody is signed in by restoring", async ({ bell, page }) => {
  await bell.joins();
  const password = await bell.getsPassword();
  await bell.reads(/After (that|which) you can proceed to authorization\./);
  await bell.isSignedOut();
  await bell.follows("authorization");
  await bell.isOn(SIGN_IN);
  await expect(page).toHaveURL("/login");

  await bell.signsIn({ password });
  await bell.isOn("Choose a new password");
  await bell.isSignedOut();
  await bell.chooses(NEW);
  await bell.isOn(SIGN_IN);
  await bell.isSignedOut();
  await bell.opens("/account");
  await bell.isOn(SIGN_IN);
});

test.describe("of another name", () => {
  test.use({ own: { "brand.name": "Northwind" } });

  test("S0.15 the site's name stands where the site is named: in titles, headings, the help page and SMS", async ({ bell, page }) => {
    for (const path of ["/", "/login", "/register", "/restore", "/help"]) {
      await bell.opens(path);
      await expect(page).toHaveTitle(/ · Northwind$/);
      await expect(page.getByRole("banner")).toContainText("Northwind");
      await expect(page.locator("body"), path).not.toContainText("Cabinet");
    }
    await bell.isOn("How to log in to your personal account Northwind");
    await bell.reads("Go to the website Northwind and click the Login button");
    await bell.joins();
    await bell.getsPassword();
    for (const { text } of await bell.server.lettersTo(bell.number)) {
      expect(text).toContain("for Northwind.");
      expect(text).not.toContain("Cabinet");
    }
  });
});

test("S0.16 the page to sign in has the address /login/ and the id login", async ({ bell, page, request }) => {
  await bell.opens("/login/");
  await bell.isOn(SIGN_IN);
  await expect(page).toHaveURL("/login");
  await expect(bell.main).toHaveAttribute("data-page", "login");
  const answer = await request.get("/login/", { maxRedirects: 0 });
  expect([301, 302, 303, 307, 308]).toContain(answer.status());
  expect(answer.headers()["location"]).toBe("/login");
  await bell.opens("/register");
  await expect(bell.main).not.toHaveAttribute("data-page", "login");
});

test("S0.18 one registers by a number: number, code of the SMS, password", async ({ bell, page }) => {
  await bell.opens("/");
  await page.getByRole("banner").getByRole("link", { name: "Register", exact: true }).click();
  await bell.isOn("Register");
  await expect(field(page, "Phone number")).toHaveAttribute("autocomplete", "tel");
  await expect(bell.main.locator("input[type=password], input[type=email]")).toHaveCount(0);
  await bell.registers({ number: atHome(bell.number) });

  await bell.isOn("Check your phone");
  await expect(page).toHaveURL("/confirm");
  await expect(field(page, "Code in SMS")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(field(page, "Code in SMS")).toHaveAttribute("inputmode", "numeric");
  await bell.smsIsHanded();
  const { text } = await bell.receivesSms();
  const code = codeOf(text);
  expect(text).toBe(`${code} is your code for Cabinet. Give it to nobody.\n\n@${new URL(bell.server.url).hostname} #${code}`);
  await bell.confirms(not(code));
  await bell.isRefused(WRONG_CODE);
  await bell.confirms(`${code.slice(0, 3)} ${code.slice(3)}`);

  await bell.isOn("Choose your password");
  await expect(page).toHaveURL("/welcome");
  await expect(field(page, "Password")).toHaveAttribute("autocomplete", "new-password");
  await bell.choosesPassword("short");
  await bell.isRefused("This password is too short");
  await bell.choosesPassword();
  await bell.isOn(SIGN_IN);
  await bell.reads("Your number is confirmed. Sign in with the password you chose.");
  await bell.isSignedOut();
  await bell.signsIn();
  await bell.isOn("Your account");
  await bell.reads(grouped(bell.number));
});

test("S0.19 however a number is written, it is the same account", async ({ bell }) => {
  await bell.joins();
  await bell.opens("/login");
  for (const [manner, write] of Object.entries(WRITINGS)) {
    await test.step(manner, async () => {
      await bell.signsIn({ login: write(bell.number) });
      await bell.isOn("Your account");
      await bell.reads(grouped(bell.number));
      await bell.signsOut();
    });
  }
});

test("S0.19 a number written without its country is one of the country that is chosen", async ({ ring, page, bell }) => {
  await bell.opens("/login");
  await expect(field(page, "Country")).toHaveValue("GB");
  for (const country of ["GB", "DE", "AE"] as const) {
    const caller = await ring(mobile(country));
    await caller.registers({ number: atHome(caller.number), country });
    await caller.confirms(await caller.readsCode());
    await caller.choosesPassword();
    await caller.isOn(SIGN_IN);
    await caller.signsIn({ login: WRITINGS["in Arabic digits"](caller.number), country });
    await caller.isOn("Your account");
    await caller.reads(grouped(caller.number));
    await caller.signsOut();
    // With its own code a number is of its own country, whatever is chosen.
    await caller.signsIn({ country: country === "GB" ? "DE" : "GB" });
    await caller.isOn("Your account");
  }
});

test("S0.19 whoever registers or restores with another writing of the number means the same account", async ({ bell, ring }) => {
  await bell.joins();
  const again = await ring(bell.number);
  await again.registers({ number: WRITINGS["in full-width digits"](bell.number) });
  await again.isOn("Check your phone");
  expect((await bell.receivesSms(2)).text).toContain("This number has an account at Cabinet already");
  await again.asksToRestore(WRITINGS["in Arabic digits"](bell.number));
  await again.provesBy(await bell.readsCode(3));
  await again.isOn("The new password is on its way");
});
