import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";

const password = (page: Page) => page.locator("#password");

test("a password can be looked at and hidden again, and stays as it is", async ({ ada, page }) => {
  await ada.opens("/login");
  await ada.types("Password", "Secret words");
  await expect(password(page)).toHaveAttribute("type", "password");
  const eye = page.getByRole("button", { name: "Show the password" });
  await expect(eye).toHaveAttribute("aria-pressed", "false");
  await eye.click();
  await expect(password(page)).toHaveAttribute("type", "text");
  await expect(eye).toHaveAttribute("aria-pressed", "true");
  await expect(password(page)).toHaveValue("Secret words");
  await eye.click();
  await expect(password(page)).toHaveAttribute("type", "password");
});

test("a password is sent the same whether it is shown or not", async ({ ada, page }) => {
  await ada.joins();
  await ada.types("Password", ada.password);
  await page.getByRole("button", { name: "Show the password" }).click();
  await ada.presses("Sign in");
  await ada.isOn("Your account");
});

test("Caps Lock is pointed out while it is on", async ({ ada, page }) => {
  await ada.opens("/login");
  const hint = page.getByText("Caps Lock is on.");
  await expect(hint).toBeHidden();
  const key = { key: "A", bubbles: true };
  await password(page).dispatchEvent("keydown", { ...key, modifierCapsLock: true });
  await expect(hint).toBeVisible();
  await password(page).dispatchEvent("keyup", key);
  await expect(hint).toBeHidden();
});

test("another keyboard layout is pointed out", async ({ ada, page }) => {
  await ada.opens("/login");
  const hint = page.getByText("These letters are not Latin.");
  await expect(hint).toBeHidden();
  await password(page).pressSequentially("зфыыцщкв");
  await expect(hint).toBeVisible();
  await password(page).fill("password");
  await expect(hint).toBeHidden();
});

test("a new password is told how good it is, and why", async ({ ada, page }) => {
  await ada.opens("/register");
  await ada.types("E-mail", "adalovelace@example.org");
  const meter = page.locator(".strength");
  await expect(meter).toHaveCount(0);
  for (const [typed, told] of [
    ["x7Kp", "Very weak: longer is better"],
    ["aaaaaaaaaaaaa", "Very weak: it repeats itself"],
    ["1234567890", "Very weak: it holds a sequence"],
    ["adalovelace", "Very weak: it holds your name or that of the site"],
    ["correct horse battery staple", "Strong"],
  ] as const) {
    await password(page).fill(typed);
    await expect(meter).toHaveText(told);
    await expect(meter).toHaveRole("status");
  }
  await password(page).fill("");
  await expect(meter).toHaveCount(0);
});

test("a password can be pasted", async ({ ada, page }) => {
  await ada.opens("/register");
  await ada.types("E-mail", "pasted secret words");
  await page.getByLabel("E-mail").selectText();
  await page.keyboard.press("Control+c");
  await password(page).focus();
  await page.keyboard.press("Control+v");
  await expect(password(page)).toHaveValue("pasted secret words");
});

test("password managers and telephones are told what each field is for", async ({ ada, page }) => {
  await ada.opens("/login");
  await expect(page.locator("#login")).toHaveAttribute("autocomplete", "username");
  await expect(password(page)).toHaveAttribute("autocomplete", "current-password");
  await ada.registers();
  await expect(page.locator("#code")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(page.locator("#code")).toHaveAttribute("inputmode", "numeric");
  await ada.opens("/register");
  await expect(page.locator("#email")).toHaveAttribute("type", "email");
  await expect(password(page)).toHaveAttribute("autocomplete", "new-password");
});
