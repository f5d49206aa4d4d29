import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { linkIn } from "../support/cabinet";
import { codeOf, grouped, mobile } from "../support/caller";
import { ANSWER, type Correspondent, DOMAIN, MAILBOX, QUESTION, RESET, username } from "../support/correspondent";

// What the document says of the User Profile and of names, and what stands around its steps.
test.use({ site: MAILBOX });

const NEW = "seven herons under glass";
const CHANGED = "the ways to restore access to your account";
const USERNAMES = "Your usernames at Cabinet";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const not = (code: string) => (code === "000000" ? "000001" : "000000");

/** The drawer of the profile that is about this. */
const drawer = ({ main, page }: Correspondent, title: string) =>
  main.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: title, exact: true }) });

test("S2.14 the User Profile is a step away from the account, and asks for recovery email, mobile phone and security question", async ({ mary, page }) => {
  await mary.joins();
  await expect(page.getByRole("banner")).toContainText(mary.username);
  await mary.reads(mary.email);
  await mary.follows("User Profile");
  await expect(page).toHaveURL("/account/profile");
  await mary.isOn("User Profile");
  await expect(page).toHaveTitle("User Profile · Cabinet");
  await expect(mary.main.getByRole("heading", { level: 2 })).toHaveText(["Recovery email", "Mobile phone", "Security question"]);
  for (const title of ["Recovery email", "Mobile phone", "Security question"]) await expect(drawer(mary, title)).toContainText("not set");
  await expect(field(page, "Recovery email")).toHaveAttribute("type", "email");
  await expect(field(page, "Phone number")).toHaveAttribute("type", "tel");
  const questions = page.locator("#question option");
  await expect(questions).toHaveCount(9);
  await expect(questions.first(), "none is chosen in advance").toHaveAttribute("value", "");
});

test("S2.14 the recovery email counts once the code of its letter came back", async ({ mary, page }) => {
  const email = address();
  await mary.joins();
  await mary.opens("/account/profile");
  const { main } = mary;
  for (const [typed, reason] of [["", /Enter your e-mail address/], ["mary", /lacks an “@”/], [mary.email, /the address of the account itself/]] as const) {
    await mary.sends("email", { email: typed });
    await mary.isRefused(reason);
    await expect(field(page, "Recovery email")).toHaveAttribute("aria-invalid", "true");
  }
  await mary.sends("email", { email });
  const box = field(page, "Code from the letter");
  await expect(box).toHaveAttribute("autocomplete", "one-time-code");
  await mary.reads(`We are sending a letter with a code to \u2068${email}\u2069.`);
  const text = await mary.textTo(email, "Confirm your recovery email at Cabinet");
  expect(text).not.toContain("/link/");
  const code = /^\s*(\d{6})\s*$/m.exec(text)?.[1] ?? "";
  await mary.sends("email_code", { email_code: not(code) });
  await mary.isRefused("This code is not the right one");
  await mary.sends("email_code", { email_code: code });
  await mary.reads("Confirmed: from now on it brings you back in.");
  await expect(drawer(mary, "Recovery email")).toContainText("confirmed");
  await expect(main.locator("bdi").filter({ hasText: email })).toBeVisible();
  // The mailbox itself is told, the new address need not be.
  await mary.gets(mary.email, CHANGED);

  await mary.presses(main.getByRole("button", { name: `Remove \u2068${email}\u2069`, exact: true }));
  await mary.reads("Removed: it no longer brings anybody in");
  await expect(drawer(mary, "Recovery email")).toContainText("not set");
  for (const [to, count] of [[mary.email, 2], [email, 1]] as const) await mary.gets(to, CHANGED, count);
});

test("S2.14 the mobile phone counts once the code of its SMS came back", async ({ mary, page }) => {
  const phone = mobile();
  await mary.joins();
  await mary.opens("/account/profile");
  await mary.sends("phone", { phone: "020 7946 0018" });
  await mary.isRefused(/no mobile number/);
  await mary.sends("phone", { phone: phone.replace("+44", "0") });
  await mary.reads(grouped(phone));
  const code = codeOf(await mary.textTo(phone, /#\d{6}$/));
  await expect(field(page, "Code from the SMS")).toHaveAttribute("inputmode", "numeric");
  await mary.sends("phone_code", { phone_code: not(code) });
  await mary.isRefused("This code is not the right one");
  await mary.sends("phone_code", { phone_code: code });
  await expect(drawer(mary, "Mobile phone")).toContainText("confirmed");
  await mary.gets(mary.email, CHANGED);
});

test("S2.14 a question is chosen from the list, and its answer is neither shown nor one that anybody would guess", async ({ mary, page }) => {
  await mary.joins();
  await mary.opens("/account/profile");
  const question = page.locator("#question");
  for (const [chosen, answer, again, reason] of [
    ["", ANSWER, ANSWER, "Choose one of the questions."],
    [QUESTION[0], "", "", "Enter an answer."],
    [QUESTION[0], "Teddy bear", "Teddy bear", "Many people would give this answer"],
    [QUESTION[0], mary.username, mary.username, "is what your account goes by"],
    [QUESTION[0], ANSWER, "Mr Bumble", "The two answers differ."],
  ] as const) {
    await question.selectOption(chosen);
    await mary.sends("answer", { answer, answer_again: again });
    await mary.isRefused(reason);
    expect(await page.content()).not.toContain(`value="${ANSWER}"`);
  }
  await question.selectOption(QUESTION[0]);
  await mary.sends("answer", { answer: ANSWER, answer_again: " MR GRIMBLE" });
  await mary.reads("Your security question is saved.");
  await expect(drawer(mary, "Security question").locator("p")).toContainText([QUESTION[1]]);
  await mary.looksAgain();
  expect((await page.content()).toLowerCase()).not.toContain("grimble");
  await mary.gets(mary.email, CHANGED);
});

test.describe("when the password was given a while ago", () => {
  test.use({ own: {} });

  test("S2.14 SES-10: the User Profile asks for the password once more", async ({ mary, page, server }) => {
    await mary.joins();
    await server.later(301);
    await mary.opens("/account");
    await mary.follows("User Profile");
    await mary.isOn("Your password once more");
    await mary.proves();
    await mary.isOn("User Profile");
    await expect(page).toHaveURL("/account/profile");
  });
});

test("S2.15 a warning says that the username can be lost, and that technical support helps", async ({ mary, page }) => {
  await mary.joins();
  await mary.opens("/account/profile");
  const warning = mary.main.locator(".notice.warn");
  await expect(warning).toContainText("if you cannot remember the answer and have entered no recovery email, your username can be lost.");
  await expect(warning.getByRole("link", { name: "technical support", exact: true })).toHaveAttribute("href", "mailto:support@example.org");
  await mary.opens("/help");
  const note = mary.main.getByRole("note").last();
  await expect(note).toHaveText(
    "Remember! In case You can not remember the answer to the secret question and You have not entered a recovery email in Your User Profile section, You can lost Your username. To avoid it, please, contact technical support.",
  );
  await expect(page).toHaveURL("/help");
});

for (const language of ["en", "ar"]) {
  test.describe(`for whoever reads ${language}`, () => {
    test.use({ locale: language });

    test("S2.16 the help page ends in Arabic, from the right, with its tag and a way to contact us", async ({ mary, page }) => {
      await mary.opens("/help");
      const foot = mary.main.locator("[lang=ar][dir=rtl]");
      await expect(foot).toHaveCount(1);
      await expect(foot).toHaveCSS("direction", "rtl");
      await expect(foot).toContainText("وسوم: password");
      await expect(foot).toContainText("في حال لم تجد إجابتك اتصل بنا");
      await expect(foot.getByRole("link", { name: "اتصل بنا", exact: true })).toHaveAttribute("href", "mailto:support@example.org");
      const box = async (thing: ReturnType<Page["locator"]>) => (await thing.boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
      const [end, last] = [await box(foot), await box(mary.main.getByRole("note").last())];
      expect(end.y, "below all else").toBeGreaterThanOrEqual(last.y + last.height);
      // What is Latin in it keeps its own direction, and comes after what it belongs to: on its left.
      const place = (word: string) =>
        foot.evaluate((holder, word) => {
          const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.textContent?.indexOf(word) ?? -1;
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + word.length);
            const { left, right } = range.getBoundingClientRect();
            return { left, right };
          }
          return { left: NaN, right: NaN };
        }, word);
      expect((await place("password")).right).toBeLessThanOrEqual((await place("وسوم")).left + 1);
      await expect(page.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
    });
  });
}

test("a username is a mailbox of the site: whoever registers one is in at once, and signs in by either form", async ({ mary, page }) => {
  await mary.opens("/register");
  const name = field(page, "Username");
  await expect(name).toHaveAttribute("id", "username");
  await expect(name).toHaveAttribute("autocomplete", "username");
  await expect(name).toHaveAccessibleDescription(new RegExp(`@${DOMAIN.replaceAll(".", "\\.")}`));
  await expect(mary.main.locator("#email, #phone")).toHaveCount(0);
  await mary.registers();
  await expect(page).toHaveURL("/account");
  await mary.isOn("Your account");
  await mary.reads(mary.email);
  await expect(page.locator("#username"), "another name is another mailbox").toHaveCount(0);
  for (const login of [mary.username, mary.email, mary.username.toUpperCase(), ` ${mary.email.toUpperCase()} `]) {
    await mary.signsOut();
    await mary.signsIn({ login });
    await expect(page, login).toHaveURL("/account");
  }
});

test("a name that somebody has, or that looks like one, is refused at its field, and so is one of the site's own", async ({ hail }) => {
  const name = `lil.o${username("x").slice(2)}`;
  const first = await hail(name);
  await first.joins();
  const second = await hail();
  for (const taken of [name, name.toUpperCase(), name.replaceAll("l", "I"), name.replaceAll("o", "0")]) {
    await second.registers({ username: taken });
    await second.isRefused("Somebody has this name, or one that looks like it. Try another.");
    await expect(second.page.locator("#username")).toHaveAttribute("aria-invalid", "true");
    await expect(second.page.locator("#username")).toHaveValue(taken);
    await expect(second.page).toHaveURL("/register");
  }
  for (const [bad, reason] of [
    ["", /Enter a username/],
    ["al", /3 to 32 characters/],
    [`lil@${DOMAIN}`, /only Latin letters, digits/],
    ["мария", /only Latin letters, digits/],
    ["Adm1n", /kept for the site itself/],
  ] as const) {
    await second.registers({ username: bad });
    await second.isRefused(reason);
    await second.isSignedOut();
  }
  await second.registers();
  await expect(second.page).toHaveURL("/account");
});

test("ENU-01: Forgot your username? says the same to everybody, and the letter goes to whom it is tied", async ({ mary, page, server }) => {
  const [email, nobodys] = [address(), address()];
  await mary.joins();
  await mary.setsEmail(email);
  await mary.signsOut();
  await mary.opens("/restore");
  await mary.follows("Forgot your username?");
  await expect(page).toHaveURL("/username");
  await mary.isOn("Forgot your username?");
  await mary.sends("email", { email: "" });
  await mary.isRefused(/Enter your e-mail address/);
  const seen = new Set<string>();
  for (const to of [email, mary.email, nobodys]) {
    await mary.opens("/username");
    await mary.sends("email", { email: to });
    await mary.reads("If that address belongs to an account, a letter with every username tied to it is on its way.");
    await expect(page).toHaveURL("/username");
    seen.add((await mary.main.innerText()).replaceAll(to, "ADDRESS"));
  }
  expect([...seen]).toHaveLength(1);
  for (const to of [email, mary.email]) {
    const text = await mary.textTo(to, USERNAMES);
    expect(text).toContain(mary.username);
    expect(text).not.toContain("/link/");
  }
  expect(await server.lettersTo(nobodys)).toEqual([]);
});

test.describe("in Arabic", () => {
  test.use({ locale: "ar" });

  test("the ways back in read from the right, codes from the left, and numbers and addresses keep together", async ({ mary, page }) => {
    const [email, phone] = [address(), mobile()];
    const isArabic = async () => {
      await expect(page.locator("html")).toHaveAttribute("lang", "ar");
      await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
      await expect(mary.main.getByRole("heading", { level: 1 })).toHaveCSS("direction", "rtl");
    };
    await mary.joins();
    await isArabic();
    await mary.opens("/account/profile");
    await mary.sends("phone", { phone });
    await isArabic();
    expect(await mary.main.innerText()).toContain(`\u2068${phone}\u2069`);
    await expect(page.locator("#phone_code")).toHaveCSS("direction", "ltr");
    await mary.sends("phone_code", { phone_code: codeOf(await mary.textTo(phone, /#\d{6}$/)) });
    await expect(mary.main.locator("bdi").filter({ hasText: phone })).toBeVisible();
    await mary.setsEmail(email);
    await mary.setsQuestion();
    await mary.signsOut();

    await mary.asksToRestore();
    await isArabic();
    expect(await mary.main.innerText()).toContain(`\u2068${mary.username}\u2069`);
    const radio = await page.locator("#way-mobile").boundingBox();
    const label = await page.locator("label:has(#way-mobile), label[for=way-mobile]").boundingBox();
    expect(radio?.x ?? 0, "the circle is on the right of its words").toBeGreaterThan((label?.x ?? NaN) + (label?.width ?? NaN) / 2);
    await mary.choosesWay("Mobile phone");
    await isArabic();
    await expect(page.locator("#captcha")).toHaveCSS("direction", "ltr");
    await mary.asksForSms();
    await isArabic();
    await expect(page.locator("#code")).toHaveCSS("direction", "ltr");
    await page.locator("main a[href='/restore/way']").click();
    await expect(page).toHaveURL("/restore/way");
    await mary.settles();
    await mary.choosesWay("Recovery email");
    await isArabic();
    await mary.asksForLetter(email);
    expect(await mary.main.innerText()).toContain(`\u2068${email}\u2069`);
    // The letter speaks the language of whoever asked.
    const found = async () => (await mary.server.lettersTo(email)).find(({ text }) => text.includes("/link/restore/"));
    await expect.poll(found).toBeDefined();
    const letter = await found();
    expect(letter?.subject).not.toBe(RESET);
    expect(letter?.html).toMatch(/<html lang="ar" dir="rtl">/);
    await mary.opens("/restore/way");
    await mary.choosesWay("Security question");
    await isArabic();
    await mary.answers();
    await expect(page).toHaveURL("/restore/password");
    await isArabic();
    await mary.chooses(NEW);
    await expect(page).toHaveURL("/login");
    await isArabic();
    await mary.opens(linkIn(letter?.text ?? ""));
    await expect(page.locator("input[type=password]"), "it was replaced").toHaveCount(0);
    await mary.opens("/login");
    await mary.signsIn({ password: NEW });
    await expect(page).toHaveURL("/account");
    await isArabic();
  });
});
