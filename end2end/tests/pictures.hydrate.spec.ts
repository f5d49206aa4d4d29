import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import type { Settings } from "../support/cabinet";
import { type Bidder, TENDER } from "../support/bidder";
import { type Caller, PHONE } from "../support/caller";
import { ANSWER, type Correspondent, MAILBOX } from "../support/correspondent";
import { CONSOLE, type Developer } from "../support/developer";

// The pictures of the help pages, presets/*/photo-*.png. Here they are held against the pages; `make pictures` takes them anew.

const NUMBER = "07400 123456";
const EMAIL = "ada@example.org";
const NAME = "ada";
/** What stands for every security code: each would be another. */
const CAPTCHA = join(import.meta.dirname, "../support/captcha.png");
const LETTERS = "hwmkza";

/** Who may be in a picture. */
interface Cast {
  bell: Caller;
  grace: Developer;
  mary: Correspondent;
  olga: Bidder;
}

interface Step {
  /** What the picture is of. */
  shows: string;
  opens: (cast: Cast) => Promise<void>;
  /** What the step is about: a line is drawn around it. */
  mark: (page: Page) => Locator;
  /** How high the window is, where that is not enough that all others have. */
  height?: number;
}

interface Album {
  /** What its tests prove, where the document asks for pictures. */
  id?: string;
  site: Settings;
  /** The language of the document, where that is not English. */
  locale?: string;
  steps: Step[];
}

/** Up to the page that asks the security question. */
async function comesToQuestion(mary: Correspondent): Promise<void> {
  await mary.page.route("**/captcha/*", (route) => route.fulfill({ path: CAPTCHA }));
  await mary.registers({ username: NAME });
  await expect(mary.page).toHaveURL("/account");
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore(NAME);
  await mary.choosesWay("Security question");
  await mary.isSpared();
}

const button = (name: string) => (page: Page) => page.getByRole("main").getByRole("button", { name, exact: true });
const door = (name: string) => (page: Page) => page.getByRole("banner").getByRole("link", { name, exact: true });

const ALBUMS: Record<string, Album> = {
  phone: {
    id: "S0.17",
    site: PHONE,
    steps: [
      { shows: "the main page with the Login button", opens: ({ bell }) => bell.opens("/"), mark: door("Login") },
      {
        shows: "the page Your Personal Account, filled in, with LOG IN",
        opens: async ({ bell }) => {
          await bell.opens("/login");
          await bell.types("Phone number", NUMBER);
          await bell.types("Password", bell.password);
        },
        mark: button("LOG IN"),
      },
      { shows: "the page Your Personal Account with RESTORE PASSWORD", opens: ({ bell }) => bell.opens("/login"), mark: button("RESTORE PASSWORD") },
      {
        shows: "the page Restore password with Get SMS with code",
        opens: async ({ bell }) => {
          await bell.opens("/restore");
          await bell.types("Phone number", NUMBER);
        },
        mark: button("Get SMS with code"),
      },
      {
        shows: "the field Code in SMS with GET SMS WITH A PASSWORD",
        opens: async ({ bell }) => {
          await bell.asksToRestore(NUMBER);
          await bell.smsIsHanded();
        },
        mark: button("GET SMS WITH A PASSWORD"),
      },
    ],
  },
  console: {
    site: CONSOLE,
    steps: [
      { shows: "the main page with the Sign in button", opens: ({ grace }) => grace.opens("/"), mark: door("Sign in") },
      {
        shows: "the page Registration, filled in, with Register",
        opens: async ({ grace }) => {
          await grace.opens("/register");
          await grace.fillsIn({ email: EMAIL });
        },
        mark: button("Register"),
        height: 1000,
      },
      {
        shows: "the page Login with Register at its bottom",
        opens: ({ grace }) => grace.opens("/login"),
        mark: (page) => page.getByRole("main").getByRole("link", { name: "Register", exact: true }),
      },
      {
        shows: "the page Login, filled in, with Login",
        opens: async ({ grace }) => {
          await grace.opens("/login");
          await grace.types("E-mail", EMAIL);
          await grace.types("Password", grace.password);
          await grace.page.getByLabel("Remember me", { exact: true }).check();
        },
        mark: button("Login"),
      },
      {
        shows: "the page Change Password with Change password",
        opens: async ({ grace }) => {
          await grace.opens("/restore");
          await grace.types("E-mail", EMAIL);
        },
        mark: button("Change password"),
      },
      {
        shows: "the Account tab with Change password",
        opens: async ({ grace }) => {
          await grace.registers({ email: EMAIL });
          await grace.isOn("Console");
          await grace.opens("/account");
        },
        mark: button("Change password"),
        height: 1000,
      },
    ],
  },
  mailbox: {
    site: MAILBOX,
    steps: [
      {
        shows: "the main page with Forgot Your password?",
        opens: ({ mary }) => mary.opens("/"),
        mark: (page) => page.getByRole("main").getByRole("link", { name: "Forgot Your password?", exact: true }),
      },
      {
        shows: "the page Password restoring with Next step",
        opens: async ({ mary }) => {
          await mary.opens("/restore");
          await mary.types("Username", NAME);
        },
        mark: button("Next step"),
      },
      {
        shows: "the three ways with Next step",
        opens: async ({ mary }) => {
          await mary.asksToRestore(NAME);
          await mary.page.locator("#way-recovery-email").check();
        },
        mark: button("Next step"),
      },
      {
        shows: "the page Security question, filled in, with Next step",
        opens: async ({ mary }) => {
          await comesToQuestion(mary);
          await mary.types("Your answer", ANSWER);
          await mary.types("Security code", LETTERS);
          const picture = mary.main.getByRole("img");
          await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)).toBe(220);
        },
        mark: button("Next step"),
        height: 800,
      },
      {
        shows: "the page Set Your new password with Save",
        opens: async ({ mary }) => {
          await comesToQuestion(mary);
          await mary.answers();
          await mary.isOn("Set Your new password");
          await mary.types("New password", "seven herons under glass");
        },
        mark: button("Save"),
      },
      {
        shows: "the message that the new password is set",
        opens: async ({ mary }) => {
          await comesToQuestion(mary);
          await mary.answers();
          await mary.chooses("seven herons under glass");
          await expect(mary.page).toHaveURL("/login");
        },
        mark: (page) => page.getByRole("main").locator(".notice.good"),
      },
      {
        shows: "the page Recovery email with Send an email",
        opens: async ({ mary }) => {
          await mary.asksToRestore(NAME);
          await mary.choosesWay("Recovery email");
          await mary.types("Recovery email", EMAIL);
        },
        mark: button("Send an email"),
      },
      {
        shows: "the field for the code from the SMS with Next step",
        opens: async ({ mary }) => {
          await mary.asksToRestore(NAME);
          await mary.choosesWay("Mobile phone");
          await mary.asksForSms();
          await mary.isHanded();
        },
        mark: button("Next step"),
      },
    ],
  },
  tender: {
    site: { ...TENDER, "brand.name": "Электронная торговая площадка" },
    locale: "ru",
    steps: [
      {
        shows: "the window Вход в систему with Забыли пароль?",
        opens: async ({ olga }) => {
          await olga.opens("/login");
          await olga.types("Логин*", EMAIL);
        },
        mark: button("Забыли пароль?"),
        height: 720,
      },
      {
        shows: "the window Восстановление пароля, filled in, with Восстановить",
        opens: async ({ olga }) => {
          await olga.opens("/restore/code");
          await olga.types("Полученный код*", "41774119-5bad-4e60-9869-1c041eca04bb");
          await olga.types("Новый пароль*", "семь цапель под стеклом");
          await olga.types("Подтверждение пароля*", "семь цапель под стеклом");
        },
        mark: button("Восстановить"),
        height: 800,
      },
      {
        shows: "Учетная запись не существует",
        opens: async ({ olga }) => {
          await opensRestore(olga);
          await olga.asksFor(EMAIL);
          await olga.isRefused("Учетная запись не существует");
        },
        mark: (page) => page.getByRole("main").getByRole("alert"),
        height: 900,
      },
    ],
  },
};

/** The page that restores, with the picture that stands for all. */
async function opensRestore(olga: Bidder): Promise<void> {
  await olga.page.route("**/captcha/*", (route) => route.fulfill({ path: CAPTCHA }));
  await olga.opens("/restore");
}

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

test.use({ site: { "brand.name": "Cabinet" }, viewport: { width: 960, height: 600 }, colorScheme: "light", locale: "en-US" });

for (const [preset, { id, site, locale = "en-US", steps }] of Object.entries(ALBUMS)) {
  test.describe(preset, () => {
    // Nobody else is there who would have the same number or address.
    test.use({ own: site, locale });

    for (const [index, { shows, opens, mark, height = 600 }] of steps.entries()) {
      const what = `photo ${index + 1} of the help page is as the page is: ${shows}`;
      test(id ? `${id} ${what}` : what, async ({ bell, grace, mary, olga, page }) => {
        await page.setViewportSize({ width: 960, height });
        await opens({ bell, grace, mary, olga });
        await holdStill(page, mark(page));
        // The same page is the same to the last pixel, each time that it is drawn; an “l” for an “i” in a label is two pixels.
        const exact = { maxDiffPixels: 0, animations: "disabled", caret: "hide", scale: "css" } as const;
        await expect(page).toHaveScreenshot([preset, `photo-${index + 1}.png`], exact);
      });
    }
  });
}
