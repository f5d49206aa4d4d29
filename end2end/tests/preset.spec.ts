import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { expect, test as base } from "../fixtures";
import { Cabinet, type Settings } from "../support/cabinet";

const test = base.extend<{ folder: string }>({
  /** Where the site's own files are, as long as the test lasts. */
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "preset-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

const HARBOUR: Settings = {
  "brand.name": "Harbour",
  "brand.colour": "#5b2a86",
  "brand.ink": "#ffffff",
  "brand.radius": "3px",
  "brand.font": "Georgia",
  "brand.navigation": "Shop https://shop.example.org,News /news",
  "brand.footer": "Imprint https://example.org/imprint",
};
/** Its colour as browsers tell it. */
const PURPLE = "rgb(91, 42, 134)";

/** Where a link leads, as it is written. */
const hrefs = (links: Locator) => links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));

/** What a form asks for, in the order in which the Tab key comes by. */
const asked = (form: Locator) => form.locator("input:not([type=hidden])").evaluateAll((inputs) => inputs.map(({ id }) => id));

/** The contrast of a text to what it stands on (WCAG 2.2, 1.4.3). A canvas turns whatever notation a colour has into red, green and blue. */
function contrast(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    if (!brush) throw new Error("no canvas");
    const luminance = (colour: string) => {
      brush.clearRect(0, 0, 1, 1);
      // A colour that cannot be read leaves the one before it.
      brush.fillStyle = "transparent";
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = brush.getImageData(0, 0, 1, 1).data;
      if (alpha !== 255) throw new Error(`${colour} is not opaque`);
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let ground = element;
    while (ground.parentElement && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(getComputedStyle(ground).backgroundColor)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  });
}

test.describe("a brand", () => {
  test.use({ own: HARBOUR });

  test("a few values of a brand change colour, corners and font", async ({ ada, page }) => {
    await ada.opens("/login");
    const button = ada.main.getByRole("button", { name: "Sign in", exact: true });
    await expect(button).toHaveCSS("background-color", PURPLE);
    await expect(button).toHaveCSS("color", "rgb(255, 255, 255)");
    await expect(ada.main.locator(".card")).toHaveCSS("border-top-left-radius", "3px");
    const corner = await button.evaluate((button) => parseFloat(getComputedStyle(button).borderTopLeftRadius));
    expect(corner).toBeCloseTo(3 * 0.7, 2);
    for (const text of [page.locator("body"), button]) await expect(text).toHaveCSS("font-family", /^Georgia\b/);
  });

  test("the name of a brand stands in title and header, and its links in header and footer", async ({ ada, page }) => {
    await ada.opens("/login");
    await expect(page).toHaveTitle("Sign in · Harbour");
    const [header, footer] = [page.getByRole("banner"), page.getByRole("contentinfo")];
    await expect(header.locator(".brand")).toHaveText("Harbour");
    const navigation = header.locator("nav.site");
    await expect(navigation).toHaveAccessibleName("Harbour");
    await expect(navigation.getByRole("link")).toHaveText(["Shop", "News"]);
    expect(await hrefs(navigation.getByRole("link"))).toEqual(["https://shop.example.org", "/news"]);
    await expect(footer.getByRole("link")).toHaveText(["Imprint", "User agreement", "Support"]);
    expect(await hrefs(footer.getByRole("link", { name: "Imprint" }))).toEqual(["https://example.org/imprint"]);
    await expect(page.locator("body")).not.toContainText("Cabinet", { useInnerText: true });

    await ada.follows("Register");
    await ada.isOn("Register");
    await expect(page).toHaveTitle("Register · Harbour");
    await expect(navigation.getByRole("link")).toHaveText(["Shop", "News"]);
  });

  test("a letter has the brand's name and colour", async ({ ada }) => {
    await ada.registers();
    const { subject, text, html } = await ada.receives();
    expect(subject).toBe("Confirm your address at Harbour");
    expect(text).toContain("\n--\nHarbour\n");
    expect(html).toContain("<footer><p>Harbour</p>");
    expect(html).toMatch(/\.button \{[^}]*background: #5b2a86; color: #ffffff;/);
    expect(text + html).not.toContain("Cabinet");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`in ${colorScheme}`, () => {
      test.use({ colorScheme });

      test("whatever the brand's colour touches can be read", async ({ ada, page }) => {
        await ada.opens("/login");
        const button = ada.main.getByRole("button", { name: "Sign in", exact: true });
        // By night the colour turns lighter: were it the one of the day, nothing here would be about the night.
        if (colorScheme === "light") await expect(button).toHaveCSS("background-color", PURPLE);
        else await expect(button).not.toHaveCSS("background-color", PURPLE);
        const links = ["nav.site a", "main .aside a", "footer nav a"].map((links) => page.locator(links).first());
        for (const text of [button, ...links]) expect.soft(await contrast(text), `${text}`).toBeGreaterThanOrEqual(4.5);
      });
    });
  }
});

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="32"><rect width="96" height="32" rx="4" fill="#5b2a86"/></svg>`;

test.describe("a logo", () => {
  test.use({
    own: async ({ folder }, use) => {
      const file = join(folder, "logo.svg");
      writeFileSync(file, LOGO);
      await use({ "brand.logo": file });
    },
  });

  test("a logo stands in place of the mark, in the header and as the icon of the tab", async ({ ada, page, request }) => {
    await ada.opens("/login");
    const brand = page.getByRole("banner").locator(".brand");
    const picture = brand.locator("img");
    await expect(picture).toHaveAttribute("src", "/logo");
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && [img.naturalWidth, img.naturalHeight])).toEqual([96, 32]);
    const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
    expect([Math.round(width), Math.round(height)], "as wide as it was drawn, at the header's height").toEqual([84, 28]);
    expect(await brand.evaluate((brand) => getComputedStyle(brand, "::before").content)).toBe("none");
    await expect(brand).toHaveText("Cabinet");
    expect(await hrefs(page.locator("link[rel=icon]"))).toEqual(["/logo"]);

    const answer = await request.get("/logo");
    expect(answer.status()).toBe(200);
    expect(answer.headers()).toMatchObject({ "content-type": "image/svg+xml", "x-content-type-options": "nosniff" });
    expect(await answer.text()).toBe(LOGO);
  });
});

test("a logo that is not there keeps the site from starting, and its file is named", async ({ folder }) => {
  const file = join(folder, "no-such-logo.svg");
  await expect(Cabinet.start({ "brand.logo": file })).rejects.toThrow(`cabinet: pictures: ${file}: `);
});

const WORDS = `
[words.en]
login.title = "Come in"
register.submit = "Join us"
`;

test.describe("a preset of the site's own", () => {
  test.use({
    own: async ({ folder }, use) => {
      const file = join(folder, "harbour.toml");
      writeFileSync(file, WORDS);
      await use({ preset: file });
    },
  });

  test("a preset's words take the place of ours in their language, and other languages keep theirs", async ({ ada, page }) => {
    const button = (name: string) => ada.main.getByRole("button", { name, exact: true });
    await ada.opens("/login");
    await ada.isOn("Come in");
    await expect(page).toHaveTitle("Come in · Cabinet");
    await expect(button("Sign in")).toBeVisible();
    await ada.follows("Register");
    await ada.isOn("Register");
    await expect(button("Join us")).toBeVisible();
    await expect(button("Register")).toHaveCount(0);
    await ada.follows("Sign in");
    await ada.isOn("Come in");
    await expect(page).toHaveTitle("Come in · Cabinet");

    await ada.speaks("Русский");
    await ada.isOn("Вход");
    await expect(page).toHaveTitle("Вход · Cabinet");
    await ada.opens("/register");
    await ada.isOn("Регистрация");
    await expect(button("Зарегистрироваться")).toBeVisible();
    await ada.speaks("English");
    await expect(button("Join us")).toBeVisible();
  });

  test("what a file of the site's own says is shown with its name, and the rest is that of standard", async ({ server, folder }) => {
    const shown = (await server.run("preset", "show")).split("\n");
    expect(shown).toContain(`words.en.login.title = "Come in"  # ${join(folder, "harbour.toml")}`);
    expect(shown).toContain(`registration.fields = ["email", "password", "agreement"]  # preset standard`);
  });
});

test.describe("fields in another order", () => {
  test.use({ own: { "registration.fields": "agreement,password,email" } });

  test("are drawn, refused and taken in that order", async ({ ada, page }) => {
    await ada.opens("/register");
    expect(await asked(page.locator("#form"))).toEqual(["agree", "password", "email"]);
    const tops: number[] = [];
    for (const id of ["agree", "password", "email"]) tops.push((await page.locator(`#${id}`).boundingBox())?.y ?? NaN);
    const [agree = NaN, password = NaN, email = NaN] = tops;
    expect(agree).toBeLessThan(password);
    expect(password).toBeLessThan(email);

    await ada.presses("Register");
    await ada.isRefused("3 things need another look");
    await expect(ada.alert.getByRole("listitem")).toHaveText([/^Without the agreement/, "Choose a password.", "Enter your e-mail address."]);
    await ada.joinsAndSignsIn();
  });
});

test.describe("a registration that asks for no password", () => {
  test.use({ own: { "registration.fields": "email,agreement" } });

  test.beforeEach(async ({ ada, page }) => {
    await ada.opens("/register");
    expect(await asked(page.locator("#form"))).toEqual(["email", "agree"]);
    await ada.types("E-mail", ada.email);
    await page.getByLabel("I have read and accept").check();
    await ada.presses("Register");
    await ada.isOn("Check your inbox");
  });

  test("asks for one once the code has come back", async ({ ada, page }) => {
    await ada.confirms(await ada.readsCode());
    await ada.isOn("Choose your password");
    await ada.reads(ada.email);
    await ada.presses("Finish registration");
    await ada.isRefused("Choose a password.");
    await ada.types("Password", ada.password);
    await ada.presses("Finish registration");
    await ada.isOn("Sign in");
    await ada.reads("Your address is confirmed. Sign in with the password you chose.");
    await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
    await ada.signsIn();
    await ada.isOn("Your account");
  });

  test("asks for one where the letter's link leads to", async ({ ada }) => {
    await ada.opens(await ada.readsLink());
    await ada.isOn("Choose your password");
    await ada.types("Password", ada.password);
    await ada.presses("Finish registration");
    await ada.isOn("Sign in");
    await ada.signsIn();
    await ada.isOn("Your account");
  });
});

const RELAXED = "RELAXED restore.ways=sms-password: standard asks a way that no telephone network can be talked out of (NIST SP 800-63B-4 §3.1.3.3)";
const SECRET = "told to nobody 7291";

test.describe("the preset phone", () => {
  test.use({
    own: {
      "preset": "phone",
      "password.min": "9",
      "smtp.host": "127.0.0.1",
      "smtp.tls": "none",
      "smtp.from": "Cabinet <accounts@example.org>",
      "smtp.user": "cabinet",
      "smtp.password": SECRET,
    },
  });

  test("`preset show` prints each value once, with who says so, and no secret", async ({ server }) => {
    const shown = await server.run("preset", "show");
    const lines = shown.split("\n");
    for (const [key, rest] of Object.entries({
      "password.max": `256  # preset standard`,
      "brand.name": `"Cabinet"  # preset standard`,
      "registration.fields": `["phone", "agreement"]  # preset phone`,
      "words.en.login.title": `"Your Personal Account"  # preset phone`,
      "password.min": `"9"  # CABINET_PASSWORD__MIN`,
      "smtp.user": `"cabinet"  # CABINET_SMTP__USER`,
      "smtp.password": `(not shown)  # CABINET_SMTP__PASSWORD`,
    })) {
      expect(lines.filter((line) => line.startsWith(`${key} = `))).toEqual([`${key} = ${rest}`]);
    }
    expect(shown).not.toContain(SECRET);
  });
});

test.describe("a site that falls short of standard", () => {
  test.use({ own: { preset: "phone" } });

  test("says so when it starts and when it is checked, and is refused where nothing may be relaxed", async ({ server }) => {
    await expect.poll(() => server.log).toContain(RELAXED);
    const checked = await server.run("check");
    expect(checked.split("\n")).toContain(RELAXED);
    expect(checked).toContain(`${server.url} is sound`);
    const strictly = await server.run("check", "--strict").catch(String);
    expect(strictly).toContain(RELAXED);
    expect(strictly).toContain("cabinet: relaxed: the site falls short of the preset standard");
    expect(strictly).not.toContain("is sound");
  });
});

test("standard relaxes nothing", async ({ server }) => {
  const checked = await server.run("check", "--strict");
  expect(checked).toContain(`${server.url} is sound`);
  expect(checked).not.toContain("RELAXED");
  expect(server.log).not.toContain("RELAXED");
});

test("standard has no help page, no links of its own and no logo", async ({ ada, faults, page, request }) => {
  faults.expect(/status of 404 .*\/help\)$/);
  const answer = await page.goto("/help");
  expect(answer?.status()).toBe(404);
  await ada.settles();
  await ada.isOn("There is no such page");
  await ada.opens("/");
  await expect(page.getByRole("contentinfo").getByRole("link")).toHaveText(["User agreement", "Support"]);
  await expect(page.locator("nav.site")).toHaveCount(0);
  expect(await hrefs(page.locator("link[rel=icon]"))).toEqual(["/favicon.svg"]);
  expect((await request.get("/logo")).status()).toBe(404);
});
