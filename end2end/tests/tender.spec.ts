import type { Page } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { type Bidder, KEY, TENDER } from "../support/bidder";

// What the document says of getting back in, in its own order and its own words.
test.use({ site: TENDER, locale: "ru" });

const NEW = "семь цапель под стеклом";
const UNKNOWN = "Учетная запись не существует";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** The way to the page is shown above it, to the letter. */
async function hasCrumbs({ page }: Bidder, title: string): Promise<void> {
  const crumbs = page.getByRole("navigation", { name: "Вы здесь", exact: true });
  await expect(crumbs.getByRole("listitem")).toHaveText(["Главная", title]);
  await expect(crumbs.getByRole("link", { name: "Главная", exact: true })).toHaveAttribute("href", "/");
  await expect(crumbs.getByText(title, { exact: true })).toHaveAttribute("aria-current", "page");
  const mark = await crumbs.getByRole("listitem").last().evaluate((step) => getComputedStyle(step, "::before").content);
  expect(mark).toBe('">"');
}

/** The button is there, and is read to the letter. */
async function hasButton({ main }: Bidder, label: string): Promise<void> {
  expect(await main.getByRole("button", { name: label, exact: true }).innerText()).toBe(label);
}

/** The password is restored: nobody is signed in by it, the old one is dead and the new one works. */
async function isRestored(olga: Bidder): Promise<void> {
  await expect(olga.page).toHaveURL("/login");
  await expect(olga.main.locator(".notice.good")).toContainText("Пароль восстановлен");
  await olga.signsIn();
  await olga.isRefused("Неверный логин или пароль");
  await olga.signsIn({ password: NEW });
  await expect(olga.page).toHaveURL("/account");
}

test("S3.2 the pages show the way to them: Главная > Вход в систему, Главная > Восстановление пароля", async ({ olga, page }) => {
  await olga.opens("/login");
  await hasCrumbs(olga, "Вход в систему");
  await olga.opens("/restore");
  await hasCrumbs(olga, "Восстановление пароля");
  await olga.opens("/restore/code");
  await hasCrumbs(olga, "Восстановление пароля");
  const home = page.getByRole("navigation", { name: "Вы здесь" }).getByRole("link").first();
  await Promise.all([page.waitForURL("/"), home.click()]);
  await expect(page.getByRole("navigation", { name: "Вы здесь" })).toHaveCount(0);
});

test("S3.3 the window Вход в систему has its fields, with an asterisk each, its box, its button and its link", async ({ olga, page }) => {
  await olga.opens("/login");
  await olga.isOn("Вход в систему");
  await expect(page).toHaveTitle("Вход в систему · Электронная торговая площадка");
  await expect(field(page, "Логин*")).toHaveAttribute("autocomplete", "username");
  await expect(field(page, "Пароль*")).toHaveAttribute("type", "password");
  const remember = page.getByRole("checkbox", { name: "Запомнить пароль", exact: true });
  await expect(remember).not.toBeChecked();
  await hasButton(olga, "Войти");
  await hasButton(olga, "Забыли пароль?");

  await olga.presses("Войти");
  await olga.isRefused("Введите логин, указанный при регистрации.");
  await expect(field(page, "Логин*")).toHaveAttribute("aria-invalid", "true");
  await olga.joins();
  await olga.signsIn({ remember: true });
  await expect(page).toHaveURL("/account");
  const session = (await page.context().cookies()).find(({ name }) => name === "session");
  expect(session?.expires, "it outlives the browser").toBeGreaterThan(0);
});

test("S3.4 the login that was typed is carried over by Забыли пароль?", async ({ olga, page }) => {
  await olga.opens("/login");
  await olga.types("Логин*", olga.email);
  await olga.leavesBy("Забыли пароль?");
  await olga.isOn("Восстановление пароля");
  await expect(page).toHaveURL("/restore");
  await expect(field(page, "Логин*")).toHaveValue(olga.email);
});

test("S3.5 a letter with a code and a link goes to the address of the account, also where its name is given", async ({ olga, page }) => {
  await olga.joinsAndSignsIn();
  const name = olga.email.split("@")[0]?.replaceAll(".", "_") ?? "";
  await olga.sends("username", { username: name });
  await olga.signsOut();
  for (const [count, login] of [
    [1, olga.email],
    [2, name],
  ] as const) {
    await olga.opens("/restore");
    await olga.asksToRestore(login);
    await olga.reads(login);
    const [code, link] = [await olga.readsKey(count), await olga.readsLink(count)];
    expect(code).toMatch(KEY);
    expect(link, "the link is the same secret").toBe(`${olga.server.url}/link/restore/${code}`);
    await expect(page).toHaveURL("/restore/code");
    await olga.server.later(61);
  }
});

test("S3.6 S3.7 the link fills in Полученный код, or one types it; then a new password, and Пароль восстановлен", async ({ olga, page, calls }) => {
  await olga.joins();
  await olga.asksToRestore();
  await olga.isOn("Восстановление пароля");
  await expect(field(page, "Полученный код*")).toHaveValue("");
  for (const label of ["Новый пароль*", "Подтверждение пароля*"]) {
    await expect(field(page, label)).toHaveAttribute("autocomplete", "new-password");
  }
  await hasButton(olga, "Восстановить");

  // By hand, in the browser that asked; what is wrong stands at each field, and the code stays.
  const code = await olga.readsKey();
  await olga.restores({ code: "41774119", password: "семь" });
  await olga.isRefused("Код — это 32 буквы и цифры");
  await olga.isRefused("Пароль слишком короткий");
  await olga.restores({ code: "41774119-5bad-4e60-9869-1c041eca04bb", password: NEW });
  await olga.isRefused("Такого кода нет ни в одном нашем письме");
  await olga.restores({ code, password: NEW, again: "другой пароль" });
  await olga.isRefused("Пароли не совпадают.");
  await expect(field(page, "Полученный код*")).toHaveValue(code);
  await olga.restores({ password: NEW });
  await isRestored(olga);

  // By the link, in a browser that never asked.
  const ivan = await calls();
  await ivan.joins();
  await ivan.asksToRestore();
  const elsewhere = await calls(ivan.email, { locale: "ru" });
  await elsewhere.opens(await ivan.readsLink());
  await expect(elsewhere.page).toHaveURL("/restore/code");
  await expect(field(elsewhere.page, "Полученный код*")).toHaveValue(await ivan.readsKey());
  await elsewhere.restores({ password: NEW });
  await isRestored(elsewhere);
  // The page that waited is told so.
  await ivan.opens("/restore/code");
  await expect(ivan.page).not.toHaveURL("/restore/password");
});

test("S3.7 Показать shows the new password", async ({ olga, page, mode }) => {
  await olga.opens("/restore/code");
  const password = field(page, "Новый пароль*");
  await password.fill(NEW);
  await expect(password).toHaveAttribute("type", "password");
  const show = olga.main.getByRole("button", { name: /Показать/ });
  if (mode === "plain") {
    // What nothing could happen by is not shown.
    await expect(show.first()).toBeHidden();
    return;
  }
  await expect(show.first()).toHaveText("Показать");
  await show.first().click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(password).toHaveValue(NEW);
});

test("S3.9 Учетная запись не существует is said on the page of the site, with the advice to check the login", async ({ olga, page }) => {
  await olga.opens("/restore");
  await expect(page.getByRole("banner")).toContainText("Электронная торговая площадка");
  const doors = page.getByRole("banner").getByRole("navigation").getByRole("link");
  for (const label of ["ЗАКУПКИ", "ПЛАН ЗАКУПОК", "ИНСТРУКЦИИ", "КОНТАКТЫ"]) await expect(doors.filter({ hasText: new RegExp(`^${label}$`) })).toBeVisible();
  await hasButton(olga, "Восстановить");
  const login = address("nobody");
  await olga.asksFor(login);
  await olga.isRefused(UNKNOWN);
  await olga.reads("Проверьте корректность введённого логина.");
  await hasCrumbs(olga, "Восстановление пароля");
  await expect(field(page, "Логин*")).toHaveValue(login);
  await expect(field(page, "Логин*")).toHaveAttribute("aria-invalid", "true");
  await hasButton(olga, "Восстановить");

  // One that somebody has goes on.
  await olga.joins();
  await olga.asksToRestore();
});

test.describe("where it was asked often", () => {
  test.use({ own: { "limits.tell_client.burst": "2" } });

  test("S3.9 it is said no more, and the page goes on as for everybody", async ({ olga }) => {
    for (const _ of [1, 2]) {
      await olga.opens("/restore");
      await olga.asksFor(address("nobody"));
      await olga.isRefused(UNKNOWN);
    }
    await olga.opens("/restore");
    await olga.asksToRestore(address("nobody"));
  });
});
