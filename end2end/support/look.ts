import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import type { Person } from "./person";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How wide windows are: a phone's, and one on a desk. */
export const WIDTHS = [320, 1280];

/** Addresses, the digests of texts and the name of the time zone are no words of a language. */
export const NO_WORDS = /https?:\/\/\S+|\b[0-9a-f]{12,}\b|\bUTC\b/g;

/** What is read on the page: texts and names that are neither marked as words of another language nor in elements that are not read. */
export function texts(page: Page, unread = "script, style, code, pre"): Promise<string> {
  return page.evaluate((unread) => {
    const isOurs = (element: Element | null) => element?.closest("[lang]") === document.documentElement;
    // A title cannot be marked: it speaks the language of the heading.
    const texts = isOurs(document.querySelector("h1")) ? [document.title] : [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (isOurs(parentElement) && !parentElement?.closest(unread)) texts.push(textContent ?? "");
    }
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) if (isOurs(element)) texts.push(element.getAttribute(name) ?? "");
    }
    return texts.join("\n");
  }, unread);
}

/** What is seen on the page and on its tab, whatever its language. */
export async function shown(page: Page): Promise<string> {
  return `${await page.title()} ${await page.locator("body").innerText()}`;
}

/** Latin words in a text of this language, apart from what is known to be the same in all. In English none is strange. */
export function strangeWords(language: string, text: string, ...known: RegExp[]): string[] {
  if (language === "en") return [];
  return known.reduce((rest, same) => rest.replaceAll(same, ""), text).match(/[A-Za-z]{2,}/g) ?? [];
}

/** How far the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What axe finds wrong, in a line each; without tags by the rules that it goes by of itself. */
export async function axe(page: Page, tags = RULES): Promise<string[]> {
  const builder = new AxeBuilder({ page }).setLegacyMode(true);
  if (tags.length > 0) builder.withTags(tags);
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}

/** What can be pressed and is too low for a finger, unless it stands in a sentence. Boxes are pressed with the labels around them. */
export function small(page: Page, boxes = "[type=checkbox]", pressed = "a[href], button, input:not([type=hidden]), select, summary"): Promise<string[]> {
  return page.evaluate(
    ([boxes, pressed]) =>
      [...document.querySelectorAll<HTMLElement>(pressed)]
        .filter((element) => element.checkVisibility() && !element.matches(".skip, p a, li a, label a"))
        .map((element) => (element.matches(boxes) ? (element.closest("label") ?? element) : element))
        .map((element) => ({ text: element.outerHTML.slice(0, 90), height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 43.5)
        .map(({ text, height }) => `${height} px: ${text}`),
    [boxes, pressed] as const,
  );
}

/** The page says which language it is in, and reads from that language's side. */
export async function isIn(page: Page, language: string, sight: string): Promise<void> {
  await expect.soft(page.locator("html"), sight).toHaveAttribute("lang", language);
  await expect.soft(page.locator("html"), sight).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
}

/** Every text has come, and what was to be filled in is. */
export function hasNoHole(text: string, sight: string, hole = /\{\w*\}|\[\w*\]|\b[a-z]+_[a-z_]+\b|undefined|NaN/g): void {
  expect.soft(text.match(hole), `${sight}: a text with a hole`).toBeNull();
}

/** The page fits into every window, and axe finds nothing in either colour scheme. With boxes, see `small`, a finger can press what is to be pressed. */
export async function fits({ page, mode }: Person, sight: string, { boxes, tags }: { boxes?: string; tags?: string[] }): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    expect.soft(await overflow(page), `${sight}, ${width} px: scroll sideways`).toBe(0);
    if (boxes && width === 320) expect.soft(await small(page, boxes), `${sight}: too small for a finger`).toEqual([]);
    // Without JavaScript axe cannot run, and what it looks at is the same.
    for (const colorScheme of mode === "hydrated" ? (["light", "dark"] as const) : []) {
      // Without motion: a colour on its way to another is neither.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect.soft(await axe(page, tags), `${sight}, ${width} px, ${colorScheme}`).toEqual([]);
    }
  }
}

/** Opens a letter on a phone, where it reads from its language's side, and fits. */
export async function opensLetter(context: BrowserContext, html: string, language: string): Promise<Page> {
  const letter = await context.newPage();
  await letter.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
  await expect(letter.locator("html")).toHaveAttribute("lang", language);
  await expect(letter.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
  await letter.setViewportSize({ width: 320, height: 800 });
  expect(await overflow(letter), "it fits onto a phone").toBe(0);
  return letter;
}
