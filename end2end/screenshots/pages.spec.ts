import { test } from "../fixtures";
import { LANGUAGES, SIGHTS } from "../support/pages";

const SIZES = { phone: { width: 375, height: 812 }, desktop: { width: 1280, height: 800 } };

for (const locale of LANGUAGES) {
  test.describe(locale, () => {
    test.use({ locale, own: {} });

    test(`photograph every page in ${locale}`, async ({ ada, page }) => {
      for (const { name, show } of SIGHTS) {
        await show(ada);
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: `results/screenshots/${locale}-${size}-${colorScheme}/${name}.png`, fullPage: true, animations: "disabled" });
          }
        }
      }
    });
  });
}
