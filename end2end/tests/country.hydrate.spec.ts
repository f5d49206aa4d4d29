import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { CONSOLE, type Developer } from "../support/developer";

// With a script a country is found by typing.
test.use({ site: CONSOLE });

const country = (page: Page) => page.getByRole("combobox", { name: "Country of registration", exact: true });

/** What goes with the form. */
const chosen = (page: Page) => page.locator("#form").evaluate((form: HTMLFormElement) => new FormData(form).get("country"));

/** What the field offers to whoever has typed this: the browser shows all that have it in them, in their order. */
const offers = (page: Page, typed: string) =>
  country(page).evaluate(
    (field: HTMLInputElement, typed) => [...(field.list?.options ?? [])].map(({ value }) => value).filter((name) => name.toLowerCase().includes(typed)),
    typed,
  );

async function opens(grace: Developer): Promise<void> {
  await grace.opens("/register");
  await expect(country(grace.page)).toHaveJSProperty("tagName", "INPUT");
}

test("a field to type into stands in place of the list, with the same label and the same countries", async ({ grace, page }) => {
  await opens(grace);
  await expect(country(page)).toHaveCount(1);
  await expect(country(page)).toHaveAttribute("id", "country");
  await expect(country(page)).toHaveValue("");
  await expect(country(page)).toBeEditable();
  await expect(page.locator("select").filter({ visible: true })).toHaveCount(0);
  expect(await offers(page, "ger")).toEqual(["Algeria", "Germany", "Niger", "Nigeria"]);
  expect(await offers(page, "united")).toEqual(["United Arab Emirates", "United Kingdom", "United States"]);
  expect(await offers(page, "atlantis")).toEqual([]);
  expect(await chosen(page), "none in advance").toBe("");
});

test("the whole name chooses, whatever its capitals and the spaces around it", async ({ grace, page }) => {
  await opens(grace);
  for (const typed of ["Germany", "germany", "  GERMANY "]) {
    await country(page).fill(typed);
    await country(page).blur();
    await expect(country(page)).toHaveValue("Germany");
    expect(await chosen(page)).toBe("DE");
    await country(page).fill("");
    await country(page).blur();
    expect(await chosen(page), "and what is taken away is no longer chosen").toBe("");
  }
});

test("whoever leaves the field after a beginning that only one country has gets that country", async ({ grace, page }) => {
  await opens(grace);
  await country(page).pressSequentially("ger");
  expect(await chosen(page), "not while there is still something to type").toBe("");
  await page.keyboard.press("Tab");
  await expect(country(page)).toHaveValue("Germany");
  expect(await chosen(page)).toBe("DE");
});

test("a beginning of several countries chooses none of them, and stays to be finished", async ({ grace, page }) => {
  await opens(grace);
  await grace.fillsIn({ country: "" });
  await country(page).pressSequentially("united");
  await page.keyboard.press("Tab");
  await expect(country(page)).toHaveValue("united");
  expect(await chosen(page)).toBe("");
  await grace.presses("Register");
  await grace.isRefused(/Choose your country/);
  await expect(country(page)).toHaveAttribute("aria-invalid", "true");
  await country(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" k");
  await page.keyboard.press("Tab");
  await expect(country(page)).toHaveValue("United Kingdom");
  await grace.presses("Register");
  await grace.isOn("Console");
});

test("what is no country is refused at its field, stays as it was typed, and is corrected there", async ({ grace, page }) => {
  await opens(grace);
  await grace.fillsIn({ country: "" });
  await country(page).fill("Atlantis");
  await grace.presses("Register");
  await grace.isRefused(/Choose your country/);
  await expect(country(page)).toHaveAttribute("aria-invalid", "true");
  await expect(country(page)).toHaveAccessibleDescription(/Choose your country/);
  await expect(country(page)).toHaveValue("Atlantis");
  await grace.alert.getByRole("link", { name: /Choose your country/ }).click();
  await expect(country(page)).toBeFocused();

  await country(page).fill("Greece");
  await grace.presses("Register");
  await grace.isOn("Console");
});

test("a country that was chosen and then typed over is not sent", async ({ grace, page }) => {
  await opens(grace);
  await grace.fillsIn({ country: "DE" });
  expect(await chosen(page)).toBe("DE");
  await country(page).fill("Atlantis");
  expect(await chosen(page)).toBe("");
});

test("all of the registration can be done by the keyboard", async ({ grace, page }) => {
  await opens(grace);
  await page.locator("#email").focus();
  const next = async (id: string) => {
    for (let step = 0; step < 4 && !(await page.locator(`#${id}`).evaluate((field) => field === document.activeElement)); step++) {
      await page.keyboard.press("Tab");
    }
    await expect(page.locator(`#${id}`)).toBeFocused();
  };
  await page.keyboard.type(grace.email);
  await next("password");
  await page.keyboard.type(grace.password);
  await next("again");
  await page.keyboard.type(grace.password);
  await next("country");
  await page.keyboard.type("ger");
  await next("agree");
  await expect(country(page)).toHaveValue("Germany");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await grace.isOn("Console");
});

test("Enter in the field finishes a beginning and sends the form", async ({ grace, page }) => {
  await opens(grace);
  await grace.fillsIn({ country: "" });
  await country(page).pressSequentially("ger");
  await page.keyboard.press("Enter");
  await grace.isOn("Console");
});

test("a country chosen from the list before the script came stays chosen", async ({ grace, page }) => {
  let letGo = () => {};
  const gate = new Promise<void>((open) => (letGo = open));
  await page.route("**/*.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto("/register");
  await country(page).selectOption("DE");
  await grace.types("E-mail", grace.email);
  letGo();
  await grace.settles();
  await grace.hasChosen("DE");
  expect(await chosen(page)).toBe("DE");
  await grace.types("Password", grace.password);
  await grace.types("Repeat password", grace.password);
  await page.locator("#agree").check();
  await grace.presses("Register");
  await grace.isOn("Console");
});

for (const [language, typed, name] of [["ru", "герм", "Германия"], ["ar", "ألم", "ألمانيا"]] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language });

    test("a country is found by its name in the language of the page", async ({ grace, page }) => {
      await grace.opens("/register");
      const field = page.locator("input#country");
      await field.pressSequentially(typed);
      await page.keyboard.press("Tab");
      await expect(field).toHaveValue(name);
      expect(await chosen(page)).toBe("DE");
    });
  });
}
