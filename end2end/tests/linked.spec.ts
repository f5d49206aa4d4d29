import { address, expect, test } from "../fixtures";
import { fits, hasNoHole, isIn, NO_WORDS, opensLetter, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";
import type { Person } from "../support/person";

// One person's two accounts. The preset `artists` has them; what a link is does not hang on what kind each account is of.
test.use({ site: { "account.linked": "true", "limits.username_account.burst": "1000" } });

const OTHERS = "nine brass buttons, all loose";

/** An account beside ada's, of the same person, with a password of its own. */
async function another(meet: (email?: string) => Promise<Person>): Promise<Person> {
  const eve = await meet(address("eve"));
  eve.password = OTHERS;
  await eve.joins();
  return eve;
}

/** Fills in the form by the ids of its fields, in any language. */
async function links(ada: Person, login: string, password: string): Promise<void> {
  if (!ada.page.url().endsWith("/account/linked")) await ada.opens("/account/linked");
  await ada.page.locator("#login").fill(login);
  await ada.page.locator("#password").fill(password);
  await ada.presses(ada.page.locator("#form button[type=submit]").first());
}

/** Comes in from nothing, in any language. */
async function enters(who: Person): Promise<void> {
  const sends = async (fields: Record<string, string>) => {
    for (const [id, text] of Object.entries(fields)) await who.page.locator(`#${id}`).fill(text);
    await who.presses(who.page.locator("#form button[type=submit]").first());
  };
  await who.opens("/register");
  await who.page.locator("#agree").check();
  await sends({ email: who.email, password: who.password });
  await who.page.locator("#code").waitFor();
  await sends({ code: await who.readsCode() });
  await who.page.locator("#login").waitFor();
  await sends({ login: who.email, password: who.password });
  await who.page.locator(".ways").waitFor();
}

const owner = (ada: Person) => ada.page.getByRole("banner").locator(".who");

/** Goes over to the other account by its button, which says whose it is. */
async function goesOver(ada: Person, to: Person): Promise<void> {
  await ada.presses(ada.main.getByRole("button", { name: `Go over to \u2068${to.email}\u2069`, exact: true }));
  await expect(owner(ada)).toHaveText(to.email);
}

test("S4.12 one user has both accounts, links them by proof of both, goes over from one to the other, and ends the link", async ({ ada, meet, page }) => {
  const eve = await another(meet);
  await ada.joins();
  await ada.signsIn();
  await ada.follows("Linked accounts");
  await ada.isOn("Linked accounts");
  await expect(page).toHaveURL("/account/linked");
  await ada.reads("A new password for either of the two ends the link.");
  await ada.types("E-mail or username", eve.email);
  await ada.types("Password of that account", OTHERS);
  await ada.presses("Link the accounts");
  await ada.reads("Your two accounts are linked.");
  await ada.reads(eve.email);
  for (const { email, server } of [ada, eve]) {
    const told = async () => (await server.lettersTo(email)).filter(({ text }) => text.includes("was linked with another one"));
    await expect.poll(async () => (await told()).length, { message: email }).toBe(1);
  }

  await goesOver(ada, eve);
  await ada.isOn("Your account");
  await ada.reads("You have come over to this account.");
  await expect(page).toHaveURL("/account");
  // From the account's own page, and back.
  await goesOver(ada, ada);
  await ada.reads(ada.email);

  await ada.follows("Linked accounts");
  await ada.presses("End the link");
  ada.faults.expectRefusals();
  await ada.isOn("Your password once more");
  await ada.types("Password", ada.password);
  await ada.presses("Go on");
  await ada.isOn("Linked accounts");
  await ada.presses("End the link");
  await ada.reads("The link has ended.");
  await expect(page.locator("#login"), "and can begin anew").toBeVisible();
  await ada.opens("/account/history");
  for (const line of ["The link with the other account ended", "Somebody came over from the linked account", "The account was linked with another one"]) {
    await ada.reads(line);
  }
});

test("S4.12 IDN-14: what is no proof of the other account links nothing, and says no more than signing in would", async ({ ada, meet, page }) => {
  const eve = await another(meet);
  await ada.joins();
  await ada.signsIn();
  for (const [login, password, reason] of [
    ["", "", "Enter your e-mail or username."],
    [eve.email, "not the password at all", "The login or the password is not right."],
    [address("nobody"), OTHERS, "The login or the password is not right."],
    [ada.email, ada.password, "This is the account that you are signed in to."],
  ] as const) {
    await links(ada, login, password);
    await ada.isRefused(reason);
    await expect(page.locator("#login"), "what was typed stays").toHaveValue(login);
  }
  await links(ada, eve.email, OTHERS);
  await ada.reads("Your two accounts are linked.");
  const kim = await another(meet);
  await kim.signsIn();
  await links(kim, eve.email, OTHERS);
  await kim.isRefused("One of the two accounts is linked with another one already");
});

test("S4.12 IDN-11: whoever comes over has the rights of the one account alone, and is asked for its own password", async ({ ada, meet, page }) => {
  const eve = await another(meet);
  await ada.joins();
  await ada.signsIn();
  await links(ada, eve.email, OTHERS);
  await goesOver(ada, eve);
  await ada.follows("Delete the account");
  await ada.isOn("Your password once more");
  await ada.types("Password", ada.password);
  await ada.presses("Go on");
  await ada.isRefused("This is not the password of your account.");
  await ada.types("Password", OTHERS);
  await ada.presses("Go on");
  await expect(page).toHaveURL("/account/delete");
  await expect(owner(ada)).toHaveText(eve.email);
});

test("S4.12 one list has the sessions of both accounts, and a new password of either puts out whoever came over", async ({ ada, meet }) => {
  const eve = await another(meet);
  await eve.signsIn();
  await ada.joins();
  await ada.signsIn();
  await links(ada, eve.email, OTHERS);
  await ada.opens("/account/sessions");
  const rows = ada.main.locator(".places li");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: eve.email })).toHaveCount(1);
  await ada.presses(rows.filter({ hasText: eve.email }).getByRole("button"));
  await expect(rows).toHaveCount(1);
  await eve.looksAgain();
  await eve.isOn("Sign in");

  await goesOver((await ada.opens("/account/linked"), ada), eve);
  await eve.signsIn();
  await eve.opens("/account/password");
  await eve.types("Current password", OTHERS);
  await eve.types("New password", "seven herons under glass");
  await eve.presses(eve.page.locator("#form button[type=submit]"));
  await eve.reads("Your new password is set");
  await ada.looksAgain();
  await ada.isOn("Sign in");
});

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("S4.12 no page of linked accounts has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ ada, meet, page }) => {
      test.setTimeout(240_000);
      const eve = await meet(address("eve"));
      await enters(eve);
      await enters(ada);
      const sees = async (sight: string) => {
        await isIn(page, language, sight);
        const text = await texts(page);
        expect.soft(strangeWords(language, text, /\S+@\S+|Cabinet|Caps Lock|JavaScript|Chrome|Linux|SHA/g, NO_WORDS), sight).toEqual([]);
        hasNoHole(text, sight);
        await fits(ada, sight, { boxes: "[type=checkbox]" });
      };
      await ada.opens("/account/linked");
      await sees("none");
      await links(ada, "", "");
      ada.faults.expectRefusals();
      await sees("refused");
      await links(ada, eve.email, eve.password);
      await page.locator(".places").waitFor();
      await sees("linked");
      await ada.opens("/account/sessions");
      await sees("sessions");
      await ada.opens("/account");
      await sees("account");
      await ada.opens("/account/history");
      await sees("history");
    });

    test("S4.12 the letter that restores one account offers the other, and reads from its language's side", async ({ ada, meet, context }) => {
      const eve = await meet(address("eve"));
      await enters(eve);
      await enters(ada);
      await links(ada, eve.email, eve.password);
      await ada.page.locator(".places").waitFor();
      await eve.opens("/restore");
      await eve.page.locator("#login").fill(eve.email);
      await eve.presses(eve.page.locator("#form button[type=submit]").first());
      const found = async () => (await eve.server.lettersTo(eve.email)).find(({ text }) => text.includes("/link/restore/"));
      await expect.poll(found).toBeDefined();
      const letter = await opensLetter(context, (await found())?.html ?? "", language);
      await expect(letter.locator("main")).toContainText(ada.email);
      await expect(letter.locator(".button").last()).toHaveAttribute("href", /\/restore$/);
      const words = (await letter.locator("main").innerText()).replaceAll(/https?:\S+/g, "");
      expect(strangeWords(language, words, /\S+@\S+|Cabinet/g, NO_WORDS)).toEqual([]);
    });
  });
}
