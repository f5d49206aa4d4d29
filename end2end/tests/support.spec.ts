import { expect, test } from "../fixtures";
import { type Bidder, TENDER } from "../support/bidder";
import { linkIn } from "../support/cabinet";
import { fits, hasNoHole, isIn, NO_WORDS, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";

test.use({ site: TENDER });

/** The numbers of an organisation that nobody has registered here. */
const INN = "7707083893";
const KPP = "773601001";
const SUPPORT = "purchase@example.org";
const TOPICS = ["letter", "login", "people", "other"] as const;

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|Cabinet|Caps Lock|JavaScript|SMS|\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b|(olga|ivan)\.[0-9a-f]+|INN|KPP/g;

/** Types into a form of the page, by the names of its fields, and answers its security code. */
async function fills(olga: Bidder, form: string, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await olga.page.locator(`form[action="/api/${form}"] [name=${name}]`).fill(value);
}

async function sends(olga: Bidder, form: string, fields: Record<string, string> = {}): Promise<void> {
  await fills(olga, form, fields);
  await olga.presses(olga.page.locator(`form[action="/api/${form}"] button.primary`));
}

async function asks(olga: Bidder, topic: (typeof TOPICS)[number], fields: Record<string, string>): Promise<void> {
  await olga.opens("/support");
  await olga.page.locator(`#topic-${topic}`).check();
  await fills(olga, "support", fields);
  await olga.passes();
  await sends(olga, "support");
}

const numberIn = (text: string): string => {
  const number = /\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b/.exec(text)?.[0];
  if (!number) throw new Error(`no number in: ${text}`);
  return number;
};

/** The number of the request that the page shows. */
async function numberOn(olga: Bidder): Promise<string> {
  await expect(olga.page).toHaveURL(/\/support\/request$/);
  return numberIn((await olga.page.getByRole("heading", { level: 1 }).textContent()) ?? "");
}

/** The newest letter to the support address about a request. */
async function toSupport(olga: Bidder, number: string): Promise<string> {
  const found = async () => (await olga.server.lettersTo(SUPPORT)).find(({ subject }) => subject.includes(number));
  await expect.poll(found).toBeDefined();
  return (await found())?.text ?? "";
}

/** The article of a request on the page of the queue. */
const article = (operator: Bidder, number: string) => operator.page.getByRole("article").filter({ hasText: number });

/** Takes a request in hand. */
async function takes(operator: Bidder, number: string): Promise<void> {
  await operator.opens("/account/queue");
  await operator.presses(article(operator, number).getByRole("button", { name: /^Take it/ }));
  await expect(article(operator, number)).toContainText(operator.email);
}

/** Opens one of the drawers of the request in hand. */
async function unfolds(operator: Bidder, summary: string): Promise<void> {
  await operator.page.locator("summary").getByText(summary, { exact: true }).click();
}

/** Has an account and is made an operator on the command line. */
async function joins(operator: Bidder): Promise<void> {
  await operator.joinsAndSignsIn();
  expect(await operator.server.run("operator", "add", operator.email)).toContain("operates the site");
}

test("S3.8 whose letter does not come is told of the spam folder and of support, and says INN and presumed mailbox there", async ({ olga, calls }) => {
  const lost = await calls();
  const presumed = lost.email;
  await lost.joins();
  await olga.opens("/restore");
  await olga.asksToRestore(presumed);
  await olga.reads("spam folder");
  await olga.follows("write to support");
  await olga.isOn("Ask for help");
  await olga.settles();
  await asks(olga, "letter", { inn: INN, mailbox: presumed, email: olga.email, words: "It does not come" });
  const number = await numberOn(olga);
  const told = await toSupport(olga, number);
  for (const typed of [INN, presumed, olga.email, "It does not come"]) expect(told).toContain(typed);
  const letter = await olga.receives();
  expect(letter.text).not.toContain(presumed);

  const other = await calls();
  await other.opens(linkIn(letter.text));
  await other.reads(number);
  await other.reads("received");
});

test("S3.10 who has forgotten the login asks with INN, KPP and the e-mail of the registration, and is answered on a page and by letter", async ({ olga, calls, page }) => {
  const operator = await calls();
  await joins(operator);
  await olga.opens("/support");
  await page.locator("#topic-login").check();
  await olga.passes();
  await sends(olga, "support", { inn: "7707083894", words: "I have forgotten it" });
  olga.faults.expectRefusals();
  for (const reason of ["This INN does not add up", "Enter the KPP", "Enter your e-mail address"]) await olga.reads(reason);

  await asks(olga, "login", { inn: INN, kpp: KPP, mailbox: olga.email, words: "I have forgotten it" });
  const number = await numberOn(olga);
  await takes(operator, number);
  await olga.looksAgain();
  await olga.reads("in work");
  await unfolds(operator, "Ask back");
  await sends(operator, "queue-ask", { question_back: "When did you register?" });
  expect((await olga.receives(2)).text).toContain("When did you register?");
  await olga.looksAgain();
  await sends(olga, "support-answer", { words: "In spring" });
  await olga.reads("your answer is with us");
  await operator.opens("/account/queue");
  await expect(article(operator, number)).toContainText("In spring");
  await unfolds(operator, "Close the request");
  await sends(operator, "queue-close", { outcome: "You sign in with this address." });
  await operator.reads("the asker is told");
  expect((await olga.receives(3)).text).toContain("You sign in with this address.");
  await olga.looksAgain();
  await olga.reads("You sign in with this address.");
});

test("S3.12 who asks for the people of an organisation names INN and KPP, and an operator finds the request with both", async ({ olga, calls }) => {
  const operator = await calls();
  await joins(operator);
  await asks(olga, "people", { inn: INN, kpp: KPP, email: olga.email, words: "Who is there?" });
  const number = await numberOn(olga);
  expect(await toSupport(olga, number)).toContain(KPP);
  await takes(operator, number);
  const request = article(operator, number);
  for (const told of [INN, KPP, "Who is registered for my organisation?", "none with these numbers"]) await expect(request).toContainText(told);
});

test("S3.13 requests are recorded with a number, the queue is the operators' alone, and the link comes again", async ({ olga, calls, page }) => {
  await asks(olga, "other", { email: olga.email, words: "Something else" });
  const number = await numberOn(olga);
  const other = await calls();
  await other.opens("/support");
  await unfolds(other, "I have asked already");
  await sends(other, "support-again", { number: number.toLowerCase(), address: olga.email });
  await other.reads("If the number and the address belong together");
  await other.opens(linkIn((await olga.receives(2)).text));
  await other.reads(number);

  const [operator, nobody] = [await calls(), await calls()];
  await joins(operator);
  await nobody.joinsAndSignsIn();
  nobody.faults.expect(/404/);
  expect((await nobody.page.goto("/account/queue"))?.status()).toBe(404);
  await operator.opens("/account");
  await operator.follows("Queue of support");
  await operator.isOn("Queue of support");
  expect(await operator.server.run("operator", "list")).toContain(operator.email);
  await operator.server.run("operator", "remove", operator.email);
  operator.faults.expect(/404/);
  expect((await operator.page.goto("/account/queue"))?.status()).toBe(404);
  await operator.opens("/account/history");
  for (const line of ["made an operator", "no operator of the site"]) await operator.reads(line);
  await olga.opens("/");
  await expect(page.getByRole("contentinfo").getByRole("link", { name: "Support" })).toHaveAttribute("href", "/support");
});

test.describe("on a server of its own", () => {
  test.use({ own: { "brand.name": "Cabinet" } });

  test("REC-09 an address is corrected by two operators, confirmed by its holder, and moves when it has waited", async ({ olga, calls, server }) => {
    const [one, two] = [await calls(), await calls()];
    for (const operator of [one, two]) await joins(operator);
    await olga.joinsAndSignsIn();
    const holder = await calls();
    await asks(holder, "login", { inn: INN, kpp: KPP, mailbox: olga.email, email: holder.email, words: "My mailbox is gone" });
    const number = await numberOn(holder);
    await takes(one, number);
    await unfolds(one, "Correct an address");
    await sends(one, "queue-correct", { present: olga.email, corrected: holder.email });
    await one.reads("Now another operator has to agree");
    await expect(one.page.getByRole("button", { name: /^Agree/ })).toHaveCount(0);
    await two.opens("/account/queue");
    await two.presses(two.page.getByRole("button", { name: `Agree to \u2068${holder.email}\u2069` }));
    await two.reads("Every address of the account is told");
    expect((await olga.receives(2)).text).toContain("about to move your account");
    await olga.opens("/account");
    await olga.reads(holder.email);
    await expect(olga.page.getByRole("button", { name: "Stop the move" })).toBeVisible();
    await holder.opens(linkIn((await holder.receives(2)).text));
    await holder.isOn("Is this your new address?");
    await holder.presses("Confirm this address");
    await holder.isOn("Your address is confirmed");
    await server.later(72 * 3600);
    const moved = async () => (await server.lettersTo(holder.email)).some(({ subject }) => subject.includes("has moved to this address"));
    await expect.poll(moved).toBe(true);
    await holder.signsIn({ password: olga.password });
    await expect(holder.page).toHaveURL("/account");
    await holder.reads(holder.email);
  });
});

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    // What other tests ask for stands in the queue of the shared one, in their own words.
    test.use({ locale: language, own: { "brand.name": "Cabinet" } });

    test("no page of support has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ olga, calls, page }) => {
      test.setTimeout(420_000);
      const looks = async (person: Bidder, sight: string) => {
        await isIn(person.page, language, sight);
        const text = await texts(person.page, "script, style, code, pre, .brand, .site");
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(person, sight, { boxes: "[type=checkbox], [type=radio]" });
      };
      await olga.opens("/support");
      if (olga.mode === "hydrated") await olga.passes();
      await looks(olga, "support");
      await page.locator("#topic-login").check();
      if (olga.mode !== "hydrated") await olga.passes();
      await sends(olga, "support");
      olga.faults.expectRefusals();
      if (olga.mode === "hydrated") await olga.passes();
      await looks(olga, "support refused");
      await olga.opens("/support/request");
      await looks(olga, "support unknown");
      await asks(olga, "login", { inn: INN, kpp: KPP, mailbox: olga.email, words: "12345" });
      await looks(olga, "support request");
      const number = await numberOn(olga);

      const operator = await calls(undefined, { locale: language });
      await operator.joinsAndSignsIn();
      await operator.server.run("operator", "add", operator.email);
      await operator.opens("/account/queue");
      await looks(operator, "queue");
      await operator.presses(article(operator, number).locator("form[action='/api/queue-take'] button"));
      for (const summary of await operator.page.locator("summary").all()) await summary.click();
      await looks(operator, "queue in hand");
      await sends(operator, "queue-ask", { question_back: "12?" });
      await olga.looksAgain();
      await looks(olga, "support asked back");
      if (!(await operator.page.locator("#outcome").isVisible())) await operator.page.locator("summary").last().click();
      await sends(operator, "queue-close", { outcome: "34" });
      await olga.looksAgain();
      await looks(olga, "support closed");
    });
  });
}
