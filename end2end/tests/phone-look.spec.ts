import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { type Caller, PHONE } from "../support/caller";
import { LANGUAGES } from "../support/pages";
import { PASSWORD } from "../support/person";

test.use({ site: PHONE });

/** Latin words on the page that are neither names nor marked as words of another language. */
function strangeWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isOurs = (element: Element | null) => element?.closest("[lang]") === document.documentElement;
    // A title cannot be marked: it speaks the language of the heading.
    const texts = isOurs(document.querySelector("h1")) ? [document.title] : [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (isOurs(parentElement) && !parentElement?.closest("script, style")) texts.push(textContent ?? "");
    }
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) if (isOurs(element)) texts.push(element.getAttribute(name) ?? "");
    }
    const names = /Cabinet|SMS|Caps Lock|support@example\.org/g;
    return texts.join("\n").replaceAll(names, "").match(/[A-Za-z]{2,}/g) ?? [];
  });
}

/** How far the page is wider than the window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}

/** Every page on the way in and back in, refused forms among them; in any language, so by ids alone. */
async function* way(bell: Caller): AsyncGenerator<string> {
  const { page } = bell;
  const sends = async (fields: Record<string, string> = {}) => {
    for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
    await bell.presses(page.locator("#form button[type=submit]").first());
    bell.faults.expectRefusals();
  };
  const comesTo = (path: string) => expect(page).toHaveURL(path);

  for (const path of ["/", "/help", "/login"]) {
    await bell.opens(path);
    yield path;
  }
  await sends();
  yield "/login, refused";
  await bell.opens("/register");
  yield "/register";
  for (const phone of ["", "07400", "+33612345678", "020 7946 0018"]) {
    await sends({ phone });
    yield `/register, refused: “${phone}”`;
  }
  await page.locator("#agree").check();
  await sends({ phone: bell.number });
  await comesTo("/confirm");
  const code = await bell.readsCode();
  yield "/confirm";
  await sends({ code: "123" });
  yield "/confirm, refused";
  await page.locator("details summary").first().click();
  yield "/confirm, to be corrected";
  await sends({ code });
  await comesTo("/welcome");
  yield "/welcome";
  await sends({ password: PASSWORD });
  await comesTo("/login");
  yield "/login, confirmed";
  await bell.opens("/restore");
  yield "/restore";
  await sends({ login: "07400" });
  yield "/restore, refused";
  await sends({ login: bell.number });
  await comesTo("/restore/code");
  const second = await bell.readsCode(2);
  yield "/restore/code";
  await sends({ code: second });
  await comesTo("/restore/sent");
  const password = await bell.readsPassword(3);
  yield "/restore/sent";
  await bell.opens("/login");
  await sends({ login: bell.number, password });
  await comesTo("/restore/password");
  yield "/restore/password";
  await sends({ password: "seven herons under glass" });
  await comesTo("/login");
  yield "/login, restored";
}

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of the way by phone has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ bell, page }) => {
      test.setTimeout(300_000);
      for await (const sight of way(bell)) {
        await expect.soft(page.locator("html"), sight).toHaveAttribute("lang", language);
        await expect.soft(page.locator("html"), sight).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
        if (language !== "en") expect.soft(await strangeWords(page), `${sight}: words of another language`).toEqual([]);
        const text = `${await page.title()} ${await page.locator("body").innerText()}`;
        expect.soft(text.match(/\{\w*\}|\[\w*\]|\b[a-z]+_[a-z_]+\b|undefined|NaN/g), `${sight}: a text with a hole`).toBeNull();
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect.soft(await overflow(page), `${sight}, ${width} px: scroll sideways`).toBe(0);
          // Without JavaScript axe cannot run, and what it looks at is the same.
          for (const colorScheme of bell.mode === "hydrated" ? (["light", "dark"] as const) : []) {
            // Without motion: a colour on its way to another is neither.
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            expect.soft(await axe(page), `${sight}, ${width} px, ${colorScheme}`).toEqual([]);
          }
        }
      }
    });
  });
}
