import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { ARTISTS, type Artist, INSTRUCTIONS, regions, shortAddress } from "../support/artist";
import { codeIn, linkIn } from "../support/cabinet";
import { codeOf, mobile, passwordOf } from "../support/caller";

test.use({ site: ARTISTS });

const FORGOTTEN = "Have you forgotten your password?";
/** The sentences of the document. */
const WARNING =
  "this may confuse those users who have already noticed you. Try to use this feature only in extreme cases when the data has become irrelevant: loss of the phone, change of email, or something similar.";
const LIMITS = "No shorter than 3 and no longer than 20 characters.";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const forgotten = (frida: Artist) => frida.main.getByRole("button", { name: FORGOTTEN, exact: true });

/** The drawer of the settings that is about this. */
const drawer = ({ main, page }: Artist, title: string) =>
  main.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: title, exact: true }) });

/** A field of the form was refused, and says why. */
async function isWrong(page: Page, id: string, reason: string | RegExp): Promise<void> {
  await expect(page.locator(`#${id}-error`)).toHaveText(reason);
}

test("S4.1 phone and email can be changed after registration, with the warning that it may confuse others", async ({ frida, page }) => {
  const [phone, email] = [mobile(), shortAddress()];
  await frida.joinsAndSignsIn();
  await frida.follows("Profile settings");
  await frida.isOn("Profile settings");
  await expect(page).toHaveTitle("Profile settings · Cabinet");
  await expect(frida.main.locator(".notice.warn")).toHaveText(`Keep in mind that ${WARNING}`);

  await frida.sends("phone", { phone: phone.replace("+44", "0") });
  await frida.sends("phone_code", { phone_code: codeOf(await frida.textTo(phone, /#\d{6}$/)) });
  await frida.reads("Confirmed: this is your phone number from now on.");
  await expect(drawer(frida, "Phone number").locator("bdi").filter({ hasText: phone })).toBeVisible();
  await frida.gets(frida.email, "the phone number of your account at Cabinet was changed.");

  await frida.follows("Change email");
  await expect(page).toHaveURL("/account/email");
  await expect(frida.main.locator(".notice.warn"), "before it is changed").toHaveText(`Keep in mind that ${WARNING}`);
  await expect(field(page, "New e-mail address")).toHaveAccessibleDescription(LIMITS);
  await frida.sends("email", { email });
  await frida.sends("code", { code: codeIn(await frida.textTo(email, /^\s*\d{6}\s*$/m)) });
  await frida.reads("Your account has its new address.");
  await frida.reads(email);
  await frida.signsOut();
  await frida.signsIn({ login: email });
  await expect(page).toHaveURL("/account");
});

test("S4.1 a number is removed again, and is never a way back in", async ({ frida, page }) => {
  const phone = mobile();
  await frida.joinsAndSignsIn();
  await frida.opens("/account/profile");
  await frida.sends("phone", { phone });
  await frida.sends("phone_code", { phone_code: codeOf(await frida.textTo(phone, /#\d{6}$/)) });
  await frida.presses(frida.main.getByRole("button", { name: `Remove \u2068${phone}\u2069`, exact: true }));
  await frida.reads("Removed: the number is no longer yours here");
  await expect(drawer(frida, "Phone number")).toContainText("not set");
  await frida.signsOut();
  await frida.opens("/restore");
  await expect(page.locator("[name=way]")).toHaveCount(0);
  await expect(frida.main.locator("input:not([type=hidden])")).toHaveCount(1);
});

test("S4.2 the button on the login page takes the email address, and the system sends a generated password", async ({ frida, page }) => {
  await frida.joins();
  await frida.opens("/login");
  expect(await forgotten(frida).innerText()).toBe(FORGOTTEN);
  await page.locator("#login").fill("");
  await frida.leavesBy(FORGOTTEN);
  await expect(page).toHaveURL("/restore");
  await frida.reads("Enter the email address with which you registered. The system will generate a new password and send it to this address.");
  await frida.sends("login", { login: frida.email });
  await expect(page).toHaveURL("/restore/sent");
  const password = passwordOf(await frida.textTo(frida.email, INSTRUCTIONS));

  // The old one goes on working until the other is used.
  await frida.signsIn();
  await expect(page).toHaveURL("/account");
  await frida.signsOut();
  await frida.signsIn({ password });
  await expect(page).toHaveURL("/restore/password");
  await frida.sends("password", { current: password, password: "sky" });
  await expect(page).toHaveURL("/login");
  for (const old of [frida.password, password]) {
    await frida.signsIn({ password: old });
    await frida.isRefused("The email address or the password is not right.");
  }
  await frida.signsIn({ password: "sky" });
  await expect(page).toHaveURL("/account");
});

test("S4.3 later it is changed in the profile settings to any convenient one", async ({ frida, page }) => {
  await frida.joinsAndSignsIn();
  await frida.follows("Profile settings");
  await expect(drawer(frida, "Password")).toBeVisible();
  await frida.follows("Change password");
  await expect(page).toHaveURL("/account/password");
  await frida.sends("current", { current: frida.password, password: "123" });
  await expect(page).toHaveURL("/account");
  await frida.signsOut();
  await frida.signsIn({ password: "123" });
  await expect(page).toHaveURL("/account");
});

test("S4.4 while the letter is not coming, the page says where it is, that it can take a day, what to check and whom to ask", async ({ frida, page }) => {
  await frida.registers();
  await expect(page).toHaveURL("/confirm");
  await frida.reads("The letter is sent automatically, but if there is increased volume of requests, it can take up to a day.");
  await frida.reads("If it doesn't come for a longer time, something has definitely gone wrong. Check the correctness of the specified mail and, if no error was found, contact the support service:");
  await frida.reads("support@example.org");
  await frida.letterIs("done", "Handed to the mail server");
  // The address can be corrected here, and the letter sent again.
  const email = shortAddress();
  await frida.main.locator("summary").first().click();
  await expect(page.locator("#correct #email")).toHaveValue(frida.email);
  await page.locator("#correct #email").fill(email);
  await frida.presses(page.locator("#correct .primary"));
  await frida.reads(email);
  await frida.sends("code", { code: codeIn(await frida.textTo(email, "Confirm your address at Cabinet")) });
  await expect(page).toHaveURL("/login");
});

test.describe("when a letter takes its day", () => {
  test.use({ own: {} });

  test("S4.4 S4.14 C12: its link confirms for two days", async ({ frida, page, server }) => {
    await frida.registers();
    const link = linkIn((await frida.receives()).text);
    await server.later(47 * 60 * 60);
    await frida.opens(link);
    await frida.presses("Confirm my address");
    await expect(page).toHaveURL("/login");
    await frida.signsIn();
    await expect(page).toHaveURL("/account");
  });
});

test("S4.5 who cannot log in is told of the input language, of Caps Lock, of the case, and of the way to restore", async ({ frida, page }) => {
  await frida.joins();
  for (const password of ["ыуф", "SEA"]) {
    await frida.signsIn({ password });
    await frida.isRefused("The email address or the password is not right.");
    await expect(frida.alert.getByRole("listitem")).toHaveText([
      "The email address or the password is not right.",
      "Has the input language switched when entering the password?",
      "Is Caps Lock enabled? The system is case-sensitive.",
      `If you are sure that everything is correct, try to restore your password by clicking on “${FORGOTTEN}” below.`,
    ]);
    await expect(frida.alert.getByRole("heading")).toHaveText("Please have another look");
    await expect(page.locator("#login")).toHaveValue(frida.email);
  }
  await frida.signsIn();
  await expect(page).toHaveURL("/account");
});

test("S4.6 all fields are required, each is refused at its place, and nothing that was typed is lost", async ({ frida, page }) => {
  await frida.opens("/register");
  await frida.reads("All fields are required to be filled in.");
  if (frida.mode === "hydrated") {
    await frida.isSpared();
    await page.locator("input[name=work]").evaluate((work: HTMLInputElement) => (work.value = ""));
  }
  await frida.sendsRegistration();
  await frida.isRefused("6 things need another look");
  await isWrong(page, "email", "Enter your e-mail address.");
  await isWrong(page, "password", "Choose a password.");
  await isWrong(page, "region", "Choose your region from those that are offered.");
  await isWrong(page, "captcha", "Enter the result of the task from the captcha image.");
  await isWrong(page, "kind", "Choose the user type.");
  await isWrong(page, "agree", /Without the agreement/);

  await frida.fillsIn({ agree: false });
  await frida.sendsRegistration();
  await frida.isRefused(/Without the agreement/);
  await expect(page.locator("#email")).toHaveValue(frida.email);
  await expect(page.locator("#kind-artist")).toBeChecked();
  await frida.hasChosenRegion("GB-ENG");
  await page.locator("#agree").check();
  await page.locator("#password").fill(frida.password);
  await frida.typesLetters();
  await frida.sendsRegistration();
  await expect(page).toHaveURL("/confirm");
});

test("S4.7 the email address has 3 to 20 characters and is a valid one", async ({ frida, page }) => {
  await frida.opens("/register");
  await expect(field(page, "Email address")).toHaveAccessibleDescription(LIMITS);
  const bounds = "it must be no shorter than 3 and no longer than 20 characters.";
  for (const [email, reason] of [
    ["a@", `This address is too short: ${bounds}`],
    ["twenty.one.in@all.org", `This address is too long: ${bounds}`],
    ["a@b", /a domain must follow/],
    ["twenty.characters.20", /lacks an “@”/],
  ] as const) {
    await frida.fillsIn({ email });
    await frida.sendsRegistration();
    await frida.isRefused(reason);
    await isWrong(page, "email", reason);
    await expect(page.locator("#email"), "it is still there").toHaveValue(email);
  }
  const email = `${shortAddress().slice(0, 7)}@all.example`;
  expect(email.length).toBeLessThanOrEqual(20);
  await frida.fillsIn({ email: email.padStart(20, "x") });
  await frida.sendsRegistration();
  await expect(page).toHaveURL("/confirm");
});

test("S4.8 the password has 3 to 20 characters, whatever they are", async ({ frida, call, page }) => {
  await frida.opens("/register");
  await expect(field(page, "Password")).toHaveAccessibleDescription(new RegExp(LIMITS));
  for (const [password, reason] of [
    ["ab", /too short: it needs at least 3 characters/],
    ["a".repeat(21), /too long: 20 characters at most/],
  ] as const) {
    await frida.fillsIn({ password });
    await frida.sendsRegistration();
    await frida.isRefused(reason);
    await isWrong(page, "password", reason);
  }
  for (const password of ["abc", "password", "12345678901234567890"]) {
    const other = await call();
    other.password = password;
    await other.joins();
    await other.signsIn();
    await expect(other.page).toHaveURL("/account");
  }
});

test("S4.9 the location is found by its first letters, and chosen from what is offered", async ({ frida, page }) => {
  await frida.opens("/register");
  const region = field(page, "Location");
  await expect(region).toHaveAttribute("id", "region");
  await frida.reads("Start entering the name of your region, then select it from those that are offered.");
  await frida.hasChosenRegion("");
  const offered = [...regions().values()];
  expect(offered).toHaveLength(91);
  if (frida.mode === "plain") {
    await expect(region.locator("option")).toHaveText(["", ...offered]);
    // A list finds by its first letters too.
    await region.focus();
    await page.keyboard.type("Scot");
    await frida.hasChosenRegion("GB-SCT");
    await frida.fillsIn({ region: "GB-SCT" });
  } else {
    await expect(region).toHaveRole("combobox");
    expect(await region.evaluate((input: HTMLInputElement) => [...(input.list?.options ?? [])].map(({ value }) => value))).toEqual(offered);
    await frida.fillsIn({ region: "" });
    await region.pressSequentially("scot");
    await page.keyboard.press("Tab");
    await expect(region).toHaveValue("Scotland, United Kingdom");
    await frida.hasChosenRegion("GB-SCT");
    // What the browser does with an offer that is clicked: its list is no part of the page.
    await region.evaluate((input: HTMLInputElement) => {
      input.value = "Wales, United Kingdom";
      input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
    });
    await frida.hasChosenRegion("GB-WLS");
    await region.fill("Atlantis");
    await frida.sendsRegistration();
    await frida.isRefused("Choose your region from those that are offered.");
    await expect(region).toHaveValue("Atlantis");
    await region.fill("Scotland, United Kingdom");
    await frida.typesLetters();
  }
  await frida.sendsRegistration();
  await expect(page).toHaveURL("/confirm");
  await frida.sends("code", { code: await frida.readsCode() });
  await frida.signsIn();
  await frida.reads("Scotland, United Kingdom");
});

for (const [language, name] of Object.entries({ ru: "Бавария, Германия", ar: "بافاريا، ألمانيا" })) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("S4.9 regions are called as the reader calls them", async ({ frida, page }) => {
      await frida.opens("/register");
      expect(regions(language).get("DE-BY")).toBe(name);
      await frida.choosesRegion("DE-BY");
      await frida.hasChosenRegion("DE-BY");
      const offered = await page.locator(frida.mode === "plain" ? "#region option" : "#region-list option").evaluateAll((options) =>
        options.map((option) => (option as HTMLOptionElement).label || (option as HTMLOptionElement).value),
      );
      expect(offered.filter(Boolean)).toEqual([...regions(language).values()]);
    });
  });
}

test("S4.10 a captcha image shows a task, and its result is entered", async ({ frida, page }) => {
  await frida.opens("/register");
  const image = frida.main.locator("img[src^='/captcha/']");
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((image: HTMLImageElement) => [image.complete, image.naturalWidth > 100])).toEqual([true, true]);
  await expect(image).toHaveAttribute("alt", /two numbers that are to be added/);
  const result = field(page, "Result of the task from the captcha image");
  await expect(result).toHaveAccessibleDescription(/the system makes sure that you are not a malicious robot/);
  expect(await frida.readsPicture()).toMatch(/^\d{2}$/);

  await frida.fillsIn({ result: "7" });
  await frida.sendsRegistration();
  await frida.isRefused("The result is another one. Here is a new picture: please enter the result of its task.");
  await expect(image).toBeVisible();
  await page.locator("#password").fill(frida.password);
  await frida.typesLetters();
  await frida.sendsRegistration();
  await expect(page).toHaveURL("/confirm");
});

test("S4.10 another picture comes for the asking, and the form stays as it was typed", async ({ frida, page }) => {
  await frida.opens("/register");
  await frida.fillsIn({ kind: "customer" });
  const before = await frida.challenge();
  await frida.leavesBy("Another picture");
  await expect(page).toHaveURL("/register");
  expect(await frida.challenge()).not.toBe(before);
  await expect(page.locator("#email")).toHaveValue(frida.email);
  await expect(page.locator("#kind-customer")).toBeChecked();
  await frida.hasChosenRegion("GB-ENG");
});

test("S4.11 the user type is the customer or the artist, and is kept", async ({ frida, call, page }) => {
  await frida.opens("/register");
  const types = frida.main.getByRole("group", { name: "User type", exact: true }).getByRole("radio");
  await expect(types).toHaveCount(2);
  await expect(field(page, "Customer")).not.toBeChecked();
  await expect(field(page, "Artist")).not.toBeChecked();
  for (const [kind, name] of [["customer", "Customer"], ["artist", "Artist"]] as const) {
    const somebody = await call();
    await somebody.joins({ kind });
    await somebody.signsIn();
    await expect(somebody.main.locator(".facts div").filter({ hasText: "User type" })).toContainText(name);
  }
});

test("S4.12 one person registers an account of each type and links them, and goes from one to the other", async ({ frida, call, page }) => {
  const customer = await call();
  await customer.joins({ kind: "customer" });
  await frida.joinsAndSignsIn();
  await frida.opens("/account/linked");
  await frida.sends("login", { login: customer.email, password: customer.password });
  await frida.reads("Your two accounts are linked.");
  await expect(frida.main.locator(".places")).toContainText(customer.email);
  await expect(frida.main.locator(".places")).toContainText("Customer");
  await frida.presses(frida.main.locator(".places button"));
  await expect(page).toHaveURL("/account");
  await expect(frida.main.locator(".facts div").filter({ hasText: "User type" })).toContainText("Customer");
  await expect(frida.main.locator(".places")).toContainText("Artist");
});

test("S4.13 the FAQ has its title and five questions, each with More detailed, word by word", async ({ frida, page }) => {
  await frida.opens("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Help", exact: true }).click();
  await expect(page).toHaveURL("/help");
  await frida.isOn("Authorization and password");
  await expect(frida.main.getByRole("heading", { level: 2 })).toHaveText([
    "Can I change my data after registration?",
    "How do I recover my password?",
    "The letter is not coming!",
    "I can't log in to my account.",
    "Registration",
  ]);
  const folds = frida.main.locator("details");
  await expect(folds).toHaveCount(5);
  await expect(folds.locator("summary")).toHaveText(Array(5).fill("More detailed"));
  for (const fold of await folds.all()) {
    await expect(fold.locator("p, li").first()).toBeHidden();
    await fold.locator("summary").focus();
    await page.keyboard.press("Enter");
    await expect(fold.locator("p, li").first()).toBeVisible();
  }
  await expect(folds.locator("p")).toHaveText([
    `Yes, it can be done! But keep in mind that ${WARNING}`,
    `Forgot your password? It's ok – feel free to click on the button "Have you forgotten your password?" on the account login page, enter the email address with which you registered. After that, the system will generate a new password and send it to the specified email address. In the future, you can change it in the profile settings to any convenient one.`,
    "A letter confirming registration is sent automatically, but if there is increased volume of requests, it can take up to a day. If it doesn't come for a longer time, something has definitely gone wrong. Check the correctness of the specified mail and, if no error was found, contact the support service.",
    `First of all, check the most banal reasons: whether the input language has switched when entering the password and whether the ill-fated Caps Lock is enabled – the system is case-sensitive. If you are sure that everything is correct, try to restore your password by clicking on the "Have you forgotten your password?” in the data entry screen.`,
    "All fields are required to be filled in:",
  ]);
  await expect(folds.locator("ol li")).toHaveText([
    "The email address must be no shorter than 3 and no longer than 20 characters. Of course, this must be a valid address to which you have permanent access.",
    "The password must be no shorter than 3 and no longer than 20 characters.",
    "Enter your location (start entering the name of your region and the system will give you a hint, then select the desired option and click on it with the mouse).",
    "Enter the result of the task from the captcha image. This way the system will make sure that you are not a malicious robot.",
    "Select the user type. You can choose from two types: the customer and the artist. A user can register both types of accounts and then link them.",
  ]);
});

test("S4.14 registration is confirmed by letter, and before that nobody is in", async ({ frida, page }) => {
  await frida.registers();
  await expect(page).toHaveURL("/confirm");
  await frida.opens("/login");
  await frida.signsIn();
  await frida.isRefused("The email address or the password is not right.");
  await frida.opens("/confirm");
  await frida.sends("code", { code: await frida.readsCode() });
  await expect(page).toHaveURL("/login");
  await frida.reads("Your address is confirmed.");
  await frida.signsIn();
  await frida.isOn("Your account");
});
