import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { type Caller, PHONE } from "../support/caller";

// The pictures of the help pages, presets/*/photo-*.png. Here they are held against the pages; `make pictures` takes them anew.

const NUMBER = "07400 123456";

interface Step {
  /** What the picture is of. */
  shows: string;
  opens: (bell: Caller) => Promise<void>;
  /** What the step is about: a line is drawn around it. */
  mark: (page: Page) => Locator;
}

const button = (name: string) => (page: Page) => page.getByRole("main").getByRole("button", { name, exact: true });

const STEPS: Record<string, Step[]> = {
  phone: [
    {
      shows: "the main page with the Login button",
      opens: (bell) => bell.opens("/"),
      mark: (page) => page.getByRole("banner").getByRole("link", { name: "Login", exact: true }),
    },
    {
      shows: "the page Your Personal Account, filled in, with LOG IN",
      opens: async (bell) => {
        await bell.opens("/login");
        await bell.types("Phone number", NUMBER);
        await bell.types("Password", bell.password);
      },
      mark: button("LOG IN"),
    },
    { shows: "the page Your Personal Account with RESTORE PASSWORD", opens: (bell) => bell.opens("/login"), mark: button("RESTORE PASSWORD") },
    {
      shows: "the page Restore password with Get SMS with code",
      opens: async (bell) => {
        await bell.opens("/restore");
        await bell.types("Phone number", NUMBER);
      },
      mark: button("Get SMS with code"),
    },
    {
      shows: "the field Code in SMS with GET SMS WITH A PASSWORD",
      opens: async (bell) => {
        await bell.asksToRestore(NUMBER);
        await bell.smsIsHanded();
      },
      mark: button("GET SMS WITH A PASSWORD"),
    },
  ],
};

/** Leaves nothing on the page that would be there or not by chance, and what the step is about in sight. */
async function holdStill(page: Page, mark: Locator): Promise<void> {
  await page.mouse.move(0, 0);
  // Styles of an element's own are set by script: the content security policy lets no others in.
  await mark.evaluate((marked) => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    marked.style.outline = "3px solid red";
    marked.style.outlineOffset = "4px";
    const card = marked.closest(".card");
    if (card && marked.getBoundingClientRect().bottom + 16 > innerHeight) scrollTo(0, scrollY + card.getBoundingClientRect().top - 16);
  });
  await expect(mark).toBeInViewport({ ratio: 1 });
}

test.use({ site: { ...PHONE, "brand.name": "Cabinet" }, viewport: { width: 960, height: 600 }, colorScheme: "light", locale: "en-US" });

for (const [preset, steps] of Object.entries(STEPS)) {
  for (const [index, { shows, opens, mark }] of steps.entries()) {
    test(`S0.17 photo ${index + 1} of the help page is as the page is: ${shows}`, async ({ bell, page }) => {
      await opens(bell);
      await holdStill(page, mark(page));
      // The same page is the same to the last pixel, each time that it is drawn; an “l” for an “i” in a label is two pixels.
      const exact = { maxDiffPixels: 0, animations: "disabled", caret: "hide", scale: "css" } as const;
      await expect(page).toHaveScreenshot([preset, `photo-${index + 1}.png`], exact);
    });
  }
}
