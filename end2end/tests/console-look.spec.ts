import { expect, test } from "../fixtures";
import { passwordOf } from "../support/caller";
import { CONSOLE, countries, type Developer } from "../support/developer";
import { fits, hasNoHole, isIn, NO_WORDS, opensLetter, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";

test.use({ site: CONSOLE });

const NEW = "seven herons under glass";

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|Cabinet|Caps Lock|OpenAPI|API|SHA|hash|application\/problem\+json|Retry-After|\?limit=|\b(profile|history|sessions)\b/g;

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
        await isIn(page, language, sight);
        const text = await texts(page);
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(grace, sight, { boxes: "[type=checkbox]" });
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

      const letter = await opensLetter(context, html, language);
      await expect(letter.locator(".code")).toHaveText(password);
      await expect(letter.locator(".code")).toHaveCSS("direction", "ltr");
      const words = (await letter.locator("main").innerText()).replaceAll(password, "");
      expect(strangeWords(language, words, NAMES, NO_WORDS)).toEqual([]);
    });
  });
}
