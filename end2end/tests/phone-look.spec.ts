import { expect, test } from "../fixtures";
import { type Caller, PHONE } from "../support/caller";
import { fits, hasNoHole, isIn, shown, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";
import { PASSWORD } from "../support/person";

test.use({ site: PHONE });

/** What is called the same in every language. */
const NAMES = /Cabinet|SMS|Caps Lock|support@example\.org/g;

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
        await isIn(page, language, sight);
        const text = await texts(page, "script, style");
        expect.soft(strangeWords(language, text, NAMES), `${sight}: words of another language`).toEqual([]);
        hasNoHole(await shown(page), sight);
        await fits(bell, sight, { tags: [] });
      }
    });
  });
}
