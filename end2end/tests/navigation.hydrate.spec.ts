import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";

/** Marks the document, to see later whether it is still the same. */
const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { marked: true }));
const isMarked = (page: Page) => page.evaluate(() => "marked" in window);

test("links change the page within the document, with address, title and focus", async ({ ada, page }) => {
  await ada.opens("/");
  await mark(page);
  for (const [link, heading, path] of [
    ["Register", "Register", "/register"],
    ["Sign in", "Sign in", "/login"],
    ["Cabinet", "Your account", "/"],
    ["User agreement", "User agreement", "/agreement"],
  ] as const) {
    await page.getByRole("banner").or(page.getByRole("contentinfo")).getByRole("link", { name: link }).click();
    await ada.isOn(heading);
    await expect(page).toHaveURL(path);
    await expect(page).toHaveTitle(`${heading} · Cabinet`);
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  }
  expect(await isMarked(page)).toBe(true);
});

test("Back and Forward show the right page within the document", async ({ ada, page }) => {
  await ada.opens("/");
  await mark(page);
  await page.getByRole("banner").getByRole("link", { name: "Register" }).click();
  await ada.isOn("Register");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await ada.isOn("Sign in");

  for (const [go, heading, path] of [
    ["goBack", "Register", "/register"],
    ["goBack", "Your account", "/"],
    ["goForward", "Register", "/register"],
    ["goForward", "Sign in", "/login"],
    ["goBack", "Register", "/register"],
  ] as const) {
    await page[go]();
    await ada.isOn(heading);
    await expect(page).toHaveURL(path);
    await expect(page).toHaveTitle(`${heading} · Cabinet`);
  }
  expect(await isMarked(page)).toBe(true);
});

test("Back from another site brings the page back", async ({ ada, page, server }) => {
  await ada.opens("/");
  await page.getByRole("banner").getByRole("link", { name: "Register" }).click();
  await ada.isOn("Register");
  await page.goto(`${server.url}/dev/outbox`);
  await page.goBack();
  await ada.isOn("Register");
  await ada.settles();
  await page.goBack();
  await ada.isOn("Your account");
});

test("a new page begins at its top", async ({ ada, page }) => {
  await page.setViewportSize({ width: 320, height: 400 });
  await ada.opens("/register");
  await page.getByRole("contentinfo").getByRole("link", { name: "User agreement" }).scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(200);
  await page.getByRole("contentinfo").getByRole("link", { name: "User agreement" }).click();
  await ada.isOn("User agreement");
  await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(100);
});

test("registering, signing in and signing out need no new document", async ({ ada, page }) => {
  await ada.opens("/");
  await mark(page);
  await page.getByRole("banner").getByRole("link", { name: "Register" }).click();
  await ada.isOn("Register");
  await ada.types("E-mail", ada.email);
  await ada.types("Password", ada.password);
  await page.getByLabel("I have read and accept").check();
  await ada.presses("Register");
  await ada.isOn("Check your inbox");
  await expect(page).toHaveURL("/confirm");
  await ada.confirms(await ada.readsCode());
  await ada.isOn("Sign in");
  await ada.reads("Your address is confirmed.");
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  await ada.signsIn();
  await ada.isOn("Your account");
  await expect(page.getByRole("banner")).toContainText(ada.email);
  await ada.signsOut();
  await ada.isOn("Sign in");
  await expect(page.getByRole("banner")).not.toContainText(ada.email);
  expect(await isMarked(page)).toBe(true);
});

test("the waiting page follows the letter by itself", async ({ ada, page }) => {
  await ada.registers();
  await mark(page);
  await expect(ada.main.locator(".track li").last()).toContainText("Handed to the mail server just now");
  expect(await isMarked(page)).toBe(true);
});

test("with the network gone the form says so and keeps what was typed", async ({ ada, page, context, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED/);
  await ada.opens("/login");
  await ada.types("E-mail or username", ada.email);
  await ada.types("Password", ada.password);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Sign in" }).click();
  await ada.isRefused("The site cannot be reached.");
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(ada.password);
  await context.setOffline(false);
  await ada.presses("Sign in");
  await ada.isRefused("The login or the password is not right.");
});

test("a double click on a button sends one form", async ({ ada, page }) => {
  const posts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await ada.opens("/register");
  await ada.types("E-mail", ada.email);
  await ada.types("Password", ada.password);
  await page.getByLabel("I have read and accept").check();
  await page.getByRole("button", { name: "Register" }).dblclick();
  await ada.isOn("Check your inbox");
  await ada.receives();
  expect(posts).toHaveLength(1);
});

test("Back leads past a page that has sent the person on", async ({ ada, page }) => {
  await ada.joins();
  await ada.opens("/");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await ada.isOn("Sign in");
  await ada.signsIn();
  await expect(page).toHaveURL("/account");
  // The form for strangers has nothing for ada any more: the account stands in for it.
  await page.goBack();
  await expect(page).toHaveURL("/account");
  await page.goBack();
  await expect(page).toHaveURL("/");
  await ada.reads("You are signed in as");
});

test("signing out that does not reach the site says so, and can be tried again, and again another day", async ({ ada, page, faults }) => {
  await ada.joins();
  await ada.signsIn();
  await ada.isOn("Your account");
  await page.route("**/api/logout", (route) => route.abort());
  faults.expect(/api\/logout|ERR_FAILED/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("alert")).toContainText("The site cannot be reached");
  await page.unroute("**/api/logout");
  for (const _ of ["now", "later"]) {
    await ada.signsOut();
    await ada.isOn("Sign in");
    await ada.reads("You are signed out.");
    await ada.signsIn();
    await ada.isOn("Your account");
  }
});
