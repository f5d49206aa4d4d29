import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { linkIn } from "../support/cabinet";
import { mobile } from "../support/caller";
import { ANSWER, CHOOSER, type Correspondent, MAILBOX, QUESTION, RESET, username, type Way, WAYS } from "../support/correspondent";
import { PASSWORD } from "../support/person";

// What the document says of the ways back in, in its own order and its own words.
test.use({ site: MAILBOX });

const NEW = "seven herons under glass";
const SET = "Your new password is set.";
const NOTICE = "a new password was chosen for your account";
const WRONG_LOGIN = /the password is not right\./;
const WRONG_CODE = "This code is not the right one, or it no longer works.";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const not = (code: string) => (code === "000000" ? "000001" : "000000");

/** The button is there, and is read to the letter. */
async function hasButton({ main }: Correspondent, label: string): Promise<void> {
  expect(await main.getByRole("button", { name: label, exact: true }).innerText()).toBe(label);
}

/** From the page for the new password to the message that it is set: nobody is signed in by it, and the old password is dead. */
async function saves(mary: Correspondent): Promise<void> {
  await expect(mary.page).toHaveURL("/restore/password");
  await mary.isOn("Set Your new password");
  await mary.isSignedOut();
  await expect(field(mary.page, "New password")).toHaveAttribute("autocomplete", "new-password");
  await hasButton(mary, "Save");
  await mary.types("New password", NEW);
  await mary.presses("Save");
  await expect(mary.page).toHaveURL("/login");
  await expect(mary.main.locator(".notice.good")).toContainText(SET);
  await mary.isSignedOut();
  await mary.signsIn({ password: PASSWORD });
  await mary.isRefused(WRONG_LOGIN);
  await mary.signsIn({ password: NEW });
  await expect(mary.page).toHaveURL("/account");
}

/** Whoever was signed in elsewhere is out. */
async function isOut(elsewhere: Correspondent): Promise<void> {
  await elsewhere.looksAgain();
  await expect(elsewhere.page).toHaveURL("/login");
}

test("S2.1 the main page has the link Forgot Your password?", async ({ mary, page }) => {
  await mary.opens("/");
  const link = mary.main.getByRole("link", { name: "Forgot Your password?", exact: true });
  await expect(link).toBeVisible();
  expect(await link.innerText()).toBe("Forgot Your password?");
  await mary.follows("Forgot Your password?");
  await expect(page).toHaveURL("/restore");
  await mary.isOn("Password restoring");
  await expect(page).toHaveTitle("Password restoring · Cabinet");

  // And where one signs in, with what was typed there.
  await mary.opens("/login");
  await mary.types("Username", mary.username);
  await mary.leavesBy("Forgot Your password?");
  await mary.isOn("Password restoring");
  await expect(field(page, "Username")).toHaveValue(mary.username);
});

test("S2.2 one enters the username which needs the restore, and goes on by Next step", async ({ mary, page }) => {
  await mary.joins();
  await mary.signsOut();
  await mary.opens("/restore");
  const name = field(page, "Username");
  await expect(name).toHaveAttribute("id", "login");
  await expect(name).toHaveAttribute("autocomplete", "username");
  await expect(mary.main.locator("input[type=password]")).toHaveCount(0);
  await hasButton(mary, "Next step");
  await mary.presses("Next step");
  await mary.isRefused(/Enter your username/);
  await expect(name).toHaveAttribute("aria-invalid", "true");
  for (const login of [mary.username, mary.email, mary.username.toUpperCase()]) {
    await mary.opens("/restore");
    await mary.types("Username", login);
    await mary.presses("Next step");
    await mary.isOn(CHOOSER);
    await expect(page).toHaveURL("/restore/way");
    await mary.reads(login);
  }
});

test("S2.3 one chooses one of Recovery email, Mobile phone and Security question, and goes on by Next step", async ({ mary, page }) => {
  await mary.asksToRestore();
  await mary.isOn(CHOOSER);
  const group = mary.main.getByRole("group", { name: "Ways to restore access", exact: true });
  await expect(group.getByRole("radio")).toHaveCount(3);
  for (const [label, way] of Object.entries(WAYS)) {
    const radio = group.getByRole("radio", { name: label, exact: true });
    await expect(radio).toHaveAttribute("id", `way-${way}`);
    await expect(radio).toHaveValue(way);
    await expect(radio).not.toBeChecked();
    await expect(radio).toBeEnabled();
  }
  await hasButton(mary, "Next step");
  await mary.presses("Next step");
  await mary.isRefused("Choose one of the ways.");
  await expect(page).toHaveURL("/restore/way");
  for (const [label, path] of [
    ["Recovery email", "/restore/email"],
    ["Mobile phone", "/restore/mobile"],
    ["Security question", "/restore/question"],
  ] as const) {
    await group.getByRole("radio", { name: label, exact: true }).check();
    await mary.presses("Next step");
    await expect(page).toHaveURL(path);
    await mary.isOn(label);
    await mary.follows("another way");
    await mary.isOn(CHOOSER);
  }
});

test("S2.4 ENU-06: the page to choose a way is word for word the same, however many of them somebody has, and for nobody", async ({ mary, hail }) => {
  const [one, two, three, nobody] = [await hail(), await hail(), await hail(), username()];
  for (const [person, count] of [[mary, 0], [one, 1], [two, 2], [three, 3]] as const) {
    await person.joins();
    if (count > 0) await person.setsEmail(address());
    if (count > 1) await person.setsPhone(mobile());
    if (count > 2) await person.setsQuestion();
    await person.signsOut();
  }
  const stranger = await hail();
  const seen = new Set<string>();
  for (const name of [mary.username, one.username, two.username, three.username, nobody]) {
    await stranger.asksToRestore(name);
    await stranger.isOn(CHOOSER);
    const radios = await stranger.main.getByRole("radio").evaluateAll((all) => all.map((radio) => radio.outerHTML));
    const words = [await stranger.page.title(), await stranger.main.innerText(), ...radios].join("\n");
    expect(words).toContain(name);
    seen.add(words.replaceAll(name, "NAME"));
  }
  expect([...seen]).toHaveLength(1);
});

test("S2.4 only a way that its owner has set up works, and the others look as if they did", async ({ mary, hail, server }) => {
  const [email, phone] = [address(), mobile()];
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  const other = await hail();
  await other.joins();
  await other.setsEmail(email);
  await other.setsPhone(phone);

  for (const name of [mary.username, username()]) {
    await mary.asksToRestore(name);
    await mary.choosesWay("Recovery email");
    await mary.asksForLetter(email);
    await mary.isHanded();
    await mary.asksToRestore(name);
    await mary.choosesWay("Mobile phone");
    await mary.asksForSms();
    await mary.isHanded();
    await mary.provesBy("000000");
    await mary.isRefused(WRONG_CODE);
    await mary.opens("/restore/password");
    await expect(mary.page.locator("input[type=password]")).toHaveCount(0);
  }
  // Nothing came to anybody but what set the ways up.
  expect((await server.lettersTo(email)).filter(({ subject }) => subject === RESET)).toEqual([]);
  await other.gets(phone, /#\d{6}$/, 1);
});

test("S2.5 the security question is shown, with a field for the answer and one for the security code", async ({ mary, page, request }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  await expect(page).toHaveURL("/restore/question");
  await expect(mary.main.locator(".question")).toHaveText(QUESTION[1]);
  await expect(field(page, "Your answer")).toHaveAttribute("id", "answer");
  await expect(field(page, "Your answer")).toHaveAttribute("autocomplete", "off");
  await expect(field(page, "Security code")).toHaveAttribute("id", "captcha");
  const picture = mary.main.getByRole("img");
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)).toBe(220);
  expect(await picture.getAttribute("alt")).toMatch(/six letters.*support@example\.org/);
  const answer = await request.get((await picture.getAttribute("src")) ?? "");
  expect(answer.headers()["content-type"]).toBe("image/png");
  // CAP-02: the letters stand nowhere but in the picture.
  expect((await page.content()).toLowerCase()).not.toContain(await mary.readsPicture());
  await hasButton(mary, "Next step");
});

test("S2.5 ENU-07: who has no question, or is nobody, is asked one all the same, the same one each time", async ({ mary, hail }) => {
  await mary.joins();
  await mary.signsOut();
  const asked = async (person: Correspondent, login: string) => {
    await person.asksToRestore(login);
    await person.choosesWay("Security question");
    return person.main.locator(".question").innerText();
  };
  for (const name of [mary.username, username(), "no such name"]) {
    const first = await asked(mary, name);
    expect(first).toMatch(/^\S.*\?$/);
    const elsewhere = await hail();
    for (const login of name.includes(" ") ? [name] : [name, `${name}@mail.example.org`, name.toUpperCase()]) {
      expect(await asked(elsewhere, login), login).toBe(first);
    }
  }
  // And nothing is the answer to it.
  await mary.answers();
  await mary.isRefused("This is not the answer.");
});

test("S2.6 a hint says that the security code has small Latin letters only, and that Caps Lock must be off", async ({ mary, page }) => {
  await mary.asksToRestore();
  for (const way of ["Security question", "Mobile phone"] as const) {
    await mary.choosesWay(way);
    const hint = "Six letters of the Latin alphabet, small letters only. Check Caps Lock: it must be off.";
    await mary.reads(hint);
    await expect(field(page, "Security code")).toHaveAccessibleDescription(new RegExp(hint.replaceAll(".", "\\.")));
    await expect(field(page, "Security code")).toHaveAttribute("autocapitalize", "none");
    expect(await mary.readsPicture()).toMatch(/^[a-z]{6}$/);
    await mary.follows("another way");
  }
});

test("S2.6 CAP-07: whoever has Caps Lock on all the same passes", async ({ mary, page }) => {
  await mary.asksToRestore();
  await mary.choosesWay("Mobile phone");
  await mary.typesLetters(` ${(await mary.readsPicture()).toUpperCase()} `);
  await mary.presses("Next step");
  await expect(page).toHaveURL("/restore/code");
});

test("S2.6 other letters than those of the picture are refused, what else was typed stays, and there is another picture", async ({ mary, page }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  const before = await mary.challenge();
  await mary.types("Your answer", ANSWER);
  await mary.typesLetters("qqqqqq");
  await mary.presses("Next step");
  await mary.isRefused("The letters were different.");
  await expect(page).toHaveURL("/restore/question");
  await expect(field(page, "Security code")).toHaveAttribute("aria-invalid", "true");
  await expect(mary.main.locator(".question")).toHaveText(QUESTION[1]);
  await expect.poll(() => mary.challenge()).not.toBe(before);
  // The answer opens an account: it stays where it was typed, and never comes back from the server.
  await expect(field(page, "Your answer")).toHaveValue(mary.mode === "hydrated" ? ANSWER : "");

  const second = await mary.challenge();
  await mary.leavesBy("Another picture");
  await expect(page).toHaveURL("/restore/question");
  expect(await mary.challenge()).not.toBe(second);
  await expect(mary.alert).toHaveCount(0);
  // Neither has cost a try.
  await mary.types("Your answer", ANSWER);
  await mary.typesLetters();
  await mary.presses("Next step");
  await expect(page).toHaveURL("/restore/password");
});

test("S2.6 no letters at all are refused, and the picture stays good", async ({ mary, page }) => {
  test.skip(mary.mode === "hydrated", "there the script has worked in their place");
  await mary.asksToRestore();
  await mary.choosesWay("Mobile phone");
  await mary.presses("Next step");
  await mary.isRefused("Type the letters that you see in the picture.");
  await mary.typesLetters();
  await mary.presses("Next step");
  await expect(page).toHaveURL("/restore/code");
});

test("S2.7 by the answer one sets a new password, saves it, and is told so", async ({ mary, hail, page }) => {
  const email = address();
  await mary.joins();
  await mary.setsEmail(email);
  await mary.setsQuestion();
  await mary.signsOut();
  const elsewhere = await hail(mary.username);
  await elsewhere.signsIn();
  await expect(elsewhere.page).toHaveURL("/account");

  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  await mary.types("Your answer", "  mr GRIMBLE ");
  await mary.passes();
  await mary.presses("Next step");
  await saves(mary);
  await isOut(elsewhere);
  // C5, C14: every address is told.
  for (const to of [mary.email, email]) await mary.gets(to, NOTICE);
  await page.goBack();
  await expect(page).not.toHaveURL("/restore/password");
});

test("S2.7 BRU-16: after three wrong answers there is no other try, not even for the right one", async ({ mary }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Security question");
  await mary.passes();
  await mary.presses("Next step");
  await mary.isRefused("Enter your answer.");
  for (const wrong of ["Teddy", "Mr Bumble", "Mr"]) {
    await mary.answers(wrong);
    await mary.isRefused("This is not the answer.");
    await expect(mary.page.locator("#answer")).toHaveAttribute("aria-invalid", "true");
  }
  await mary.answers();
  await mary.isRefused(/That was too often\. Try again/);
  // By its other form, and from the beginning, it is the same login.
  await mary.asksToRestore(mary.email);
  await mary.choosesWay("Security question");
  await mary.answers();
  await mary.isRefused(/That was too often\. Try again/);
});

test.describe("the next day", () => {
  test.use({ own: {} });

  test("S2.7 BRU-16: there is another try", async ({ mary, page, server }) => {
    await mary.joins();
    await mary.setsQuestion();
    await mary.signsOut();
    await mary.asksToRestore();
    await mary.choosesWay("Security question");
    for (const wrong of ["Teddy", "Mr Bumble", "Mr"]) {
      await mary.answers(wrong);
      await mary.isRefused("This is not the answer.");
    }
    // A picture that is still on its way would be a day old.
    await page.waitForLoadState("networkidle");
    await server.later(24 * 3600);
    await mary.asksToRestore();
    await mary.choosesWay("Security question");
    await mary.answers();
    await expect(page).toHaveURL("/restore/password");
    await saves(mary);
  });
});

test("S2.8 the recovery email is entered in full, exactly as it stands in the User Profile, and no other address gets a letter", async ({ mary, page, server }) => {
  const email = address("recovery");
  await mary.joins();
  await mary.setsEmail(email);
  await mary.opens("/account/profile");
  await mary.isOn("User Profile");
  await mary.reads(email);
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Recovery email");
  await mary.isOn("Recovery email");
  await mary.reads("Enter the full address of your recovery email, exactly as it stands in your User Profile.");
  await expect(field(page, "Recovery email")).toHaveAttribute("id", "email");
  await expect(mary.main, "nothing is hinted at").not.toContainText(/@|\*/);
  for (const [typed, reason] of [["", /Enter your e-mail address/], ["recovery", /lacks an “@”/]] as const) {
    await mary.sends("email", { email: typed });
    await mary.isRefused(reason);
    await expect(field(page, "Recovery email")).toHaveValue(typed);
  }
  const [local = ""] = email.split("@");
  const others = [`x${email}`, `${local}+a@example.org`, `${local}@example.net`, mary.email];
  for (const other of others) {
    await mary.asksToRestore();
    await mary.choosesWay("Recovery email");
    await mary.asksForLetter(other);
    await mary.isHanded();
  }
  for (const to of [email, ...others]) expect((await server.lettersTo(to)).filter(({ subject }) => subject === RESET), to).toEqual([]);
  await mary.asksToRestore();
  await mary.choosesWay("Recovery email");
  await mary.asksForLetter(email);
  await mary.readsResetLink(email);
});

test("S2.9 Send an email sends a message with instructions to that address", async ({ mary, page }) => {
  const email = address();
  await mary.joins();
  await mary.setsEmail(email);
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Recovery email");
  await hasButton(mary, "Send an email");
  await mary.types("Recovery email", email);
  await mary.presses("Send an email");
  await expect(page).toHaveURL("/restore/sent");
  await mary.isOn("Look into your recovery email");
  await mary.reads(email);
  await mary.isHanded();
  await mary.readsResetLink(email);
});

test("S2.10 then one goes to the portal, or opens another service", async ({ mary, page }) => {
  await mary.asksToRestore();
  await mary.choosesWay("Recovery email");
  await mary.asksForLetter(address());
  await mary.reads("or open the service where your recovery email is registered.");
  const portal = mary.main.getByRole("link", { name: "Go to the portal", exact: true });
  expect(await portal.innerText()).toBe("Go to the portal");
  await mary.follows("Go to the portal");
  await expect(page).toHaveURL("/");
});

test("S2.11 the message is called Reset Your password, has the link Password change, and ends with the address of that link", async ({ mary, context }) => {
  const email = address();
  await mary.joins();
  await mary.setsEmail(email);
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Recovery email");
  await mary.asksForLetter(email);
  const [letter] = await mary.gets(email, RESET);
  expect(letter?.subject).toBe("Reset Your password");
  const [body = ""] = (letter?.text ?? "").split("\n\n--\n");
  const url = linkIn(body);
  expect(body.trimEnd().endsWith(`\n${url}`), "the address is the end of the message, on a line of its own").toBe(true);
  expect(body).toContain("Password change");
  expect(body, "a link is all that it has").not.toMatch(/^\s*\d{6}\s*$/m);

  const page = await context.newPage();
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(letter?.html ?? "")}`);
  const link = page.getByRole("link", { name: "Password change", exact: true });
  await expect(link).toHaveAttribute("href", url);
  const words = (await page.locator("main > p").allInnerTexts()).filter((text) => text !== "");
  expect(words.at(-1)).toBe(url);
  await page.close();
});

test("S2.12 by the link one sets a new password, saves it, and is told so", async ({ mary, hail }) => {
  const [email, phone] = [address(), mobile()];
  await mary.joins();
  await mary.setsEmail(email);
  await mary.setsPhone(phone);
  await mary.signsOut();
  const elsewhere = await hail(mary.username);
  await elsewhere.signsIn();
  await mary.asksToRestore(mary.email);
  await mary.choosesWay("Recovery email");
  await mary.asksForLetter(email.toUpperCase());
  const link = await mary.readsResetLink(email);
  // In whichever browser the letter is read.
  const reader = await hail(mary.username);
  await reader.opens(link);
  expect(reader.page.url()).not.toContain("/link/");
  await saves(reader);
  await isOut(elsewhere);
  for (const to of [mary.email, email]) await mary.gets(to, NOTICE);
  await mary.gets(phone, "was replaced");
  await mary.opens(link);
  await mary.isOn("This link was used already");
});

test("S2.13 by the security code and the code of an SMS one sets a new password, saves it, and is told so", async ({ mary, hail, page }) => {
  const [email, phone] = [address(), mobile()];
  await mary.joins();
  await mary.setsEmail(email);
  await mary.setsPhone(phone);
  await mary.signsOut();
  const elsewhere = await hail(mary.username);
  await elsewhere.signsIn();
  await mary.asksToRestore();
  await mary.choosesWay("Mobile phone");
  await expect(mary.main, "nothing is hinted at").not.toContainText(/\+44|\*\*/);
  await expect(field(page, "Security code")).toBeVisible();
  await hasButton(mary, "Next step");
  await mary.typesLetters();
  await mary.presses("Next step");
  await expect(page).toHaveURL("/restore/code");
  await mary.isHanded();
  const code = await mary.readsSmsCode(phone);
  const box = field(page, "Code from the SMS");
  await expect(box).toHaveAttribute("id", "code");
  await expect(box).toHaveAttribute("autocomplete", "one-time-code");
  await expect(box).toHaveAttribute("inputmode", "numeric");
  await expect(mary.main).not.toContainText(/\+44|\*\*/);
  await hasButton(mary, "Next step");
  await mary.types("Code from the SMS", not(code));
  await mary.presses("Next step");
  await mary.isRefused(WRONG_CODE);
  await mary.types("Code from the SMS", ` ${code.slice(0, 3)} ${code.slice(3)} `);
  await mary.presses("Next step");
  await saves(mary);
  await isOut(elsewhere);
  for (const to of [mary.email, email]) await mary.gets(to, NOTICE);
  await mary.gets(phone, "was replaced");
});

test("Back is safe at each of the steps, and another way can be taken at any of them", async ({ mary, page }) => {
  await mary.joins();
  await mary.setsQuestion();
  await mary.signsOut();
  await mary.asksToRestore();
  await mary.choosesWay("Mobile phone");
  await page.goBack();
  await mary.isOn(CHOOSER);
  await page.goBack();
  await mary.isOn("Password restoring");
  await page.goForward();
  await mary.isOn(CHOOSER);
  await mary.settles();
  await mary.choosesWay("Mobile phone");
  await mary.asksForSms();
  await page.goBack();
  await expect(page).toHaveURL("/restore/mobile");
  await mary.settles();
  await mary.follows("another way");
  await mary.isOn(CHOOSER);
  await mary.choosesWay("Recovery email");
  await mary.asksForLetter(address());
  await page.goBack();
  await expect(page).toHaveURL("/restore/email");
  await mary.settles();
  await mary.follows("another way");
  await mary.isOn(CHOOSER);
  await mary.choosesWay("Security question");
  await mary.answers();
  await expect(page).toHaveURL("/restore/password");
  // What is proved stays proved, and is not asked for again.
  await page.goBack();
  await expect(page).toHaveURL("/restore/password");
  await mary.settles();
  await mary.chooses(NEW);
  await expect(page).toHaveURL("/login");
  await page.goBack();
  await expect(page).toHaveURL("/login");
  await mary.isSignedOut();
  await mary.signsIn({ password: NEW });
  await expect(page).toHaveURL("/account");
});

test("REC-02: the pages of later steps open for nobody who has not come there", async ({ mary, page }) => {
  const pages: Record<Way, string> = { "Recovery email": "/restore/email", "Mobile phone": "/restore/mobile", "Security question": "/restore/question" };
  for (const path of ["/restore/way", ...Object.values(pages), "/restore/sent", "/restore/code", "/restore/password"]) {
    await mary.opens(path);
    await expect(page, path).toHaveURL("/restore");
  }
  await mary.asksToRestore();
  for (const path of [...Object.values(pages), "/restore/sent", "/restore/code", "/restore/password"]) {
    await mary.opens(path);
    await expect(page, `${path}, before a way is chosen`).toHaveURL("/restore/way");
  }
  await mary.choosesWay("Mobile phone");
  for (const path of [pages["Recovery email"], pages["Security question"]]) {
    await mary.opens(path);
    await expect(page, `${path}, on another way`).toHaveURL("/restore/way");
  }
});
