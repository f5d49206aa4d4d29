import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { passwordOf } from "../support/caller";
import { CONSOLE, countries, type Developer } from "../support/developer";
import { LANGUAGES } from "../support/pages";

test.use({ site: CONSOLE });

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
const NAMES = /\S+@\S+|Cabinet|Caps Lock|OpenAPI|API|SHA|hash|application\/problem\+json|Retry-After|\?limit=|\b(profile|history|sessions)\b/g;

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
      .map((element) => (element.matches("[type=checkbox]") ? (element.closest("label") ?? element) : element))
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => element.outerHTML.slice(0, 90)),
  );

/** The one-time password of the newest letter with one, in any language. */
async function passwordOfLetter({ server, email }: Developer): Promise<string> {
  const found = async () => (await server.lettersTo(email)).map(({ text }) => text).find((text) => /^\s*(\w{4}-){3}\w{4}\s*$/m.test(text));
  await expect.poll(found, { message: `a password to ${email}` }).toBeDefined();
  return passwordOf((await found()) ?? "");
}

/** Every page of the console and on the way there and back, refused forms among them; in any language, so by ids alone. */
async function* way(grace: Developer): AsyncGenerator<string> {
  const { page } = grace;
  /** Sends the form that has this field. */
  const sends = async (anchor: string, fields: Record<string, string> = {}) => {
    for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
    await grace.presses(page.locator(`form:has(#${anchor}) .primary`));
    grace.faults.expectRefusals();
  };
  const comesTo = (path: string) => expect(page).toHaveURL(path);

  for (const path of ["/", "/help", "/agreement", "/login"]) {
    await grace.opens(path);
    yield path;
  }
  await sends("login");
  yield "/login, refused";
  await grace.opens("/register");
  yield "/register";
  await sends("email");
  yield "/register, empty";
  await grace.choosesCountry("DE");
  await page.locator("#agree").check();
  await sends("email", { email: "grace", password: grace.password, again: NEW });
  yield "/register, refused";
  await sends("email", { email: grace.email, password: grace.password, again: grace.password });
  await comesTo("/console");
  yield "/console";
  await grace.opens("/account/api");
  yield "/account/api";
  await grace.opens("/account/tokens");
  yield "/account/tokens";
  await sends("name");
  yield "/account/tokens, refused";
  await page.locator("input[name^=scope]").first().check();
  await sends("name", { name: "№ 1" });
  await expect(page.locator("main code").filter({ hasText: /^cabinet_/ })).toBeVisible();
  yield "/account/tokens, with the token";
  await grace.opens("/account/tokens");
  yield "/account/tokens, with one in the list";
  await grace.opens("/account/password");
  yield "/account/password";
  await grace.opens("/account");
  yield "/account";
  await sends("current", { current: "no such password", password: NEW, again: NEW });
  yield "/account, refused";
  await sends("current", { current: grace.password, password: NEW, again: NEW });
  await comesTo("/account");
  await page.locator(".notice").first().waitFor();
  yield "/account, with a new password";
  await grace.presses(page.locator("header form button"));
  await comesTo("/login");
  yield "/login, logged out";
  await grace.opens("/restore");
  yield "/restore";
  await sends("login", { login: "" });
  yield "/restore, refused";
  await sends("login", { login: grace.email });
  await comesTo("/restore/sent");
  yield "/restore/sent";
  const password = await passwordOfLetter(grace);
  await grace.opens("/login");
  await sends("login", { login: grace.email, password });
  await comesTo("/restore/password");
  yield "/restore/password";
  await sends("current", { current: "no such password", password: NEW, again: NEW });
  yield "/restore/password, refused";
  await sends("current", { current: password, password: "nine more words of nonsense", again: "nine more words of nonsense" });
  await comesTo("/login");
  yield "/login, restored";
}

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of the console has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ grace, page }) => {
      test.setTimeout(300_000);
      for await (const sight of way(grace)) {
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
          for (const colorScheme of grace.mode === "hydrated" ? (["light", "dark"] as const) : []) {
            // Without motion: a colour on its way to another is neither.
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            expect.soft(await axe(page), `${sight}, ${width} px, ${colorScheme}`).toEqual([]);
          }
        }
      }
    });

    test("the letter with the instructions reads from its language's side, and its password from the left", async ({ grace, page, context }) => {
      await grace.opens("/register");
      await grace.choosesCountry("DE");
      if (grace.mode === "hydrated") await expect(page.locator("#country")).toHaveValue(countries(language).get("DE") ?? "");
      for (const [id, text] of Object.entries({ email: grace.email, password: grace.password, again: grace.password })) await page.locator(`#${id}`).fill(text);
      await page.locator("#agree").check();
      await grace.presses(page.locator("form:has(#email) .primary"));
      await expect(page).toHaveURL("/console");
      await grace.presses(page.locator("header form button"));
      await grace.opens("/restore");
      await page.locator("#login").fill(grace.email);
      await grace.presses(page.locator("form:has(#login) .primary"));
      const password = await passwordOfLetter(grace);
      const html = (await grace.server.lettersTo(grace.email)).find(({ html }) => html.includes(password))?.html ?? "";

      const letter = await context.newPage();
      await letter.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
      await expect(letter.locator("html")).toHaveAttribute("lang", language);
      await expect(letter.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
      await expect(letter.locator(".code")).toHaveText(password);
      await expect(letter.locator(".code")).toHaveCSS("direction", "ltr");
      await letter.setViewportSize({ width: 320, height: 800 });
      expect(await overflow(letter), "it fits onto a phone").toBe(0);
      if (language !== "en") expect(strangeWords((await letter.locator("main").innerText()).replaceAll(password, ""))).toEqual([]);
    });
  });
}
