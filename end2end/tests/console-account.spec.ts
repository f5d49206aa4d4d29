import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { passwordOf } from "../support/caller";
import { CONSOLE, INSTRUCTIONS } from "../support/developer";
import { PASSWORD } from "../support/person";

// What the document says of a forgotten password and of the tabs, in its own order and its own words.
test.use({ site: CONSOLE });

const NEW = "seven herons under glass";
const OTHER = "nine more words of nonsense";
const WRONG_LOGIN = /the password is not right\./;
const SET = "Your new password is set";
const ONE_TIME = /^\s*([0-9a-z]{4}(?:-[0-9a-z]{4}){3})\s*$/m;
const TABS = { "Console": "/console", "Token": "/account/tokens", "API functions": "/account/api", "Account": "/account" };

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const tab = (page: Page, label: string) =>
  page.getByRole("navigation", { name: "Console", exact: true }).getByRole("link", { name: label, exact: true });

test("S1.14 Forgot your password? leads to the form Change Password, and takes the e-mail along", async ({ grace, page }) => {
  await grace.opens("/login");
  await grace.types("E-mail", grace.email);
  await grace.types("Password", "whatever it was");
  const button = grace.main.getByRole("button", { name: "Forgot your password?", exact: true });
  expect(await button.innerText()).toBe("Forgot your password?");
  await grace.leavesBy("Forgot your password?");
  await grace.isOn("Change Password");
  await expect(page).toHaveURL("/restore");
  await expect(page).toHaveTitle("Change Password · Cabinet");
  await expect(field(page, "E-mail")).toHaveValue(grace.email);
});

test("S1.15 the form Change Password asks for the e-mail of the registration, and Change password sends it", async ({ grace, page }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.opens("/restore");
  const email = field(page, "E-mail");
  await expect(email).toHaveAttribute("id", "login");
  await expect(email).toHaveAttribute("autocomplete", "username");
  await expect(grace.main.locator("input[type=password]")).toHaveCount(0);
  await expect(grace.main, "no code is sent here").not.toContainText(/\bcodes?\b/);
  const button = grace.main.getByRole("button", { name: "Change password", exact: true });
  expect(await button.innerText()).toBe("Change password");
  await grace.presses("Change password");
  await grace.isRefused(/Enter your e-mail/);
  await expect(email).toHaveAttribute("aria-invalid", "true");

  await grace.types("E-mail", grace.email);
  await grace.presses("Change password");
  await expect(page).toHaveURL("/restore/sent");
  await grace.reads(/instructions/i);
  await grace.letterIs("done", "Handed to");
  await grace.readsInstructions();
  await grace.isSignedOut();
  await grace.follows("Login");
  await grace.isOn("Login");
  await expect(page).toHaveURL("/login");
});

test("S1.15 ENU-01: whoever has no account is answered alike, word for word, and gets no password", async ({ grace, greet, page, server }) => {
  await grace.joins();
  await grace.signsOut();
  const nobody = await greet(address("nobody"));
  for (const person of [grace, nobody]) {
    await person.asksToRestore();
    await person.letterIs("done", "Handed to");
  }
  expect(await nobody.textOfPage()).toBe(await grace.textOfPage());
  expect(await nobody.page.title()).toBe(await page.title());
  for (const { text, html } of await server.lettersTo(nobody.email)) {
    expect(text).not.toMatch(ONE_TIME);
    expect(html).not.toMatch(/([0-9a-z]{4}-){3}[0-9a-z]{4}/);
  }
});

test("S1.16 the letter with the instructions holds a temporary password, which is copied and typed as Password", async ({ grace, page, context }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.asksToRestore();
  const { channel, subject, text, html } = await grace.readsInstructions();
  expect(channel).toBe("email");
  expect(subject).toBe(INSTRUCTIONS);
  const password = ONE_TIME.exec(text)?.[1] ?? "";
  expect(password, "on a line of its own").not.toBe("");
  expect(text).toMatch(/\b60 minutes\b/);
  expect(text, "no link does what the password is for").not.toContain("/link/");
  expect(await page.content()).not.toContain(password);

  const letter = await context.newPage();
  await letter.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
  const written = letter.locator(".code");
  await expect(written).toHaveText(password);
  await expect(written).toHaveCSS("user-select", "all");
  await written.click();
  expect((await letter.evaluate(() => getSelection()?.toString() ?? "")).trim()).toBe(password);
  await letter.keyboard.press("Control+c");
  await letter.close();

  // The browser has it now, whichever page it goes to.
  await grace.opens("/login");
  await grace.types("E-mail", grace.email);
  await field(page, "Password").focus();
  await page.keyboard.press("Control+v");
  await expect(field(page, "Password")).toHaveValue(password);
  await grace.presses("Login");
  await grace.isOn("Account");
  await expect(page).toHaveURL("/restore/password");
});

test("S1.17 the password of the letter counts as the Current Password, and one's own takes its place", async ({ grace, greet, page }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.opens("/login");
  await grace.types("E-mail", grace.email);
  await grace.leavesBy("Forgot your password?");
  await grace.presses("Change password");
  await expect(page).toHaveURL("/restore/sent");
  const password = passwordOf((await grace.readsInstructions()).text);
  await grace.follows("Login");
  await grace.signsIn({ password });
  await grace.isOn("Account");
  await expect(page).toHaveURL("/restore/password");
  await grace.isSignedOut();
  const [current, chosen, again] = [field(page, "Current Password"), field(page, "New Password"), field(page, "Repeat New Password")];
  await expect(current).toHaveAttribute("id", "current");
  await expect(current).toHaveAttribute("autocomplete", "current-password");
  for (const secret of [chosen, again]) await expect(secret).toHaveAttribute("autocomplete", "new-password");

  await grace.changesPassword({ current: "kqm2-kqm2-kqm2-kqm2", to: NEW });
  await grace.isRefused(/password/);
  await expect(current).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL("/restore/password");
  await grace.changesPassword({ current: password, to: NEW, again: OTHER });
  await grace.isRefused("The two passwords differ.");
  await expect(again).toHaveAttribute("aria-invalid", "true");

  // Until there is another one, the old password opens the console.
  const elsewhere = await greet(grace.email);
  await elsewhere.signsIn();
  await elsewhere.isOn("Console");

  await grace.changesPassword({ current: password, to: NEW });
  await grace.isOn("Login");
  await expect(page).toHaveURL("/login");
  await grace.reads(SET);
  await grace.isSignedOut();
  await elsewhere.looksAgain();
  await elsewhere.isOn("Login");
  for (const dead of [PASSWORD, password]) {
    await grace.signsIn({ password: dead });
    await grace.isRefused(WRONG_LOGIN);
  }
  await grace.signsIn({ password: NEW });
  await grace.isOn("Console");
});

test("S1.17 TOK-12: the password of the letter opens the page for the new password alone, and works once", async ({ grace, greet, page }) => {
  await grace.joins();
  await grace.signsOut();
  const password = await grace.getsPassword();
  await grace.signsIn({ password: password.toUpperCase().replaceAll("-", " ") });
  await grace.isOn("Account");
  await expect(page).toHaveURL("/restore/password");
  for (const path of ["/console", "/account", "/account/tokens", "/account/api", "/account/password"]) {
    await grace.opens(path);
    await expect(page, path).toHaveURL("/login");
    await grace.isSignedOut();
  }
  const thief = await greet(grace.email);
  await thief.signsIn({ password });
  await thief.isRefused(WRONG_LOGIN);
});

test.describe("when time passes", () => {
  test.use({ own: {} });

  test("S1.17 TOK-06: the password of the letter works for an hour", async ({ grace, greet, page, server }) => {
    const late = await greet();
    const passwords: string[] = [];
    for (const person of [grace, late]) {
      await person.joins();
      await person.signsOut();
      passwords.push(await person.getsPassword());
      await person.letterIs("done", "Handed to");
    }
    await server.later(59 * 60);
    await grace.signsIn({ password: passwords[0] });
    await expect(page).toHaveURL("/restore/password");
    await server.later(2 * 60);
    await late.signsIn({ password: passwords[1] });
    await late.isRefused(WRONG_LOGIN);
    await late.signsIn();
    await late.isOn("Console");
  });
});

test("S1.17 on the Account tab whoever knows the password changes it, and everybody else is out", async ({ grace, greet, page }) => {
  await grace.joins();
  const elsewhere = await greet(grace.email);
  await elsewhere.signsIn();
  await elsewhere.isOn("Console");

  await tab(page, "Account").click();
  await grace.isOn("Account");
  await expect(page).toHaveURL("/account");
  const current = field(page, "Current Password");
  for (const [wrong, reason] of [
    ["not the right one at all", /This is not your current password\./],
    ["", /Enter the password that you have now\./],
  ] as const) {
    await grace.changesPassword({ current: wrong, to: NEW });
    await grace.isRefused(reason);
    await expect(current).toHaveAttribute("aria-invalid", "true");
    await expect(current).toHaveAccessibleDescription(reason);
  }
  await elsewhere.looksAgain();
  await elsewhere.isOn("Console");

  await grace.changesPassword({ to: NEW });
  await grace.isOn("Account");
  await grace.reads(SET);
  await expect(page).toHaveURL("/account");
  await elsewhere.looksAgain();
  await elsewhere.isOn("Login");
  await elsewhere.signsIn();
  await elsewhere.isRefused(WRONG_LOGIN);
  await elsewhere.signsIn({ password: NEW });
  await elsewhere.isOn("Console");
});

test("S1.18 Logout account (Exit) on the Account tab ends the session", async ({ grace, page }) => {
  await grace.joins();
  await tab(page, "Account").click();
  await grace.isOn("Account");
  const button = grace.main.getByRole("button", { name: "Logout account (Exit)", exact: true });
  expect(await button.innerText()).toBe("Logout account (Exit)");
  await grace.presses("Logout account (Exit)");
  await grace.isOn("Login");
  await grace.isSignedOut();
  await page.goBack();
  await grace.isOn("Login");
  await expect(page.getByText(grace.email)).toHaveCount(0);
  await grace.opens("/console");
  await expect(page).toHaveURL("/login");
});

test("S1.19 the console has instances, a token and API functions, each a step away", async ({ grace, page }) => {
  await grace.joins();
  await expect(grace.main.getByRole("heading", { level: 2 })).toHaveText(["Instances", "Token", "API functions"]);
  for (const [area, path] of [["Token", "/account/tokens"], ["API functions", "/account/api"]] as const) {
    await grace.opens("/console");
    const section = grace.main.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: area, exact: true }) }).last();
    await expect(section.locator("p").first()).toContainText(/\w+ \w+ \w+/);
    await section.getByRole("link").first().click();
    await expect(page).toHaveURL(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(`^${area}s?$`));
  }
  for (const [name, path] of Object.entries(TABS)) {
    await tab(page, name).click();
    await expect(page).toHaveURL(path);
    await expect(tab(page, "Console"), `the tabs stay on ${path}`).toBeVisible();
  }
});

test.describe("with machines", () => {
  test.use({ own: { "account.areas": "Machines /machines,Networks https://networks.example.org" } });

  test("S1.19 the instances are what the site says they are", async ({ grace, page }) => {
    await grace.joins();
    const title = page.getByRole("heading", { level: 2, name: "Instances", exact: true });
    const links = grace.main.locator("section").filter({ has: title }).last().getByRole("link");
    await expect(links).toHaveText(["Machines", "Networks"]);
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(hrefs).toEqual(["/machines", "https://networks.example.org"]);
  });
});

test("S1.19 a token is made for what it may do, is seen once, and can be revoked", async ({ grace, page }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.signsIn();
  await grace.isOn("Console");
  await tab(page, "Token").click();
  await expect(page).toHaveURL("/account/tokens");
  const revoke = grace.main.getByRole("button", { name: /Revoke.*night build/ });
  await expect(revoke).toHaveCount(0);
  await grace.presses("Create token");
  await grace.isRefused("2 things need another look");
  await expect(page.locator("#name")).toHaveAttribute("aria-invalid", "true");

  await page.locator("#name").fill("night build");
  await page.getByRole("checkbox", { name: /^profile\b/i }).check();
  const days = await page.locator("#expires option").evaluateAll((all) => all.map((option) => option.getAttribute("value")));
  expect(days).toEqual(["7", "30", "90", "365"]);
  await page.locator("#expires").selectOption("30");
  await grace.presses("Create token");
  const token = grace.main.locator("code").filter({ hasText: /^cabinet_/ });
  await expect(token).toHaveText(/^cabinet_[\w-]{43}$/);
  await grace.reads("Copy it now: it is not shown again");
  const made = await token.innerText();

  await grace.looksAgain();
  await expect(revoke).toHaveCount(1);
  expect(await page.content()).not.toContain(made);
  await expect(token).toHaveCount(0);
  await grace.presses(revoke);
  await expect(revoke).toHaveCount(0);
  await grace.looksAgain();
  await expect(revoke).toHaveCount(0);
});

test.describe("when the password was given a while ago", () => {
  test.use({ own: {} });

  test("S1.19 SES-10: a token asks for the password once more, and is not made without it", async ({ grace, page, server }) => {
    await grace.joins();
    await server.later(301);
    await grace.opens("/account/tokens");
    await page.locator("#name").fill("night build");
    await page.getByRole("checkbox", { name: /^profile\b/i }).check();
    await grace.presses("Create token");
    await grace.isOn("Your password once more");
    grace.faults.expectRefusals();
    await grace.proves();
    await expect(page).toHaveURL("/account/tokens");
    await expect(grace.main.locator("code").filter({ hasText: /^cabinet_/ })).toHaveCount(0);
    await expect(grace.main.getByRole("button", { name: /Revoke/ })).toHaveCount(0);
  });
});
