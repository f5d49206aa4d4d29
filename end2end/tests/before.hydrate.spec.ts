import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { PASSWORD } from "../support/person";

/** Holds the wasm back until it is let go. */
async function withSlowWasm(page: Page): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((open) => (letGo = open));
  await page.route("**/*.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test("what was typed before the wasm arrives stays when it does", async ({ ada, page }) => {
  const letGo = await withSlowWasm(page);
  await page.goto("/register");
  await ada.types("E-mail", ada.email);
  await ada.types("Password", PASSWORD);
  await page.getByLabel("I have read and accept").check();
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  letGo();
  await ada.settles();
  await expect(page.getByLabel("E-mail")).toHaveValue(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(PASSWORD);
  await expect(page.getByLabel("I have read and accept")).toBeChecked();
  await ada.presses("Register");
  await ada.isOn("Check your inbox");
  await ada.reads(ada.email);
});

test("typing goes on while the wasm arrives, and neither text nor focus is lost", async ({ ada, page }) => {
  const letGo = await withSlowWasm(page);
  await page.goto("/login");
  await page.getByLabel("E-mail or username").focus();
  await page.keyboard.type("ada@exa");
  letGo();
  await page.keyboard.type("mple.org", { delay: 30 });
  await ada.settles();
  await expect(page.getByLabel("E-mail or username")).toBeFocused();
  await expect(page.getByLabel("E-mail or username")).toHaveValue("ada@example.org");
});

test("a form sent before the wasm arrives is answered in full", async ({ ada, page }) => {
  const letGo = await withSlowWasm(page);
  await page.goto("/register");
  await ada.types("E-mail", ada.email);
  await ada.types("Password", "short");
  await page.getByLabel("I have read and accept").check();
  await page.getByRole("button", { name: "Register" }).click();
  await ada.isRefused("This password is too short");
  await expect(page.getByLabel("E-mail")).toHaveValue(ada.email);
  letGo();
  await ada.settles();
  await expect(ada.alert).toContainText("This password is too short");
  await expect(page.getByLabel("E-mail")).toHaveValue(ada.email);

  await ada.types("Password", PASSWORD);
  await ada.presses("Register");
  await ada.isOn("Check your inbox");
  await expect(ada.alert).toHaveCount(0);
});

test("an untouched form sent before the wasm arrives keeps the refusal when it does", async ({ ada, page }) => {
  const letGo = await withSlowWasm(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Sign in" }).click();
  await ada.isRefused("2 things need another look");
  letGo();
  await ada.settles();
  await ada.types("E-mail or username", "nobody");
  await ada.presses("Sign in");
  await ada.isRefused("Please have another look");
});
