import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { codeIn } from "../support/cabinet";
import { PASSWORD, type Person } from "../support/person";

/** The field says what is wrong with it, to eyes and to screen readers. */
async function isWrong(field: Locator, reason: string | RegExp): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(typeof reason === "string" ? new RegExp(reason.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")) : reason);
}

async function isFine(field: Locator): Promise<void> {
  await expect(field).not.toHaveAttribute("aria-invalid");
}

const fields = ({ page }: Person) => ({
  email: page.getByLabel("E-mail", { exact: true }),
  password: page.getByLabel("Password", { exact: true }),
  agree: page.getByLabel("I have read and accept"),
});

test("an empty registration is refused at each field, and the summary leads to them", async ({ ada, page }) => {
  await ada.registers({ email: "", password: "", agree: false });
  await ada.isRefused("3 things need another look");
  await expect(ada.alert).toBeFocused();
  const { email, password, agree } = fields(ada);
  await isWrong(email, "Enter your e-mail address.");
  await isWrong(password, "Choose a password.");
  await isWrong(password, "At least 8 characters.");
  await isWrong(agree, "Without the agreement there can be no account.");

  for (const [reason, field] of [
    ["Choose a password.", password],
    ["Without the agreement", agree],
    ["Enter your e-mail address.", email],
  ] as const) {
    await ada.alert.getByRole("link", { name: reason }).click();
    await expect(field).toBeFocused();
  }
  await ada.isOn("Register");
  await expect(page).toHaveURL(/\/register(#\w+)?$/);
});

test("what was typed stays, secrets do not come back from the server, and only the wrong field is marked", async ({ ada, page }) => {
  await ada.registers({ password: "short" });
  await ada.isRefused("This password is too short: it needs at least 8 characters.");
  const { email, password, agree } = fields(ada);
  await isFine(email);
  await isFine(agree);
  await isWrong(password, "too short");
  await expect(email).toHaveValue(ada.email);
  await expect(agree).toBeChecked();
  await expect(password).toHaveValue(ada.mode === "hydrated" ? "short" : "");
  expect(await page.content()).not.toContain(`"short"`);
  expect(page.url()).not.toContain("?");

  await ada.types("Password", PASSWORD);
  await ada.presses("Register");
  await ada.isOn("Check your inbox");
});

/** HTML cannot hold a NUL: its parser reads another sign instead. */
const asInHtml = (text: string) => text.replaceAll("\0", "\ufffd");

const ADDRESSES = {
  "no at sign": ["ada.example.org", "lacks an “@”"],
  "too long": [`${"a".repeat(300)}@example.org`, "too long"],
  "too long before the at sign": [`${"a".repeat(65)}@example.org`, "too long"],
  "NUL": ["a\0da@example.org", "before the “@”"],
  "a control character": ["a\u0007da@example.org", "before the “@”"],
  "a line break in disguise": ["ada\u2028@example.org", "before the “@”"],
  "a letter that only looks Latin": ["\u212Aelvin@example.org", "before the “@”"],
  "no domain": ["ada@", "a domain must follow"],
  "a domain without a dot": ["ada@example", "a domain must follow"],
} as const;

for (const [what, [email, reason]] of Object.entries(ADDRESSES)) {
  test(`an address with ${what} is refused at its field`, async ({ ada }) => {
    await ada.registers({ email });
    await ada.isRefused(reason);
    await isWrong(fields(ada).email, reason);
    await expect(fields(ada).email).toHaveValue(ada.mode === "hydrated" ? email : asInHtml(email.slice(0, 500)));
  });
}

test("a password that is common, one's own address, guessable or endless is refused with its reason", async ({ ada }) => {
  for (const [password, reason] of [
    ["password1", /tried first/],
    [ada.email, /holds your address/],
    ["abcdefgh", /sequence|tried first/],
    ["aaaaaaaaaaaa", /repeats itself|tried first/],
    ["x".repeat(257), "too long: 256 characters at most"],
    ["x".repeat(1025), "too long"],
  ] as const) {
    await ada.registers({ password });
    await ada.isRefused(reason);
    await isWrong(fields(ada).password, reason);
  }
});

test("a password keeps its spaces, its case and every letter of every script", async ({ ada }) => {
  ada.password = "  Четыре лошади и 😀 mosT \u0001 ";
  await ada.joins();
  await ada.signsIn({ password: ada.password.trim() });
  await ada.isRefused("The login or the password is not right.");
  await ada.signsIn();
  await ada.isOn("Your account");
});

test("spaces around an address and capitals in it do not matter", async ({ ada }) => {
  await ada.registers({ email: `  ${ada.email.toUpperCase()} ` });
  await ada.isOn("Check your inbox");
  const [local, domain] = ada.email.split("@");
  await ada.confirms(codeIn((await ada.server.letterTo(`${local?.toUpperCase()}@${domain}`)).text));
  await ada.signsIn();
  await ada.isOn("Your account");
});

test("the sign-in form says what is missing, and where", async ({ ada, page }) => {
  await ada.opens("/login");
  await ada.presses("Sign in");
  await ada.isRefused("2 things need another look");
  await isWrong(page.getByLabel("E-mail or username"), "Enter your e-mail or username.");
  await isWrong(fields(ada).password, "Enter your password.");
  await page.getByLabel("Remember me on this device").check();
  await ada.types("E-mail or username", "somebody");
  await ada.presses("Sign in");
  await ada.isRefused("Please have another look");
  await isFine(page.getByLabel("E-mail or username"));
  await expect(page.getByLabel("E-mail or username")).toHaveValue("somebody");
  await expect(page.getByLabel("Remember me on this device")).toBeChecked();
});

test("a login of a megabyte and one with NUL are refused like any other", async ({ ada }) => {
  await ada.opens("/login");
  for (const login of ["a\0da", "x".repeat(20_000), "\u202Eada"]) {
    await ada.signsIn({ login, password: "x".repeat(20_000) });
    await ada.isRefused("The login or the password is not right.");
  }
});

test("the code is taken in full-width and in Arabic digits, and what is no code is refused", async ({ ada, meet, page }) => {
  const digits = (text: string, zero: number) => [...text].map((digit) => String.fromCodePoint(zero + Number(digit))).join("");
  await ada.registers();
  const code = page.getByLabel("Code from the letter");
  for (const [given, reason] of [
    ["", "Enter the code from the letter."],
    ["   ", "Enter the code from the letter."],
    ["12345", "The code has six digits."],
    ["1234567", "The code has six digits."],
    ["12 34x", "The code has six digits."],
    ["12345\0", "The code has six digits."],
  ] as const) {
    await ada.confirms(given);
    await ada.isRefused(reason);
    await isWrong(code, reason);
  }
  await ada.confirms(digits(await ada.readsCode(), 0xff10));
  await ada.reads("Your address is confirmed.");

  const bob = await meet();
  await bob.registers();
  await bob.confirms(digits(await bob.readsCode(), 0x660));
  await bob.reads("Your address is confirmed.");
});

test("a username that cannot be one is refused with its reason", async ({ ada, page }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  for (const [name, reason] of [
    ["", "Enter a username."],
    ["ab", "3 to 32 characters"],
    ["a".repeat(33), "3 to 32 characters"],
    ["ada@example.org", "begins with a Latin letter"],
    ["admin", "kept for the site itself"],
    ["ada\0b", "begins with a Latin letter"],
  ] as const) {
    await ada.types("Username", name);
    await ada.presses("Save username");
    await ada.isRefused(reason);
    await isWrong(page.getByLabel("Username"), reason);
    await expect(page.getByLabel("Username")).toHaveValue(ada.mode === "hydrated" ? name : asInHtml(name));
  }
});

test("another language keeps what was typed, and the next pages speak it too", async ({ ada, page }) => {
  await ada.opens("/register");
  await ada.types("E-mail", ada.email);
  await ada.types("Password", PASSWORD);
  await fields(ada).agree.check();
  await ada.speaks("Русский");
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await expect(page.locator("#email")).toHaveValue(ada.email);
  await expect(page.locator("#agree")).toBeChecked();
  await expect(page.locator("#password")).toHaveValue("");

  await ada.speaks("العربية");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.locator("#email")).toHaveValue(ada.email);
  await page.locator("#password").fill(PASSWORD);
  await ada.presses(page.locator("#form .primary"));
  await expect(page.locator("#code")).toBeVisible();
  const letter = await ada.receives();
  expect(letter.html).toContain(`dir="rtl"`);
  expect(letter.text).not.toMatch(/[A-Z][a-z]+ [a-z]+ [a-z]+/);
});

test("the language can be changed on every page, and the page stays the same", async ({ ada, page }) => {
  for (const path of ["/", "/login", "/register", "/restore", "/agreement"]) {
    await ada.opens(path);
    await ada.speaks("Русский");
    await expect(page).toHaveURL(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "ru");
    await ada.speaks("English");
    await expect(page).toHaveURL(path);
  }
});

test("a language changes among refusals: what was typed stays", async ({ ada, page }) => {
  await ada.registers({ password: "short" });
  await ada.isRefused("too short");
  await ada.speaks("Русский");
  await expect(page.locator("#email")).toHaveValue(ada.email);
});

test("a registration confirmed in one tab is over in the other, which says so and leads on", async ({ ada, context, page }) => {
  await ada.registers();
  const second = await context.newPage();
  await second.goto("/confirm");
  await second.locator("#code").fill(await ada.readsCode());
  if (ada.mode === "hydrated") await expect(second.locator("html")).toHaveAttribute("data-hydrated", "true");
  await second.locator("#form .primary").click();
  await expect(second.getByText("Your address is confirmed.")).toBeVisible();

  // With a script the page notices by itself; without, when something is sent.
  if (ada.mode !== "hydrated") await ada.confirms("123456");
  await ada.isTold("Your address is confirmed.");
  await ada.isOn("Sign in");
  await ada.opens("/confirm");
  await ada.isOn("Register");
  await expect(page).toHaveURL("/register");
});

test("two tabs register two addresses, and the newer one waits", async ({ ada, context, meet }) => {
  const second = await meet();
  await ada.registers();
  const tab = await context.newPage();
  await tab.goto("/register");
  await tab.locator("#email").fill(second.email);
  await tab.locator("#password").fill(PASSWORD);
  await tab.locator("#agree").check();
  if (ada.mode === "hydrated") await expect(tab.locator("html")).toHaveAttribute("data-hydrated", "true");
  await tab.locator("#form .primary").click();
  await expect(tab.locator("#code")).toBeVisible();

  await ada.looksAgain();
  await ada.reads(second.email);
  await ada.confirms(await second.readsCode());
  await ada.reads("Your address is confirmed.");
  await expect(ada.page.getByLabel("E-mail or username")).toHaveValue(second.email);
});
