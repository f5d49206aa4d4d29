import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { CONSOLE, countries, type Developer } from "../support/developer";

// What the document says of registering and of logging in, in its own order and its own words.
test.use({ site: CONSOLE });

const DAY = 24 * 3600;
const DOORS = ["/console", "/account/tokens", "/account/api"];
const WRONG_LOGIN = /the password is not right\./;

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const door = (page: Page, label: string) => page.getByRole("banner").getByRole("link", { name: label, exact: true });

async function box(thing: Locator): Promise<{ top: number; right: number; bottom: number; left: number }> {
  const { x, y, width, height } = (await thing.boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  return { top: y, right: x + width, bottom: y + height, left: x };
}

/** The field says what is wrong with it, to eyes and to screen readers. */
async function isWrong(field: Locator, reason: RegExp): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(reason);
}

/** The form has been refused, and of what was typed nothing is lost that is no secret. */
async function keepsAllBut(secrets: string[], grace: Developer, email = grace.email): Promise<void> {
  await expect(grace.page).toHaveURL("/register");
  await expect(field(grace.page, "E-mail")).toHaveValue(email);
  await grace.hasChosen("DE");
  await expect(grace.page.locator("#agree")).toBeChecked();
  // They stay where they were typed, and do not come back from the server.
  for (const secret of secrets) expect(await grace.page.content()).not.toContain(`"${secret}"`);
}

test("S1.1 without registration there are no instances, no token and no API functions", async ({ grace, page }) => {
  for (const path of DOORS) {
    await grace.opens(path);
    await expect(page, path).toHaveURL("/login");
    await grace.isOn("Login");
    await expect(grace.main).not.toContainText("Instances");
  }
  // Whoever registers comes to what they wanted.
  await grace.registers();
  await expect(page).toHaveURL(DOORS.at(-1) ?? "");
  for (const path of DOORS) {
    await grace.opens(path);
    await expect(page, path).toHaveURL(path);
  }
});

test("S1.2 the main page has a Sign in button in the upper right corner, and it opens the registration form", async ({ grace, page }) => {
  for (const width of [1280, 960, 375]) {
    await page.setViewportSize({ width, height: 800 });
    await grace.opens("/");
    await expect(door(page, "Sign in")).toHaveClass(/\bbutton\b/);
    const [signIn, login] = [await box(door(page, "Sign in")), await box(door(page, "Login"))];
    expect((signIn.right - signIn.left) * (signIn.bottom - signIn.top), `${width} px: it is seen`).toBeGreaterThan(1_000);
    expect(signIn.bottom, `${width} px: to the upper edge`).toBeLessThanOrEqual(80);
    expect(signIn.left, `${width} px: in the right half`).toBeGreaterThan(width / 2);
    expect(width - Math.max(signIn.right, login.right), `${width} px: to the right edge`).toBeLessThanOrEqual(40);
    // Nothing is further to the right but its neighbour.
    for (const other of await page.getByRole("banner").locator("a, button").all()) {
      if ((await other.innerText()) !== "Login") expect((await box(other)).right).toBeLessThanOrEqual(signIn.right);
    }
  }
  await door(page, "Sign in").click();
  await grace.isOn("Registration");
  await expect(page).toHaveURL("/register");
  await expect(page).toHaveTitle("Registration · Cabinet");
});

test("S1.3 Register at the bottom of the Login form leads to registration", async ({ grace, page }) => {
  await grace.opens("/login");
  const register = grace.main.getByRole("link", { name: "Register", exact: true });
  const { top } = await box(register);
  const above = await grace.main.locator("input:not([type=hidden]), button").filter({ visible: true }).all();
  expect(above.length).toBeGreaterThanOrEqual(5);
  for (const other of above) expect((await box(other)).bottom).toBeLessThanOrEqual(top);
  await grace.follows("Register");
  await grace.isOn("Registration");
  await expect(page).toHaveURL("/register");
});

test("S1.4 one registers by the field E-mail, and what is no address is refused there", async ({ grace, page }) => {
  await grace.opens("/register");
  const email = field(page, "E-mail");
  await expect(email).toHaveAttribute("id", "email");
  await expect(email).toHaveAttribute("type", "email");
  await expect(email).toHaveAttribute("autocomplete", "username");
  for (const [typed, reason] of [
    ["", /Enter your e-mail address\./],
    ["grace.example.org", /lacks an “@”/],
    ["grace@", /a domain must follow/],
  ] as const) {
    await grace.registers({ email: typed });
    await grace.isRefused(reason);
    await isWrong(email, reason);
    await keepsAllBut([grace.password], grace, typed);
  }
  await grace.types("E-mail", grace.email);
  await grace.types("Password", grace.password);
  await grace.types("Repeat password", grace.password);
  await grace.presses("Register");
  await grace.isOn("Console");
  await expect(page.getByRole("banner")).toContainText(grace.email);
});

test("S1.5 the password is made up and repeated, and both have to be the same", async ({ grace, page }) => {
  await grace.opens("/register");
  const [password, again] = [field(page, "Password"), field(page, "Repeat password")];
  await expect(again).toHaveAttribute("id", "again");
  for (const secret of [password, again]) {
    await expect(secret).toHaveAttribute("type", "password");
    await expect(secret).toHaveAttribute("autocomplete", "new-password");
  }
  for (const other of ["another lantern over 9 rivers", grace.password.toUpperCase(), ""]) {
    await grace.registers({ again: other });
    await grace.isRefused("The two passwords differ.");
    await isWrong(again, /The two passwords differ\./);
    await keepsAllBut([grace.password], grace);
  }
  await grace.registers({ password: "short" });
  await grace.isRefused("This password is too short");
  await isWrong(password, /too short/);
  await keepsAllBut(["short"], grace);
  await grace.types("Password", grace.password);
  await grace.types("Repeat password", grace.password);
  await grace.presses("Register");
  await grace.isOn("Console");
});

test("S1.6 whoever makes up a password is advised to write it down or to keep it in a password manager", async ({ grace, page }) => {
  await grace.opens("/register");
  const advice = grace.main.getByText("Write it down, or keep it in a password manager: you need it each time you enter.");
  await expect(advice).toBeVisible();
  const [password, told, country] = [await box(field(page, "Password")), await box(advice), await box(page.locator("#country"))];
  expect(told.top, "below the password").toBeGreaterThanOrEqual(password.bottom);
  expect(told.bottom, "above what comes next").toBeLessThanOrEqual(country.top);
});

test("S1.7 the country of registration is asked for and has to be chosen", async ({ grace, page }) => {
  await grace.registers({ country: "" });
  await grace.isRefused(/Choose your country/);
  const country = field(page, "Country of registration");
  await expect(country).toHaveAttribute("id", "country");
  await isWrong(country, /Choose your country/);
  await expect(field(page, "E-mail")).toHaveValue(grace.email);
  await grace.hasChosen("");

  await grace.choosesCountry("AX");
  await grace.types("Password", grace.password);
  await grace.types("Repeat password", grace.password);
  await grace.presses("Register");
  await grace.isOn("Console");
});

/** The names that the field offers: from its own list, or with a script from the one that stands beside it. */
const offered = (page: Page) =>
  page.locator("#country").evaluate((field) => {
    if (field instanceof HTMLSelectElement) return [...field.options].filter(({ value }) => value !== "").map(({ text }) => text);
    return field instanceof HTMLInputElement ? [...(field.list?.options ?? [])].map(({ value }) => value) : [];
  });

for (const [language, first] of Object.entries({ en: "Afghanistan", ru: "Австралия", ar: "آيسلندا" })) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("S1.7 every country of the world is there, in the order of the reader's alphabet, and none is chosen in advance", async ({ grace, page }) => {
      await grace.opens("/register");
      await grace.hasChosen("");
      const names = await offered(page);
      expect(names.length).toBeGreaterThanOrEqual(240);
      expect([...names].sort()).toEqual([...countries(language).values()].sort());
      expect(names[0]).toBe(first);
      expect(names).toEqual([...names].sort(new Intl.Collator(language).compare));
    });
  });
}

test("S1.8 the agreement has to be accepted, and the words User agreement open its text beside the form", async ({ grace, page, context }) => {
  await grace.registers({ agree: false });
  await grace.isRefused("Without the agreement there can be no account.");
  const agree = page.getByRole("checkbox", { name: /^I have read and accept the User agreement/ });
  await expect(agree).toHaveAttribute("id", "agree");
  await isWrong(agree, /Without the agreement there can be no account\./);
  await expect(agree).not.toBeChecked();
  await expect(field(page, "E-mail")).toHaveValue(grace.email);
  await grace.hasChosen("DE");

  const link = grace.main.locator("label").getByRole("link", { name: "User agreement", exact: true });
  const [text] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await expect(text.getByRole("heading", { level: 1 })).toHaveText("User agreement");
  await expect(text).toHaveURL("/agreement");
  await text.close();
  await expect(page).toHaveURL("/register");
  await expect(field(page, "E-mail")).toHaveValue(grace.email);
  await expect(agree, "reading it accepts nothing").not.toBeChecked();

  await agree.check();
  await grace.types("Password", grace.password);
  await grace.types("Repeat password", grace.password);
  await grace.presses("Register");
  await grace.isOn("Console");
});

test("S1.9 the button Register registers, by the mouse and by Enter", async ({ grace, greet, page }) => {
  await grace.opens("/register");
  const button = grace.main.getByRole("button", { name: "Register", exact: true });
  expect(await button.innerText()).toBe("Register");
  await grace.fillsIn();
  await grace.presses("Register");
  await grace.isOn("Console");
  await expect(page).toHaveURL("/console");

  const other = await greet();
  await other.opens("/register");
  await other.fillsIn();
  await field(other.page, "Repeat password").press("Enter");
  await other.isOn("Console");
});

test("S1.10 at the very bottom of the registration form the language is chosen, and what was typed stays", async ({ grace, page }) => {
  await grace.opens("/register");
  const languages = grace.main.getByLabel("Interface language", { exact: true });
  await expect(languages.getByRole("button")).toHaveText(["English", "Русский", "العربية"]);
  const { top } = await box(languages);
  const controls = await page.locator("#form :is(input:not([type=hidden]), select, button)").filter({ visible: true }).all();
  const above = [];
  for (const control of controls) if (!["English", "Русский", "العربية"].includes(await control.innerText())) above.push(control);
  expect(above.length, "e-mail, two passwords, country, agreement, Register").toBeGreaterThanOrEqual(6);
  for (const control of above) expect((await box(control)).bottom).toBeLessThanOrEqual(top);

  await grace.fillsIn({ country: "DE" });
  for (const [name, language, title] of [
    ["Русский", "ru", "Регистрация"],
    ["العربية", "ar", "إنشاء حساب"],
    ["English", "en", "Registration"],
  ] as const) {
    await Promise.all([page.waitForEvent("domcontentloaded"), page.locator("#form").getByRole("button", { name, exact: true }).click()]);
    await grace.settles();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page).toHaveURL("/register");
    await grace.isOn(title);
    await expect(page.locator("#email")).toHaveValue(grace.email);
    await grace.hasChosen("DE");
    await expect(page.locator("#agree")).toBeChecked();
    await expect(page.locator("#password"), "secrets do not come back from the server").toHaveValue("");
  }
});

test("S1.11 after registration one is in the console at once, and can enter it from anywhere", async ({ grace, greet, page }) => {
  await grace.registers();
  await grace.isOn("Console");
  await expect(page).toHaveURL("/console");
  await expect(page).toHaveTitle("Console · Cabinet");
  await expect(page.getByRole("banner")).toContainText(grace.email);
  expect((await page.context().cookies()).map(({ name }) => name)).toContain("session");
  await grace.looksAgain();
  await grace.isOn("Console");

  const elsewhere = await greet(grace.email);
  await elsewhere.signsIn();
  await elsewhere.isOn("Console");
});

test("S1.12 later the Login button on the main page opens the form Login, and nobody registers again", async ({ grace, page }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.opens("/");
  await expect(door(page, "Login")).toHaveClass(/\bbutton\b/);
  await door(page, "Login").click();
  await grace.isOn("Login");
  await expect(page).toHaveURL("/login");
  await expect(page).toHaveTitle("Login · Cabinet");
  await grace.signsIn();
  await grace.isOn("Console");
  await expect(page).toHaveURL("/console");
});

test("S1.13 one logs in with E-mail and Password by the button Login, and with nothing else", async ({ grace, page }) => {
  await grace.joins();
  await grace.signsOut();
  await grace.opens("/login");
  await expect(field(page, "E-mail")).toHaveAttribute("autocomplete", "username");
  await expect(field(page, "Password")).toHaveAttribute("autocomplete", "current-password");
  await expect(field(page, "Password")).toHaveAttribute("type", "password");
  await expect(page.getByRole("checkbox", { name: "Remember me", exact: true })).not.toBeChecked();
  expect(await grace.main.getByRole("button", { name: "Login", exact: true }).innerText()).toBe("Login");
  await grace.signsIn({ password: "not the right one at all" });
  await grace.isRefused(WRONG_LOGIN);
  await expect(field(page, "E-mail")).toHaveValue(grace.email);
  await grace.isSignedOut();
  await grace.types("Password", grace.password);
  await field(page, "Password").press("Enter");
  await grace.isOn("Console");
});

test("S1.13 Remember me logs in automatically the next time, and without it the session ends with the browser", async ({ grace, context, visit }) => {
  const session = async () => (await context.cookies()).find(({ name }) => name === "session");
  /** What the same browser shows when it is started again: cookies without a time of their own are gone. */
  const nextTime = async () => {
    const later = await visit();
    await later.context().addCookies((await context.cookies()).filter(({ expires }) => expires > 0));
    await later.goto("/console");
    return later.getByRole("heading", { level: 1 });
  };
  await grace.joins();
  await grace.signsOut();
  await grace.signsIn();
  await grace.isOn("Console");
  expect(await session()).toMatchObject({ expires: -1, httpOnly: true, sameSite: "Lax", path: "/" });
  await expect(await nextTime()).toHaveText("Login");

  await grace.signsOut();
  await grace.signsIn({ remember: true });
  await grace.isOn("Console");
  const days = ((await session())?.expires ?? 0) / DAY - Date.now() / 1000 / DAY;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThan(30.1);
  await expect(await nextTime()).toHaveText("Console");
});
