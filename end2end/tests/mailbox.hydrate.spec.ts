import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { mobile } from "../support/caller";
import { ANSWER, MAILBOX } from "../support/correspondent";

// The way past the picture for those who cannot see it: only a script can go it.
test.use({ site: MAILBOX });

const DONE = "Checked: the picture is not needed.";

/** Presses Tab until this has the focus. */
async function tabsTo(page: Page, target: Locator): Promise<void> {
  for (let n = 0; n < 25; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not get there");
}

test("S2.13 CAP-05: with the keyboard alone one waits for the browser, leaves the letters empty, and passes", async ({ mary, page }) => {
  const phone = mobile();
  await mary.joins();
  await mary.setsPhone(phone);
  await mary.signsOut();
  await mary.asksToRestore();
  await tabsTo(page, page.locator("#way-recovery-email"));
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#way-mobile")).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/restore/mobile");
  // Whoever listens is told how it stands.
  const status = mary.main.getByRole("status").filter({ hasText: DONE });
  await expect(status).toBeVisible({ timeout: 30_000 });
  await tabsTo(page, page.getByLabel("Security code", { exact: true }));
  await expect(page.getByLabel("Security code", { exact: true })).toHaveValue("");
  await expect(page.getByLabel("Security code", { exact: true })).not.toHaveAttribute("required");
  await tabsTo(page, mary.main.getByRole("button", { name: "Next step", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/restore/code");
  await tabsTo(page, page.locator("#code"));
  await page.keyboard.type(await mary.readsSmsCode(phone));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/restore/password");
});

test("S2.5 CAP-05: Enter in the field of the answer sends it, and gets no other picture", async ({ mary, page }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  await mary.isSpared();
  await tabsTo(page, page.locator("#answer"));
  await page.keyboard.type(ANSWER);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/restore/password");
});

test("S2.6 CAP-05: after a wrong answer the browser works for another picture by itself", async ({ mary, page }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  const first = await mary.challenge();
  await mary.answers("Mr Bumble");
  await mary.isRefused("This is not the answer.");
  await expect.poll(() => mary.challenge()).not.toBe(first);
  await expect(mary.main.getByRole("img")).toHaveAttribute("src", `/captcha/${await mary.challenge()}`);
  await mary.isSpared();
  await mary.sends("answer", { answer: ANSWER });
  await expect(page).toHaveURL("/restore/password");
});

test("S2.6 CAP-05: whoever is quicker than the browser types the letters", async ({ mary, page }) => {
  await mary.asksToRestore();
  await mary.choosesWay("Mobile phone");
  await page.locator("#captcha").fill(await mary.readsPicture());
  await mary.sends("captcha");
  await expect(page).toHaveURL("/restore/code");
});
