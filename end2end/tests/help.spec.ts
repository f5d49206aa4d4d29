import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures";
import { PHONE } from "../support/caller";

test.use({ site: PHONE });

const TITLE = "How to log in to your personal account Cabinet";
const PICTURES = join(import.meta.dirname, "../../presets/phone");

/** All that the document says outside of its table, its box and its captions, in order; `**` around what stands out. */
const SENTENCES = [
  "Go to the website **Cabinet** and click the **Login** button in the upper right corner of the page.",
  "A new page **Your Personal Account** will open. To login to your account, follow these steps:",
  "After entering the account information, click the **LOG IN** button:",
  "If you have forgotten your personal account password, you can restore it. To restore the password, click **RESTORE PASSWORD** on the **Your Personal Account** page.",
  "On the **Restore password** page, enter your **Phone number** and click **Get SMS with code**.",
  "On the entered phone number you will receive an SMS with a code, which should be entered in the **Code in SMS** field, and then press the **GET SMS WITH A PASSWORD** button.",
  "On the entered phone number you will receive an SMS with a new password. After which you can proceed to authorization.",
];

/** What stands out in these texts. */
const bold = (texts: string[]) => texts.flatMap((text) => [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, words]) => words ?? ""));

test("S0.17 the help page says all that the document says", async ({ bell, page }) => {
  await bell.opens("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Help", exact: true }).click();
  await bell.isOn(TITLE);
  await expect(page).toHaveURL("/help");
  await expect(bell.main.getByRole("heading", { level: 2 })).toHaveText(["Sign in to personal cabinet", "Restore password"]);

  await expect(bell.main.getByRole("columnheader")).toHaveText(["№", "Action"]);
  const steps = ["Enter your **Phone number**", "Enter your personal account **Password**"];
  const plain = (text: string) => text.replaceAll("**", "");
  await expect(bell.main.locator("tbody td")).toHaveText(["1", plain(steps[0] ?? ""), "2", plain(steps[1] ?? "")]);
  const note = bell.main.getByRole("note");
  await expect(note).toHaveText("If you don't already have an account, you can register in the service");
  await expect(note).toHaveClass(/(^| )notice( |$)/);
  await expect(note).toHaveClass(/(^| )plain( |$)/);
  const captions = [1, 2, 3, 4, 5].map((n) => `How to log in to your personal account – photo ${n}`);
  await expect(bell.main.locator("figure figcaption")).toHaveText(captions);

  const paragraphs = bell.main.locator("p:not([role=note] p)").filter({ hasText: /\S/ });
  await expect(paragraphs).toHaveText(SENTENCES.map(plain));
  const stands = bold([...SENTENCES.slice(0, 2), ...steps, ...SENTENCES.slice(2)]);
  await expect(bell.main.locator(":is(b, strong):not([role=note] *)")).toHaveText(stands);
});

test("S0.17 the five pictures of the help page are there, each with words for whoever cannot see it", async ({ bell, request }) => {
  await bell.opens("/help");
  const pictures = await bell.main.locator("figure img").all();
  expect(pictures).toHaveLength(5);
  const alternatives = new Set<string>();
  for (const [index, picture] of pictures.entries()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && [img.naturalWidth, img.naturalHeight])).toEqual([960, 600]);
    alternatives.add((await picture.getAttribute("alt")) ?? "");
    const answer = await request.get((await picture.getAttribute("src")) ?? "");
    expect(answer.headers()["content-type"]).toBe("image/png");
    const bytes = await answer.body();
    expect(bytes.equals(readFileSync(join(PICTURES, `photo-${index + 1}.png`))), `photo ${index + 1} is the one that is held against the page`).toBe(true);
    expect(bytes.length, `photo ${index + 1}: bytes`).toBeLessThan(60 * 1024);
  }
  alternatives.delete("");
  expect(alternatives.size).toBe(5);
});

test("S0.17 the links of the help page lead to registering and to signing in", async ({ bell, page }) => {
  await bell.opens("/help");
  const title = bell.main.getByRole("heading", { name: "Sign in to personal cabinet", exact: true });
  await bell.main.locator("figure").last().scrollIntoViewIfNeeded();
  await expect(title).not.toBeInViewport();
  await bell.main.getByRole("link", { name: "authorization", exact: true }).click();
  await expect(title).toBeInViewport();
  await expect(page).toHaveURL("/help#sign-in-to-personal-cabinet");
  await bell.isOn(TITLE);
  await bell.follows("register");
  await bell.isOn("Register");
  await expect(page).toHaveURL("/register");
});

for (const viewport of [{ width: 320, height: 600 }, { width: 1280, height: 800 }]) {
  test(`S0.17 the help page fits into ${viewport.width} pixels, pictures and table too`, async ({ bell, page }) => {
    await page.setViewportSize(viewport);
    await bell.opens("/help");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    const parts = await bell.main.locator("figure img, table").all();
    expect(parts).toHaveLength(6);
    for (const part of parts) {
      const { x, width } = (await part.boundingBox()) ?? { x: -1, width: 0 };
      expect(x).toBeGreaterThanOrEqual(0);
      expect(width).toBeGreaterThan(100);
      expect(x + width).toBeLessThanOrEqual(viewport.width);
    }
  });
}

test.describe("for whoever reads another language", () => {
  test.use({ locale: "ar" });

  test("a help page that there is in English alone says that it is English, and reads from the left", async ({ bell, page }) => {
    await bell.opens("/help");
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    const title = bell.main.getByRole("heading", { level: 1 });
    await expect(title).toHaveText(TITLE);
    expect(await title.evaluate((h1) => [h1.closest("[lang]")?.getAttribute("lang"), getComputedStyle(h1).direction])).toEqual(["en", "ltr"]);
  });
});
