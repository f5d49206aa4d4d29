import { expect, test } from "../fixtures";
import { ARTISTS, type Artist, INSTRUCTIONS } from "../support/artist";
import { codeIn } from "../support/cabinet";
import { codeOf, mobile, passwordOf } from "../support/caller";
import { fits, hasNoHole, isIn, NO_WORDS, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";

test.use({ site: ARTISTS });

/** What is called the same in every language: names, words that programs know, and the codes of regions that share a name. */
const NAMES = /\S+@\S+|Cabinet|Caps Lock|JavaScript|SMS|SHA|hash|Chrome|Linux|\((DC|WA)\)/g;

/** Every page of the market and on the way there and back, refused forms among them; in any language, so by ids alone. */
async function* way(frida: Artist): AsyncGenerator<string> {
  const { page } = frida;
  const phone = mobile();
  const sends = async (anchor: string, fields: Record<string, string> = {}) => {
    await frida.sends(anchor, fields);
    frida.faults.expectRefusals();
  };
  /** The browser has done what it does by itself, so that the page is as it stays. */
  const rests = () => (frida.mode === "hydrated" ? frida.isSpared() : Promise.resolve());

  for (const path of ["/", "/help", "/agreement", "/login"]) {
    await frida.opens(path);
    yield path;
  }
  await frida.signsIn({ login: frida.email, password: "неверный" });
  frida.faults.expectRefusals();
  yield "/login, wrong";
  await frida.opens("/register");
  await rests();
  yield "/register";
  await frida.fillsIn({ email: "a@", password: "ab", kind: "", region: "", result: "7", agree: false });
  await frida.sendsRegistration();
  frida.faults.expectRefusals();
  await rests();
  yield "/register, refused";
  await frida.registers();
  await expect(page).toHaveURL("/confirm");
  yield "/confirm";
  await sends("code", { code: codeIn((await frida.receives()).text) });
  await expect(page).toHaveURL("/login");
  yield "/login, confirmed";
  await frida.signsIn();
  await expect(page).toHaveURL("/account");
  yield "/account";
  await frida.opens("/account/profile");
  yield "/account/profile";
  await sends("phone");
  yield "/account/profile, refused";
  await sends("phone", { phone });
  await page.locator("#phone_code").waitFor();
  yield "/account/profile, a number that waits";
  await sends("phone_code", { phone_code: codeOf(await frida.textTo(phone, /#\d{6}$/)) });
  await page.locator("#phone-remove").waitFor();
  yield "/account/profile, with a number";
  await frida.opens("/account/email");
  yield "/account/email";
  await sends("email", { email: "a@" });
  yield "/account/email, refused";
  await frida.opens("/account/history");
  yield "/account/history";
  await frida.signsOut();
  await frida.opens("/restore");
  yield "/restore";
  await sends("login", { login: frida.email });
  await expect(page).toHaveURL("/restore/sent");
  yield "/restore/sent";
  const found = async () => (await frida.server.lettersTo(frida.email)).map(({ text }) => text).find((text) => /^\s*(\w{4}-){3}\w{4}\s*$/m.test(text));
  await expect.poll(found, { message: INSTRUCTIONS }).toBeDefined();
  const password = passwordOf((await found()) ?? "");
  await frida.signsIn({ password });
  await expect(page).toHaveURL("/restore/password");
  yield "/restore/password";
}

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of the market has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ frida, page }) => {
      test.setTimeout(300_000);
      for await (const sight of way(frida)) {
        await isIn(page, language, sight);
        const text = await texts(page);
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(frida, sight, { boxes: "[type=checkbox], [type=radio]" });
      }
    });
  });
}
