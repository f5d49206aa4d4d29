import { expect, test } from "../fixtures";
import { atHome, type Caller, type Country, mobile, PHONE } from "../support/caller";

test.use({ site: PHONE });

const WRONG_CODE = "This code is not the right one, or it no longer works.";
const NO_NUMBER =
  "This is not a whole phone number. Check the digits; a number from another country begins with + and the country's code.";

const numberOf = ({ page }: Caller) => page.getByLabel("Phone number", { exact: true });
const countryOf = ({ page }: Caller) => page.getByLabel("Country", { exact: true });

const BAD: Record<string, [typed: string, country: Country, reason: string]> = {
  "is missing": ["", "GB", "Enter your phone number."],
  "is a word": ["no number at all", "GB", NO_NUMBER],
  "lacks a digit": ["07400 12345", "GB", NO_NUMBER],
  "has a digit too many": ["+44 7400 1234567", "GB", NO_NUMBER],
  "has an extension": ["07400 123456 ext. 7", "GB", NO_NUMBER],
  "is good in another country than the one that is chosen": ["07400 123456", "AE", NO_NUMBER],
  "is of a country that gets no SMS": [
    "+33612345678",
    "DE",
    "Numbers of this country cannot be used here. Use one from: United Kingdom, Germany, United Arab Emirates.",
  ],
  "is a landline": ["020 7946 0018", "GB", "This number is no mobile number, so it can receive no SMS. Enter a mobile number."],
};

/** The forms that send an SMS to what is typed, once they are in sight. */
const FORMS: Record<string, { button: string; opens: (bell: Caller) => Promise<void> }> = {
  "to register": {
    button: "Register",
    opens: async (bell) => {
      await bell.opens("/register");
      await bell.page.getByLabel("I have read and accept").check();
    },
  },
  "to correct a registration": {
    button: "Send the SMS there",
    opens: async (bell) => {
      await bell.registers({ number: mobile() });
      await bell.page.getByText("Wrong number? Correct it").click();
    },
  },
  "to restore": { button: "Get SMS with code", opens: (bell) => bell.opens("/restore") },
};

for (const [form, { button, opens }] of Object.entries(FORMS)) {
  test(`IDN-05: a number that cannot be used ${form} is refused at its field, with what to do about it, and stays as it was typed`, async ({ bell, page }) => {
    await opens(bell);
    for (const [what, [typed, country, reason]] of Object.entries(BAD)) {
      await test.step(`a number that ${what}`, async () => {
        await bell.typesNumber(typed, country);
        await bell.presses(button);
        const told = page.locator(".error").filter({ visible: true });
        await expect(told).toHaveText(reason);
        await expect(numberOf(bell)).toHaveAttribute("aria-invalid", "true");
        await expect(numberOf(bell)).toHaveAttribute("aria-describedby", new RegExp(`(^| )${await told.getAttribute("id")}( |$)`));
        await expect(numberOf(bell)).toHaveValue(typed);
        await expect(countryOf(bell)).toHaveValue(country);
        bell.faults.expectRefusals();
      });
    }
    await bell.typesNumber(bell.number);
    await bell.presses(button);
    await bell.isOn("Check your phone");
    await expect(page.locator("[aria-invalid]")).toHaveCount(0);
  });
}

test("signing in without a number or a password says what is missing, and where", async ({ bell, page }) => {
  await bell.opens("/login");
  await bell.presses("LOG IN");
  await bell.isRefused("2 things need another look");
  await expect(numberOf(bell)).toHaveAccessibleDescription(/Enter your phone number\.$/);
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
});

test("the country is chosen among those of the site, the first of which is assumed", async ({ bell }) => {
  for (const path of ["/login", "/register", "/restore"]) {
    await bell.opens(path);
    await expect(countryOf(bell)).toHaveValue("GB");
    const options = countryOf(bell).locator("option");
    await expect(options).toHaveText([/United Kingdom/, /Germany/, /United Arab Emirates/]);
    expect(await options.evaluateAll((all) => all.map((option) => option.getAttribute("value")))).toEqual(["GB", "DE", "AE"]);
  }
});

test.describe("with one country", () => {
  test.use({ own: { "sms.countries": "DE" } });

  test("there is none to choose, and a number without one is of that country", async ({ ring }) => {
    const bell = await ring(mobile("DE"));
    for (const path of ["/login", "/register", "/restore"]) {
      await bell.opens(path);
      await expect(numberOf(bell)).toBeVisible();
      await expect(countryOf(bell)).toHaveCount(0);
    }
    await bell.registers({ number: atHome(bell.number) });
    await bell.receivesSms();
  });
});

test("a mistyped number is corrected: the SMS goes to the right one, and the code of the other is dead", async ({ bell, ring, page }) => {
  const mistyped = await ring();
  await bell.registers({ number: mistyped.number });
  await bell.isOn("Check your phone");
  const dead = await mistyped.readsCode();
  await page.getByText("Wrong number? Correct it").click();
  await bell.types("Phone number", bell.number);
  await bell.presses("Send the SMS there");
  const code = await bell.readsCode();
  expect(code).not.toBe(dead);
  await bell.confirms(dead);
  await bell.isRefused(WRONG_CODE);
  await bell.confirms(code);
  await bell.isOn("Choose your password");
});

test("ENU-05: a number that has an account gets the same page to register, and its owner an SMS without a code", async ({ bell, ring }) => {
  await bell.joins();
  const stranger = await ring(bell.number);
  const newcomer = await ring();
  for (const caller of [stranger, newcomer]) {
    await caller.registers();
    await caller.isOn("Check your phone");
    await caller.smsIsHanded();
  }
  expect(await stranger.textOfPage()).toBe(await newcomer.textOfPage());
  expect(await stranger.page.title()).toBe(await newcomer.page.title());
  const { text } = await bell.receivesSms(2);
  expect(text).toContain("This number has an account at Cabinet already: sign in with it, or restore the password there.");
  expect(text).not.toMatch(/\d{6}/);
});

test.describe("with one SMS a number", () => {
  test.use({ own: { "limits.sms_number.burst": "1" } });

  test("DEL-02: a number that has had its share is refused on the form in whatever writing, and what was typed stays", async ({ bell, ring }) => {
    await bell.registers();
    await bell.isOn("Check your phone");
    await bell.receivesSms();
    const again = await ring(bell.number);
    await again.registers({ number: atHome(bell.number) });
    await again.isRefused("That was too often.");
    await expect(numberOf(again)).toHaveValue(atHome(bell.number));
    const other = await ring();
    await other.registers();
    await other.isOn("Check your phone");
    await other.receivesSms();
    await bell.receivesSms(1);
  });
});

test.describe("with two SMS for all numbers that begin alike", () => {
  test.use({ own: { "limits.sms_prefix.burst": "2" } });

  test("DEL-02: numbers in a row are refused when those before them have had their share, and others are not", async ({ ring }) => {
    // Seven digits are `4474001`: the last five are left to whoever runs up a bill.
    for (const number of ["+447400100001", "+447400100002"]) {
      const bell = await ring(number);
      await bell.registers();
      await bell.receivesSms();
    }
    const third = await ring("+447400100003");
    await third.registers();
    await third.isRefused("That was too often.");
    const other = await ring("+447400200001");
    await other.registers();
    await other.receivesSms();
  });
});

test.describe("when time passes", () => {
  test.use({ own: {} });

  test("another SMS can be asked for when the countdown is over, and only its code confirms", async ({ bell, server }) => {
    await bell.registers();
    await bell.isOn("Check your phone");
    const old = await bell.readsCode();
    await bell.presses("Send another SMS");
    await bell.isRefused(`That was too often. Try again in 1 minute, at ${bell.clock("12:01")}.`);
    await bell.receivesSms(1);
    await server.later(60);
    await bell.presses("Send another SMS");
    const code = await bell.readsCode(2);
    expect(code).not.toBe(old);
    await bell.confirms(old);
    await bell.isRefused(WRONG_CODE);
    await bell.confirms(code);
    await bell.isOn("Choose your password");
  });
});
