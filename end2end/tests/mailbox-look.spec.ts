import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { codeIn } from "../support/cabinet";
import { codeOf, mobile } from "../support/caller";
import { type Correspondent, MAILBOX, QUESTION } from "../support/correspondent";
import { LANGUAGES } from "../support/pages";

test.use({ site: MAILBOX });

const NEW = "seven herons under glass";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is read on the page: texts and names that are neither marked as words of another language nor to be taken along as they are. */
function texts(page: Page): Promise<string> {
  return page.evaluate(() => {
    const isOurs = (element: Element | null) => element?.closest("[lang]") === document.documentElement;
    // A title cannot be marked: it speaks the language of the heading.
    const texts = isOurs(document.querySelector("h1")) ? [document.title] : [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (isOurs(parentElement) && !parentElement?.closest("script, style, code, pre")) texts.push(textContent ?? "");
    }
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) if (isOurs(element)) texts.push(element.getAttribute(name) ?? "");
    }
    return texts.join("\n");
  });
}

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|\bmary\.[0-9a-f]+|Cabinet|Caps Lock|JavaScript|SMS|SHA|hash/g;

/** Latin words that are no names. */
/** Addresses, the digests of texts and the name of the time zone are no words of a language. */
const NO_WORDS = /https?:\/\/\S+|\b[0-9a-f]{12,}\b|\bUTC\b/g;
const strangeWords = (text: string) => text.replaceAll(NO_WORDS, "").replaceAll(NAMES, "").match(/[A-Za-z]{2,}/g) ?? [];

/** How far the page is wider than the window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}

/** What can be pressed and is too low for a finger, unless it stands in a sentence. */
const small = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, summary")]
      .filter((element) => element.checkVisibility() && !element.matches(".skip, p a, li a, label a"))
      .map((element) => (element.matches("[type=checkbox], [type=radio]") ? (element.closest("label") ?? element) : element))
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => element.outerHTML.slice(0, 90)),
  );

/** Every page of a mailbox and on the ways back in, refused forms among them; in any language, so by ids alone. */
async function* way(mary: Correspondent): AsyncGenerator<string> {
  const { page } = mary;
  const [email, phone] = [address("recovery"), mobile()];
  const sends = async (field: string, fields: Record<string, string> = {}) => {
    await mary.sends(field, fields);
    mary.faults.expectRefusals();
  };
  const comesTo = (path: string) => expect(page).toHaveURL(path);
  /** The browser has done what it does by itself, so that the page is as it stays. */
  const rests = () => (mary.mode === "hydrated" ? mary.isSpared() : Promise.resolve());

  for (const path of ["/", "/help", "/agreement", "/login", "/username"]) {
    await mary.opens(path);
    yield path;
  }
  await sends("email");
  yield "/username, refused";
  await sends("email", { email: address() });
  await page.locator(".notice").first().waitFor();
  yield "/username, sent";
  await mary.opens("/register");
  yield "/register";
  await sends("username");
  yield "/register, refused";
  await mary.joins();
  yield "/account";
  await mary.opens("/account/profile");
  yield "/account/profile";
  for (const field of ["email", "phone", "answer"]) {
    await sends(field);
    yield `/account/profile, ${field} refused`;
  }
  await sends("email", { email });
  await page.locator("#email_code").waitFor();
  yield "/account/profile, an address that waits";
  await sends("email_code");
  yield "/account/profile, the code refused";
  await sends("email_code", { email_code: codeIn(await mary.textTo(email, /^\s*\d{6}\s*$/m)) });
  await sends("phone", { phone });
  await page.locator("#phone_code").waitFor();
  yield "/account/profile, a number that waits";
  await page.locator("details summary").first().click();
  yield "/account/profile, a number that is not wanted";
  await sends("phone_code", { phone_code: codeOf(await mary.textTo(phone, /#\d{6}$/)) });
  await page.locator("#question").selectOption(QUESTION[0]);
  await mary.setsQuestion();
  yield "/account/profile, all set";
  await mary.signsOut();
  await mary.opens("/restore");
  yield "/restore";
  await sends("login", { login: "" });
  yield "/restore, refused";
  await sends("login", { login: mary.username });
  await comesTo("/restore/way");
  yield "/restore/way";
  await mary.presses(page.locator("form:has([name=way]) .primary"));
  mary.faults.expectRefusals();
  yield "/restore/way, refused";
  await mary.choosesWay("Recovery email");
  yield "/restore/email";
  await sends("email", { email: "mary" });
  yield "/restore/email, refused";
  await mary.asksForLetter(email);
  yield "/restore/sent";
  await mary.opens("/restore/way");
  await mary.choosesWay("Mobile phone");
  await rests();
  yield "/restore/mobile";
  await mary.typesLetters("qqqqqq");
  await sends("captcha");
  await rests();
  yield "/restore/mobile, refused";
  await mary.asksForSms();
  yield "/restore/code";
  await sends("code");
  yield "/restore/code, refused";
  await mary.opens("/restore/way");
  await mary.choosesWay("Security question");
  await rests();
  yield "/restore/question";
  await mary.answers("Mr Bumble");
  mary.faults.expectRefusals();
  await rests();
  yield "/restore/question, refused";
  await mary.answers();
  await comesTo("/restore/password");
  yield "/restore/password";
  await sends("password", { password: "short" });
  yield "/restore/password, refused";
  await mary.chooses(NEW);
  await comesTo("/login");
  yield "/login, restored";
  await mary.opens("/link/restore/x");
  yield "/restore/password, mistyped";
}

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of a mailbox has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ mary, page }) => {
      test.setTimeout(420_000);
      for await (const sight of way(mary)) {
        await expect.soft(page.locator("html"), sight).toHaveAttribute("lang", language);
        await expect.soft(page.locator("html"), sight).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
        const text = await texts(page);
        if (language !== "en") expect.soft(strangeWords(text), `${sight}: words of another language`).toEqual([]);
        expect.soft(text.match(/\{\w*\}|\[\w*\]|\b[a-z]+_[a-z_]+\b|undefined|NaN/g), `${sight}: a text with a hole`).toBeNull();
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect.soft(await overflow(page), `${sight}, ${width} px: scroll sideways`).toBe(0);
          if (width === 320) expect.soft(await small(page), `${sight}: too small for a finger`).toEqual([]);
          // Without JavaScript axe cannot run, and what it looks at is the same.
          for (const colorScheme of mary.mode === "hydrated" ? (["light", "dark"] as const) : []) {
            // Without motion: a colour on its way to another is neither.
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            expect.soft(await axe(page), `${sight}, ${width} px, ${colorScheme}`).toEqual([]);
          }
        }
      }
    });

    test("the letter that restores reads from its language's side, its address from the left", async ({ mary, page, context }) => {
      const email = address("recovery");
      await mary.joins();
      await mary.setsEmail(email);
      await mary.signsOut();
      await mary.asksToRestore();
      await mary.choosesWay("Recovery email");
      await mary.asksForLetter(email);
      const found = async () => (await mary.server.lettersTo(email)).find(({ text }) => text.includes("/link/restore/"));
      await expect.poll(found).toBeDefined();
      const html = (await found())?.html ?? "";

      const letter = await context.newPage();
      await letter.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
      await expect(letter.locator("html")).toHaveAttribute("lang", language);
      await expect(letter.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
      await expect(letter.locator(".address")).toHaveCSS("direction", "ltr");
      await letter.setViewportSize({ width: 320, height: 800 });
      expect(await overflow(letter), "it fits onto a phone").toBe(0);
      const words = (await letter.locator("main").innerText()).replaceAll(/https?:\S+/g, "");
      if (language !== "en") expect(strangeWords(words)).toEqual([]);
      expect(page.url()).toMatch(/\/restore\/sent$/);
    });
  });
}
