import { address, expect, test } from "../fixtures";
import { codeIn } from "../support/cabinet";
import { codeOf, mobile } from "../support/caller";
import { type Correspondent, MAILBOX, QUESTION } from "../support/correspondent";
import { fits, hasNoHole, isIn, NO_WORDS, opensLetter, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";

test.use({ site: MAILBOX });

const NEW = "seven herons under glass";

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|\bmary\.[0-9a-f]+|Cabinet|Caps Lock|JavaScript|SMS|SHA|hash/g;

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
        await isIn(page, language, sight);
        const text = await texts(page);
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(mary, sight, { boxes: "[type=checkbox], [type=radio]" });
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

      const letter = await opensLetter(context, html, language);
      await expect(letter.locator(".address")).toHaveCSS("direction", "ltr");
      const words = (await letter.locator("main").innerText()).replaceAll(/https?:\S+/g, "");
      expect(strangeWords(language, words, NAMES, NO_WORDS)).toEqual([]);
      expect(page.url()).toMatch(/\/restore\/sent$/);
    });
  });
}
