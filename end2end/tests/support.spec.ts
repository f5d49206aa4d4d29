import { address, expect, test } from "../fixtures";
import { linkIn } from "../support/cabinet";
import { fits, hasNoHole, isIn, NO_WORDS, strangeWords, texts } from "../support/look";
import { LANGUAGES } from "../support/pages";
import type { Person } from "../support/person";

test.use({ site: { preset: "tender" } });

/** The numbers of an organisation that nobody has registered here. */
const INN = "7707083893";
const KPP = "773601001";
const SUPPORT = "support@example.org";
const TOPICS = ["letter", "login", "people", "other"] as const;

/** What is called the same in every language: names, and words that programs know. */
const NAMES = /\S+@\S+|Cabinet|Caps Lock|JavaScript|SMS|\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b|ada\.[0-9a-f]+/g;

/** Types into a form of the page, by the names of its fields, and answers its security code. */
async function fills(ada: Person, form: string, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await ada.page.locator(`form[action="/api/${form}"] [name=${name}]`).fill(value);
}

async function sends(ada: Person, form: string, fields: Record<string, string> = {}): Promise<void> {
  await fills(ada, form, fields);
  await ada.presses(ada.page.locator(`form[action="/api/${form}"] button.primary`));
}

/** Reads the security code off the picture, as only a test can; where the script works in its place, waits for that. */
async function passes(ada: Person): Promise<void> {
  const { page, mode, server } = ada;
  if (mode === "hydrated") {
    await expect(page.locator(".captcha [name=work]")).not.toHaveValue("", { timeout: 30_000 });
    return;
  }
  const challenge = await page.locator("[name=challenge]").inputValue();
  const letters = await (await fetch(`${server.url}/dev/captcha/${challenge}`)).text();
  await page.locator("#captcha").fill(letters);
}

async function asks(ada: Person, topic: (typeof TOPICS)[number], fields: Record<string, string>): Promise<void> {
  await ada.opens("/support");
  await ada.page.locator(`#topic-${topic}`).check();
  await fills(ada, "support", fields);
  await passes(ada);
  await sends(ada, "support");
}

const numberIn = (text: string): string => {
  const number = /\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b/.exec(text)?.[0];
  if (!number) throw new Error(`no number in: ${text}`);
  return number;
};

/** The number of the request that the page shows. */
async function numberOn(ada: Person): Promise<string> {
  await expect(ada.page).toHaveURL(/\/support\/request$/);
  return numberIn((await ada.page.getByRole("heading", { level: 1 }).textContent()) ?? "");
}

/** The newest letter to the support address about a request. */
async function toSupport(ada: Person, number: string): Promise<string> {
  const found = async () => (await ada.server.lettersTo(SUPPORT)).find(({ subject }) => subject.includes(number));
  await expect.poll(found).toBeDefined();
  return (await found())?.text ?? "";
}

/** The article of a request on the page of the queue. */
const article = (operator: Person, number: string) => operator.page.getByRole("article").filter({ hasText: number });

/** Takes a request in hand. */
async function takes(operator: Person, number: string): Promise<void> {
  await operator.opens("/account/queue");
  await operator.presses(article(operator, number).getByRole("button", { name: /^Take it/ }));
  await expect(article(operator, number)).toContainText(operator.email);
}

/** Opens one of the drawers of the request in hand. */
async function unfolds(operator: Person, summary: string): Promise<void> {
  await operator.page.locator("summary").getByText(summary, { exact: true }).click();
}

/** Has an account and is made an operator on the command line. */
async function joins(operator: Person): Promise<void> {
  await operator.joinsAndSignsIn();
  expect(await operator.server.run("operator", "add", operator.email)).toContain("operates the site");
}

test("S3.8 whose letter does not come is told of the spam folder and of support, and says INN and presumed mailbox there", async ({ ada, meet, page }) => {
  const presumed = address("presumed");
  await ada.opens("/restore");
  await page.locator("[name=login]").fill(presumed);
  await ada.presses(page.locator("main form .primary").first());
  await ada.reads("spam folder");
  await ada.follows("write to support");
  await ada.isOn("Ask for help");
  await ada.settles();
  await asks(ada, "letter", { inn: INN, mailbox: presumed, email: ada.email, words: "It does not come" });
  const number = await numberOn(ada);
  const told = await toSupport(ada, number);
  for (const typed of [INN, presumed, ada.email, "It does not come"]) expect(told).toContain(typed);
  const letter = await ada.receives();
  expect(letter.text).not.toContain(presumed);

  const other = await meet();
  await other.opens(linkIn(letter.text));
  await other.reads(number);
  await other.reads("received");
});

test("S3.10 who has forgotten the login asks with INN, KPP and the e-mail of the registration, and is answered on a page and by letter", async ({ ada, meet, page }) => {
  const operator = await meet();
  await joins(operator);
  await ada.opens("/support");
  await page.locator("#topic-login").check();
  await passes(ada);
  await sends(ada, "support", { inn: "7707083894", words: "I have forgotten it" });
  ada.faults.expectRefusals();
  for (const reason of ["This is no INN", "Enter the KPP", "Enter your e-mail address"]) await ada.reads(reason);

  await asks(ada, "login", { inn: INN, kpp: KPP, mailbox: ada.email, words: "I have forgotten it" });
  const number = await numberOn(ada);
  await takes(operator, number);
  await ada.looksAgain();
  await ada.reads("in work");
  await unfolds(operator, "Ask back");
  await sends(operator, "queue-ask", { question_back: "When did you register?" });
  expect((await ada.receives(2)).text).toContain("When did you register?");
  await ada.looksAgain();
  await sends(ada, "support-answer", { words: "In spring" });
  await ada.reads("your answer is with us");
  await operator.opens("/account/queue");
  await expect(article(operator, number)).toContainText("In spring");
  await unfolds(operator, "Close the request");
  await sends(operator, "queue-close", { outcome: "You sign in with this address." });
  await operator.reads("the asker is told");
  expect((await ada.receives(3)).text).toContain("You sign in with this address.");
  await ada.looksAgain();
  await ada.reads("You sign in with this address.");
});

test("S3.12 who asks for the people of an organisation names INN and KPP, and an operator finds the request with both", async ({ ada, meet }) => {
  const operator = await meet();
  await joins(operator);
  await asks(ada, "people", { inn: INN, kpp: KPP, email: ada.email, words: "Who is there?" });
  const number = await numberOn(ada);
  expect(await toSupport(ada, number)).toContain(KPP);
  await takes(operator, number);
  const request = article(operator, number);
  for (const told of [INN, KPP, "Who is registered for my organisation?", "none with these numbers"]) await expect(request).toContainText(told);
});

test("S3.13 requests are recorded with a number, the queue is the operators' alone, and the link comes again", async ({ ada, meet, page }) => {
  await asks(ada, "other", { email: ada.email, words: "Something else" });
  const number = await numberOn(ada);
  const other = await meet();
  await other.opens("/support");
  await unfolds(other, "I have asked already");
  await sends(other, "support-again", { number: number.toLowerCase(), address: ada.email });
  await other.reads("If the number and the address belong together");
  await other.opens(linkIn((await ada.receives(2)).text));
  await other.reads(number);

  const [operator, nobody] = [await meet(), await meet()];
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
  await ada.opens("/");
  await expect(page.getByRole("contentinfo").getByRole("link", { name: "Support" })).toHaveAttribute("href", "/support");
});

test.describe("on a server of its own", () => {
  test.use({ own: { "session.lives": "100h", "session.idle": "100h", "session.proof_lives": "100h" } });

  test("REC-09 an address is corrected by two operators, confirmed by its holder, and moves when it has waited", async ({ ada, meet, server }) => {
    const [one, two] = [await meet(), await meet()];
    for (const operator of [one, two]) await joins(operator);
    await ada.joinsAndSignsIn();
    const holder = await meet();
    await asks(holder, "login", { inn: INN, kpp: KPP, mailbox: ada.email, email: holder.email, words: "My mailbox is gone" });
    const number = await numberOn(holder);
    await takes(one, number);
    await unfolds(one, "Correct an address");
    await sends(one, "queue-correct", { present: ada.email, corrected: holder.email });
    await one.reads("Now another operator has to agree");
    await expect(one.page.getByRole("button", { name: /^Agree/ })).toHaveCount(0);
    await two.opens("/account/queue");
    await two.presses(two.page.getByRole("button", { name: `Agree to \u2068${holder.email}\u2069` }));
    await two.reads("Every address of the account is told");
    expect((await ada.receives(2)).text).toContain("about to move your account");
    await ada.opens("/account");
    await ada.reads(holder.email);
    await expect(ada.page.getByRole("button", { name: "Stop the move" })).toBeVisible();
    await holder.opens(linkIn((await holder.receives(2)).text));
    await holder.isOn("Is this your new address?");
    await holder.presses("Confirm this address");
    await holder.isOn("Your address is confirmed");
    await server.later(72 * 3600);
    const moved = async () => (await server.lettersTo(holder.email)).some(({ subject }) => subject.includes("has moved to this address"));
    await expect.poll(moved).toBe(true);
    await holder.signsIn({ password: ada.password });
    await holder.isOn("Your account");
    await holder.reads(holder.email);
  });
});

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("no page of support has a word of another language, a scroll sideways, a text with a hole or an axe finding", async ({ ada, meet, page }) => {
      test.setTimeout(420_000);
      const looks = async (person: Person, sight: string) => {
        await isIn(person.page, language, sight);
        const text = await texts(person.page);
        expect.soft(strangeWords(language, text, NAMES, NO_WORDS), `${sight}: words of another language`).toEqual([]);
        hasNoHole(text, sight);
        await fits(person, sight, { boxes: "[type=checkbox], [type=radio]" });
        await shot(person, `${language}-${sight}`);
      };
      await ada.opens("/support");
      if (ada.mode === "hydrated") await passes(ada);
      await looks(ada, "support");
      await page.locator("#topic-login").check();
      if (ada.mode !== "hydrated") await passes(ada);
      await sends(ada, "support");
      ada.faults.expectRefusals();
      if (ada.mode === "hydrated") await passes(ada);
      await looks(ada, "support refused");
      await ada.opens("/support/request");
      await looks(ada, "support unknown");
      await asks(ada, "login", { inn: INN, kpp: KPP, mailbox: ada.email, words: "12345" });
      await looks(ada, "support request");
      const number = await numberOn(ada);

      const operator = await meet(undefined, { locale: language });
      await operator.opens("/register");
      await operator.page.locator("[name=email]").fill(operator.email);
      await operator.page.locator("[name=password]").fill(operator.password);
      await operator.page.locator("[name=agree]").check();
      await operator.presses(operator.page.locator("form[action='/api/register'] .primary"));
      await operator.page.locator("[name=code]").fill(await operator.readsCode());
      await operator.presses(operator.page.locator("form[action='/api/confirm'] .primary"));
      await operator.page.locator("[name=login]").fill(operator.email);
      await operator.page.locator("[name=password]").fill(operator.password);
      await operator.presses(operator.page.locator("form[action='/api/login'] .primary"));
      await operator.server.run("operator", "add", operator.email);
      await operator.opens("/account/queue");
      await looks(operator, "queue");
      await operator.presses(article(operator, number).locator("form[action='/api/queue-take'] button"));
      for (const summary of await operator.page.locator("summary").all()) await summary.click();
      await looks(operator, "queue in hand");
      await sends(operator, "queue-ask", { question_back: "12?" });
      await ada.looksAgain();
      await looks(ada, "support asked back");
      if (!(await operator.page.locator("#outcome").isVisible())) await operator.page.locator("summary").last().click();
      await sends(operator, "queue-close", { outcome: "34" });
      await ada.looksAgain();
      await looks(ada, "support closed");
    });
  });
}

/** A picture of the page for whoever asks for them, by day and by night, on a phone and on a desk. */
async function shot({ page, mode }: Person, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder || mode !== "hydrated") return;
  for (const [width, colorScheme] of [[390, "light"], [1280, "dark"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name.replaceAll(" ", "-")}-${width}.png`, fullPage: true });
  }
}
