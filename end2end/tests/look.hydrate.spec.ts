import { expect, test } from "../fixtures";
import { axe, hasNoHole, isIn, overflow, shown, small, WIDTHS } from "../support/look";
import { LANGUAGES, SIGHTS } from "../support/pages";

// On the way through the sights time passes.
test.use({ own: {} });

for (const language of LANGUAGES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`in ${language}, ${colorScheme}`, () => {
      test.use({ locale: language, colorScheme });

      test("no page has an axe finding, a scroll sideways or an unfinished text", async ({ ada, page }) => {
        test.setTimeout(600_000);
        for (const { name, show } of SIGHTS) {
          await show(ada);
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            expect.soft(await axe(page), `${name}, ${width} px`).toEqual([]);
            expect.soft(await overflow(page), `${name}, ${width} px: scroll sideways`).toBe(0);
          }
          await isIn(page, language, name);
          hasNoHole(await shown(page), name, /\{\w*\}|\b[a-z]+_[a-z_]+\b|undefined|NaN/g);
        }
      });
    });
  }
}

test("everything that can be pressed is 44 px high, or stands in a sentence", async ({ ada, page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 320, height: 800 });
  for (const { name, show } of SIGHTS) {
    await show(ada);
    expect.soft(await small(page, "[type=checkbox]", "a[href], button, input:not([type=hidden]), summary"), name).toEqual([]);
  }
});

test("the whole sign-in can be done from the keyboard, and the focus is always seen", async ({ ada, page }) => {
  await ada.joins();
  await ada.opens("/login");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  const login = page.getByLabel("E-mail or username");
  for (let step = 0; step < 8 && !(await login.evaluate((input) => input === document.activeElement)); step++) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).not.toBe("none");
  }
  await expect(login).toBeFocused();
  await page.keyboard.type(ada.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(ada.password);
  await page.keyboard.press("Enter");
  await ada.isOn("Your account");
});

test("who asks for less motion gets none", async ({ ada, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of ["/", "/login", "/register", "/restore"]) {
    await ada.opens(path);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((element) => {
        const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
        return (animationName !== "none" && parseFloat(animationDuration) > 0.02) || parseFloat(transitionDuration) > 0.02;
      }).length,
    );
    expect(moving, path).toBe(0);
  }
});

test("text at twice its size still fits", async ({ ada, page }) => {
  await page.setViewportSize({ width: 640, height: 800 });
  for (const path of ["/", "/login", "/register", "/restore", "/agreement"]) {
    await ada.opens(path);
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    expect(await overflow(page), path).toBe(0);
  }
});
