import { address, expect, test } from "../fixtures";
import { type Bidder, TENDER } from "../support/bidder";
import { fits, hasNoHole, isIn, NO_WORDS, opensLetter, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";

test.use({ site: TENDER });

const NEW = "seven herons under glass";

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|Caps Lock|JavaScript|SMS|SHA|hash|INN|KPP/g;

/** Every page on the way back in, refused forms among them; in any language, so by ids alone. */
async function* way(olga: Bidder): AsyncGenerator<string> {
  const { page } = olga;
  for (const path of ["/", "/agreement", "/login", "/register", "/restore/code"]) {
    await olga.opens(path);
    yield path;
  }
  await olga.opens("/restore");
  if (olga.mode === "hydrated") await olga.isSpared();
  yield "/restore";
  await olga.asksFor(address("nobody"));
  olga.faults.expectRefusals();
  yield "/restore, told";
  await olga.joins();
  await olga.asksToRestore();
  yield "/restore/code, waiting";
  await olga.restores({ code: "x", password: "short" });
  olga.faults.expectRefusals();
  yield "/restore/code, refused";
  await olga.opens(await olga.readsLink());
  yield "/restore/code, by the link";
  await olga.restores({ password: NEW });
  await expect(page).toHaveURL("/login");
  yield "/login, restored";
  await olga.opens("/link/restore/x");
  yield "/restore/code, mistyped";
}

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page on the way back in has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ olga, page }) => {
      test.setTimeout(240_000);
      for await (const sight of way(olga)) {
        await isIn(page, language, sight);
        const text = await texts(page, "script, style, code, pre, .brand, .site");
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(olga, sight, { boxes: "[type=checkbox], [type=radio]" });
      }
    });

    test("the letter with the long code reads from its language's side, its address from the left", async ({ olga, context }) => {
      await olga.joins();
      await olga.asksToRestore();
      await olga.readsKey();
      const html = (await olga.server.lettersTo(olga.email)).find(({ text }) => text.includes("/link/restore/"))?.html ?? "";
      const letter = await opensLetter(context, html, language);
      await expect(letter.locator(".address")).toHaveCSS("direction", "ltr");
      const words = (await letter.locator("main").innerText()).replaceAll(/https?:\S+|[0-9a-f-]{36}/g, "");
      expect(strangeWords(language, words, NAMES, NO_WORDS)).toEqual([]);
    });
  });
}
