import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { linkIn } from "../support/cabinet";
import { fits, hasNoHole, isIn, texts } from "../support/look";
import type { Person } from "../support/person";

// Whoever has no account, while the organisation has: its people with administrator rights let them in. By ids and addresses where the
// site may have words of its own.
test.use({ site: { preset: "tender", "limits.username_account.burst": "1000" } });

const KPP = "773601001";
const INVITATION = "You are invited to an organisation";
const PLEA = "A colleague asks for access";

/** The INN of an organisation that no other test has: nine digits, and the one that checks them. */
function inn(): string {
  const digits = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10));
  const sum = [2, 4, 10, 3, 5, 9, 4, 6, 8].reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0);
  return digits.join("") + String((sum % 11) % 10);
}

/** Sends the form that has this field, by the button that it is for. */
async function sends(person: Person, field: string, fields: Record<string, string> = {}): Promise<void> {
  for (const [id, text] of Object.entries(fields)) await person.page.locator(`#${id}`).fill(text);
  await person.presses(person.page.locator(`form:has(#${field}) .primary`).last());
}

/** From nothing to somebody who is signed in, whatever the pages are called. */
async function comesIn(person: Person): Promise<void> {
  await person.opens("/register");
  const repeated = person.page.locator("#again");
  await person.page.locator("#email").fill(person.email);
  if ((await person.page.locator("#password").count()) > 0) await person.page.locator("#password").fill(person.password);
  if ((await repeated.count()) > 0) await repeated.fill(person.password);
  await person.page.locator("#agree").setChecked(true);
  await person.presses(person.page.locator("form#form .primary"));
  await person.page.locator("#code").waitFor();
  await person.opens(linkIn((await letter(person, person.email, /\/link\/confirm\//)).text));
  await person.presses(person.main.locator("form .primary"));
  await signsIn(person);
}

async function signsIn(person: Person): Promise<void> {
  await person.opens("/login");
  await sends(person, "login", { login: person.email, password: person.password });
  await expect(person.page.locator(".who")).toBeVisible();
}

async function letter(person: Person, to: string, mark: RegExp | string) {
  const found = async () => (await person.server.lettersTo(to)).find(({ subject, text }) => `${subject}\n${text}`.match(mark));
  await expect.poll(found, { message: `a letter to ${to} with ${mark}` }).toBeDefined();
  const newest = await found();
  if (!newest) throw new Error("no letter");
  return newest;
}

/** Registers an organisation, of which this person becomes the owner. */
async function founds(person: Person, number: string, name = "Romashka Ltd"): Promise<void> {
  await person.opens("/account/organisation");
  await sends(person, "inn", { inn: number, kpp: KPP, name });
  await person.reads("The organisation is registered");
}

async function asks(person: Person, number: string, cause: "restore" | "join", email = person.email): Promise<void> {
  await person.opens("/colleague");
  await person.page.locator(`#cause-${cause}`).check();
  await sends(person, "inn", { inn: number, kpp: KPP, email });
  await person.reads("If the organisation is registered here, its administrators have your request.");
}

const button = (person: Person, name: string) => person.main.getByRole("button", { name, exact: true });
const by = (email: string) => `\u2068${email}\u2069`;

test("S3.11 who is new asks a colleague from the sign-in page, and an administrator lets them in from a letter", async ({ ada, meet }) => {
  const number = inn();
  await comesIn(ada);
  await founds(ada, number);

  const bob = await meet();
  await bob.opens("/login");
  await bob.follows("Ask a colleague");
  await expect(bob.page).toHaveURL("/colleague");
  await asks(bob, number, "join");
  expect(await bob.page.content(), "nobody is named").not.toContain(ada.email);

  const pleads = await letter(ada, ada.email, PLEA);
  expect(pleads.text).toContain(bob.email);
  const administrator = await meet(ada.email);
  await administrator.opens(linkIn(pleads.text));
  await expect(administrator.page).toHaveURL("/colleague/answer");
  await administrator.reads(bob.email);
  await administrator.reads("Nobody has proved that this is your colleague.");
  await administrator.presses("Approve");
  await administrator.reads("Approved: a letter is on its way to that address.");

  const invited = await letter(bob, bob.email, INVITATION);
  expect(invited.text).not.toContain("/link/");
  expect(invited.text, "a newcomer is told to register first").toContain("/register");
  expect(invited.text + invited.html).not.toContain(ada.email);
  await comesIn(bob);
  await bob.opens("/account/organisation");
  await bob.reads("You are invited to work here");
  await bob.presses(button(bob, `Accept: ${by("Romashka Ltd")}`));
  await bob.reads("You work for this organisation now.");
  await expect(bob.main.locator("dl")).toContainText("member");
});

test("S3.11 an administrator adds a new employee by letter, and never sees or sets a password", async ({ ada, meet }) => {
  await comesIn(ada);
  await founds(ada, inn());
  const bob = await meet();
  await sends(ada, "email", { email: bob.email });
  await ada.reads("The invitation is on its way.");
  await expect(ada.main.getByRole("heading", { level: 2, name: "Invited", exact: true })).toBeVisible();
  await expect(ada.main.locator("input[type=password]")).toHaveCount(0);
  await letter(bob, bob.email, INVITATION);
  await comesIn(bob);
  await bob.opens("/account/organisation");
  await bob.presses(button(bob, `Accept: ${by("Romashka Ltd")}`));

  await ada.opens("/account/organisation");
  const row = ada.main.locator(".places li").filter({ hasText: bob.email });
  await expect(row).toContainText("member");
  await row.locator("summary").click();
  await ada.presses(button(ada, `Restore access: ${by(bob.email)}`));
  await ada.reads("A letter that restores access is on its way to your colleague.");
  const restores = await letter(bob, bob.email, /\/link\/restore\//);
  expect(await ada.page.content()).not.toContain(linkIn(restores.text).split("/").at(-1));
  await letter(bob, bob.email, "an administrator of your organisation asked to restore access");
});

test("S3.11 an owner makes an administrator, shuts somebody out and lets them in again; and the last owner stays", async ({ ada, meet }) => {
  await comesIn(ada);
  await founds(ada, inn());
  const bob = await meet();
  await sends(ada, "email", { email: bob.email });
  await comesIn(bob);
  await bob.opens("/account/organisation");
  await bob.presses(button(bob, `Accept: ${by("Romashka Ltd")}`));
  const acts = async (act: string, told: string) => {
    await ada.opens("/account/organisation");
    await ada.main.locator(".places li").filter({ hasText: bob.email }).locator("summary").click();
    await ada.presses(button(ada, `${act}: ${by(bob.email)}`));
    await ada.reads(told);
  };
  await ada.opens("/account/organisation");
  await ada.reads("You are the last owner, and others work for the organisation.");
  await acts("Make administrator", "The role is changed.");
  await bob.opens("/account/organisation");
  await bob.reads("Invite a colleague");
  await acts("Shut out", "Your colleague is shut out");
  await letter(bob, bob.email, "has shut you out of your account");
  await bob.opens("/account");
  await expect(bob.page).toHaveURL("/login");
  await acts("Let in again", "Your colleague is let in again.");
  await signsIn(bob);
  await acts("Make owner", "The role is changed.");
  await ada.presses(button(ada, "Leave the organisation"));
  await ada.reads("You do not work for the organisation any more.");
});

test("S3.11 who is locked out gets back in by a colleague, or is told that it was refused", async ({ ada, meet }) => {
  const number = inn();
  await comesIn(ada);
  await founds(ada, number);
  const bob = await meet();
  await sends(ada, "email", { email: bob.email });
  await comesIn(bob);
  await bob.opens("/account/organisation");
  await bob.presses(button(bob, `Accept: ${by("Romashka Ltd")}`));
  await bob.signsOut();

  await asks(bob, number, "restore");
  await letter(ada, ada.email, PLEA);
  await ada.opens("/account/organisation");
  await ada.reads("Who asks to be let in");
  await ada.presses(button(ada, `Approve: ${by(bob.email)}`));
  await ada.reads("Approved");
  await letter(bob, bob.email, /\/link\/restore\//);

  const eve = await meet(address("eve"));
  await asks(eve, number, "join");
  await letter(ada, ada.email, eve.email);
  await ada.opens("/account/organisation");
  await ada.presses(button(ada, `Refuse: ${by(eve.email)}`));
  const told = await letter(eve, eve.email, "have not approved the request");
  for (const name of [ada.email, bob.email]) expect(told.text + told.html).not.toContain(name);
});

test("S3.13 INN and KPP are checked, and the page says what is wrong with them", async ({ ada }) => {
  const wrong = [
    ["", "", /Enter the INN/, /Enter the KPP/],
    ["7707083894", KPP, /This INN does not add up/, undefined],
    ["77070838", KPP, /An INN has 10 digits, or 12/, undefined],
    ["77O7083893", KPP, /An INN has digits only/, undefined],
    ["7707083893", "7736010", undefined, /A KPP has 9 characters/],
    ["7707083893", "A73601001", undefined, /only the fifth and the sixth character/],
    ["500100732259", KPP, undefined, /a sole proprietor's, who has no KPP/],
  ] as const;
  const refuses = async (fields: Record<string, string>) => {
    for (const [number, kpp, atInn, atKpp] of wrong) {
      await sends(ada, "inn", { ...fields, inn: number, kpp });
      for (const [field, reason] of [["inn", atInn], ["kpp", atKpp]] as const) {
        if (!reason) continue;
        await ada.isRefused(reason);
        await expect(ada.page.locator(`#${field}-error`)).toHaveText(reason);
        await expect(ada.page.locator(`#${field}`)).toHaveAttribute("aria-invalid", "true");
        await expect(ada.page.locator(`#${field}`), "what was typed stays").toHaveValue(field === "inn" ? number : kpp);
      }
    }
  };
  await ada.opens("/colleague");
  await ada.page.locator("#cause-join").check();
  await refuses({ email: ada.email });
  await comesIn(ada);
  await ada.opens("/account/organisation");
  await refuses({ name: "Romashka Ltd" });
  const number = inn();
  // As people write it, and a sole proprietor without a KPP.
  await sends(ada, "inn", { inn: `${number.slice(0, 4)} ${number.slice(4)}`, kpp: "7736-01-001", name: "Romashka Ltd" });
  await ada.reads("The organisation is registered");
  await expect(ada.main.locator("dl")).toContainText(number);
});

test("S3.13 an organisation that is registered is not registered again, and the page leads to its administrators", async ({ ada, meet }) => {
  const number = inn();
  await comesIn(ada);
  await founds(ada, number);
  const bob = await meet();
  await comesIn(bob);
  await bob.opens("/account/organisation");
  await sends(bob, "inn", { inn: number, kpp: KPP, name: "Mine" });
  await bob.isRefused("An organisation of these numbers is registered already.");
  await bob.follows("Ask its administrators");
  await expect(bob.page).toHaveURL("/colleague");
});

/** Every page of organisations, refused forms among them; in any language, so by ids alone. */
async function* way(ada: Person, meet: (email?: string) => Promise<Person>): AsyncGenerator<[string, Page]> {
  const { page } = ada;
  const number = inn();
  const refused = async (field: string) => {
    await sends(ada, field);
    ada.faults.expectRefusals();
  };
  await ada.opens("/colleague");
  yield ["/colleague", page];
  await refused("inn");
  yield ["/colleague, refused", page];
  await ada.page.locator("#cause-join").check();
  await sends(ada, "inn", { inn: number, kpp: KPP, email: address("asks") });
  await page.locator(".notice").first().waitFor();
  yield ["/colleague, sent", page];
  await ada.opens("/link/colleague/x");
  yield ["/colleague/answer, mistyped", page];
  await comesIn(ada);
  await ada.opens("/account/organisation");
  yield ["/account/organisation, nobody's", page];
  await refused("inn");
  yield ["/account/organisation, refused", page];
  await sends(ada, "inn", { inn: number, kpp: KPP, name: "ООО «Ромашка»" });
  await page.locator("dl").waitFor();
  yield ["/account/organisation, alone", page];
  await refused("email");
  yield ["/account/organisation, invitation refused", page];
  const bob = await meet();
  await sends(ada, "email", { email: bob.email });
  await page.locator(".notice").first().waitFor();
  await comesIn(bob);
  await bob.opens("/account/organisation");
  yield ["/account/organisation, invited", bob.page];
  await bob.presses(bob.main.locator(".places form .button").first());
  await bob.page.locator("dl").waitFor();
  yield ["/account/organisation, a member's", bob.page];
  const eve = address("eve");
  await ada.opens("/colleague");
  await ada.page.locator("#cause-restore").check();
  await sends(ada, "inn", { inn: number, kpp: KPP, email: eve });
  const pleads = await letter(ada, ada.email, /\/link\/colleague\//);
  await sends(await opensOrganisation(ada), "email", { email: eve });
  await page.locator(".notice").first().waitFor();
  await page.locator("details summary").first().click();
  yield ["/account/organisation, an owner's", page];
  await ada.opens(linkIn(pleads.text));
  yield ["/colleague/answer", page];
  await ada.presses(ada.main.locator("form .primary"));
  ada.faults.expectRefusals();
  yield ["/colleague/answer, refused", page];
  await ada.presses(ada.main.locator("form#refuse .button"));
  await page.locator(".notice.good").waitFor();
  yield ["/colleague/answer, answered", page];
  await ada.opens("/colleague/answer");
  yield ["/colleague/answer, settled", page];
}

async function opensOrganisation(person: Person): Promise<Person> {
  await person.opens("/account/organisation");
  return person;
}

for (const language of ["en", "ru", "ar"]) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of an organisation has a scroll sideways, a text with a hole or an axe finding", async ({ ada, visit, server, mode, faults }) => {
      test.setTimeout(300_000);
      const meet = async (email = address("bob")) => {
        const { Person } = await import("../support/person");
        return new Person(await visit({ locale: language }), server, mode, faults, email);
      };
      for await (const [sight, page] of way(ada, meet)) {
        await isIn(page, language, sight);
        hasNoHole(await texts(page), sight);
        const person = page === ada.page ? ada : Object.assign(Object.create(ada) as Person, { page });
        await fits(person, sight, { boxes: "[type=checkbox], [type=radio]" });
        if (process.env["SHOTS"] && mode === "hydrated") {
          for (const [width, colorScheme] of [[390, "light"], [1100, "light"], [1100, "dark"]] as const) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: `${process.env["SHOTS"]}/${language}-${width}-${colorScheme}-${sight.replaceAll(/\W+/g, "_")}.png`, fullPage: true });
          }
        }
      }
    });
  });
}
