import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "../fixtures";
import { TENDER } from "../support/bidder";
import { PHONE } from "../support/caller";
import { MAILBOX } from "../support/correspondent";
import { CONSOLE } from "../support/developer";
import type { Person } from "../support/person";

test.use({ site: PHONE });

const TITLE = "How to log in to your personal account Cabinet";
const PICTURES = join(import.meta.dirname, "../../presets");

/** All that the document says outside of its table, its box and its captions, in order; `**` around what stands out. */
const SENTENCES = [
  "Go to the website **Cabinet** and click the **Login** button in the upper right corner of the page.",
  "A new page **Your Personal Account** will open. To login to your account, follow these steps:",
  "After entering the account information, click the **LOG IN** button:",
  "If you have forgotten your personal account password, you can restore it. To restore the password, click **RESTORE PASSWORD** on the **Your Personal Account** page.",
  "On the **Restore password** page, enter your **Phone number** and click **Get SMS with code**.",
  "On the entered phone number you will receive an SMS with a code, which should be entered in the **Code in SMS** field, and then press the **GET SMS WITH A PASSWORD** button.",
  "On the entered phone number you will receive an SMS with a new password. After which you can proceed to authorization.",
];

const plain = (text: string) => text.replaceAll("**", "");

/** What stands out in these texts. */
const bold = (texts: string[]) => texts.flatMap((text) => [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, words]) => words ?? ""));

test("S0.17 the help page says all that the document says", async ({ bell, page }) => {
  await bell.opens("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Help", exact: true }).click();
  await bell.isOn(TITLE);
  await expect(page).toHaveURL("/help");
  await expect(bell.main.getByRole("heading", { level: 2 })).toHaveText(["Sign in to personal cabinet", "Restore password"]);

  await expect(bell.main.getByRole("columnheader")).toHaveText(["№", "Action"]);
  const steps = ["Enter your **Phone number**", "Enter your personal account **Password**"];
  await expect(bell.main.locator("tbody td")).toHaveText(["1", plain(steps[0] ?? ""), "2", plain(steps[1] ?? "")]);
  const note = bell.main.getByRole("note");
  await expect(note).toHaveText("If you don't already have an account, you can register in the service");
  await expect(note).toHaveClass(/(^| )notice( |$)/);
  await expect(note).toHaveClass(/(^| )plain( |$)/);
  const captions = [1, 2, 3, 4, 5].map((n) => `How to log in to your personal account – photo ${n}`);
  await expect(bell.main.locator("figure figcaption")).toHaveText(captions);

  const paragraphs = bell.main.locator("p:not([role=note] p)").filter({ hasText: /\S/ });
  await expect(paragraphs).toHaveText(SENTENCES.map(plain));
  const stands = bold([...SENTENCES.slice(0, 2), ...steps, ...SENTENCES.slice(2)]);
  await expect(bell.main.locator(":is(b, strong):not([role=note] *)")).toHaveText(stands);
});

/** The pictures of the help page are those of its preset, so many pixels high, each with words of its own for whoever cannot see it. */
async function showsPictures({ page, main }: Person, request: APIRequestContext, preset: string, heights: number[]): Promise<void> {
  const pictures = await main.locator("figure img").all();
  expect(pictures).toHaveLength(heights.length);
  const alternatives = new Set<string>();
  for (const [index, picture] of pictures.entries()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && [img.naturalWidth, img.naturalHeight])).toEqual([960, heights[index]]);
    alternatives.add((await picture.getAttribute("alt")) ?? "");
    const answer = await request.get((await picture.getAttribute("src")) ?? "");
    expect(answer.headers()["content-type"]).toBe("image/png");
    const bytes = await answer.body();
    const held = readFileSync(join(PICTURES, preset, `photo-${index + 1}.png`));
    expect(bytes.equals(held), `photo ${index + 1} is the one that is held against the page`).toBe(true);
    expect(bytes.length, `photo ${index + 1}: 100 bytes a line of its pixels`).toBeLessThan(100 * (heights[index] ?? 0));
  }
  alternatives.delete("");
  expect(alternatives.size).toBe(heights.length);
  await expect(page.locator("main img")).toHaveCount(heights.length);
}

/** Nothing on the help page is wider than the window, and what it is made of is there. */
async function fits({ page, main }: Person, width: number, parts: string, count: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  const all = await main.locator(parts).all();
  expect(all).toHaveLength(count);
  for (const part of all) {
    const { x, width: wide } = (await part.boundingBox()) ?? { x: -1, width: 0 };
    expect(x).toBeGreaterThanOrEqual(0);
    expect(wide).toBeGreaterThan(100);
    expect(x + wide).toBeLessThanOrEqual(width);
  }
}

test("S0.17 the five pictures of the help page are there, each with words for whoever cannot see it", async ({ bell, request }) => {
  await bell.opens("/help");
  await showsPictures(bell, request, "phone", [600, 600, 600, 600, 600]);
});

test("S0.17 the links of the help page lead to registering and to signing in", async ({ bell, page }) => {
  await bell.opens("/help");
  const title = bell.main.getByRole("heading", { name: "Sign in to personal cabinet", exact: true });
  await bell.main.locator("figure").last().scrollIntoViewIfNeeded();
  await expect(title).not.toBeInViewport();
  await bell.main.getByRole("link", { name: "authorization", exact: true }).click();
  await expect(title).toBeInViewport();
  await expect(page).toHaveURL("/help#sign-in-to-personal-cabinet");
  await bell.isOn(TITLE);
  await bell.follows("register");
  await bell.isOn("Register");
  await expect(page).toHaveURL("/register");
});

for (const viewport of [{ width: 320, height: 600 }, { width: 1280, height: 800 }]) {
  test(`S0.17 the help page fits into ${viewport.width} pixels, pictures and table too`, async ({ bell, page }) => {
    await page.setViewportSize(viewport);
    await bell.opens("/help");
    await fits(bell, viewport.width, "figure img, table", 6);
  });
}

test.describe("for whoever reads another language", () => {
  test.use({ locale: "ar" });

  test("a help page that there is in English alone says that it is English, and reads from the left", async ({ bell, page }) => {
    await bell.opens("/help");
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    const title = bell.main.getByRole("heading", { level: 1 });
    await expect(title).toHaveText(TITLE);
    expect(await title.evaluate((h1) => [h1.closest("[lang]")?.getAttribute("lang"), getComputedStyle(h1).direction])).toEqual(["en", "ltr"]);
  });
});

/** What the document of the console says, part by part, in order; `**` around what stands out, a list where it counts its steps. */
const CONSOLE_PARTS: (string | string[])[] = [
  "In order to access instances, token and API functions it is necessary to register in the console of the user.",
  "To register, you should click on the **Sign in** button in the upper right corner on the main page of the site.",
  "The registration field will open in front of you.",
  "If this does not happen, you can use the **Register** button at the bottom of the form to go to the registration field at the bottom of the **Login** form.",
  "The registration form requires you to:",
  [
    "Specify email;",
    "Make up a password and repeat the made up password for confirmation. It is better to write it down or save it in the password manager. It will be required to enter the console in the future;",
    "Specify the country of registration;",
    "Check the box about reading the user agreement (you can read it by clicking on the phrase **User agreement**);",
    "Click on the button to **Register**.",
  ],
  "In the registration form, at the very bottom, you can also choose the language in which the site interface will be displayed.",
  "After registration you will be able to enter console. To log in again, you can use the **Login** button on the main page of the site, which was written above. You will not need to register again. You only need to fill in the form with the name **Login**.",
  "To re-enter specify:",
  [
    "The e-mail you specified when registering;",
    "Password, which you invented during registration;",
    "You can check **Remember me** if you want to save your e-mail and password for automatic login the next time you visit console;",
    "Click on the **Login** button.",
  ],
  "If you have forgotten your password, you can update it via the **Forgot your password?** button. In this case, the **Change Password** form will open.",
  "Inside the form you need to:",
  ["Specify the e-mail that was used for registration;", "Click on the **Change password** button."],
  "Instructions for restoring access will come to the specified e-mail. Inside the e-mail you will see a temporary password. You should copy it and go through the procedure of logging in to console through the **Login** field as described earlier, but in the **Password** field specify the password from the e-mail.",
  "You can change the generated password from the e-mail to your own password.",
  "To do this, go to the **Account** tab in console.",
  [
    "In the **Current Password** column specify the password from the e-mail;",
    "In the **New Password** column, specify the password you will come up with yourself or will be offered by the browser password manager;",
    "Repeat your new password again in the box below;",
    // The document has lost a letter here: “Change assword”.
    "Click the **Change password** button.",
  ],
  "You can log out of your current account in the **Account** column by clicking the **Logout account (Exit)** button.",
];

test.describe("of the console", () => {
  test.use({ own: CONSOLE });

  test("the help page says all that the document says, its steps counted", async ({ grace, page }) => {
    await grace.opens("/");
    await page.getByRole("contentinfo").getByRole("link", { name: "Help", exact: true }).click();
    await grace.isOn("Registration in the console");
    await expect(page).toHaveURL("/help");
    await expect(grace.main.getByRole("heading", { level: 2 })).toHaveCount(0);
    await expect(grace.main.locator("p, li").filter({ hasText: /\S/ })).toHaveText(CONSOLE_PARTS.flat().map(plain));
    await expect(grace.main.locator("ol")).toHaveCount(CONSOLE_PARTS.filter(Array.isArray).length);
    await expect(grace.main.locator("ul")).toHaveCount(0);
    await expect(grace.main.locator("b, strong")).toHaveText(bold(CONSOLE_PARTS.flat()));
    const captions = ["console login button", "Registration field", "Login form", "Login form", "Change Password", "Change password"];
    await expect(grace.main.locator("figure figcaption")).toHaveText(captions);
  });

  test("the six pictures of the help page are there, each with words for whoever cannot see it", async ({ grace, request }) => {
    await grace.opens("/help");
    await showsPictures(grace, request, "console", [600, 1000, 600, 600, 600, 1000]);
  });

  test("the phrase User agreement of the help page leads to its text", async ({ grace, page }) => {
    await grace.opens("/help");
    await grace.follows("User agreement");
    await grace.isOn("User agreement");
    await expect(page).toHaveURL("/agreement");
  });

  for (const width of [320, 1280]) {
    test(`the help page fits into ${width} pixels`, async ({ grace, page }) => {
      await page.setViewportSize({ width, height: 800 });
      await grace.opens("/help");
      await fits(grace, width, "figure img, ol", 10);
    });
  }
});

/** What stands between the points of the document of the mailbox. */
const MAILBOX_SENTENCE = "To restore password of Your mailbox:";
const MAILBOX_SAVED = ["Set Your new password;", "Click **Save** to save the changes;"];
const MAILBOX_MESSAGE = "After password has been successfully restored, You'll see such message:";

/** Its points, list by list: each of our pictures ends one. */
const MAILBOX_POINTS = [
  ["Go to the main page and click on **Forgot Your password?**;"],
  ["Enter username, which needs password restore;", "Click **Next step**;"],
  ["Then choose one of the restore methods (**Recovery email**, **Mobile phone** or **Security question**):"],
  [
    "After You choose this method, please, press **Next step**;",
    "Enter Your answer to the security question and enter security code. Please, note that the security code must be written in Latin alphabet using only small letters. Check „Caps Lock” – it also must be turned off;",
    "Click **Next step**;",
  ],
  MAILBOX_SAVED,
  [MAILBOX_MESSAGE],
  ["After You choose this method, please, press **Next step**;", "Enter full restore email address You have entered in Your **User Profile**;"],
  [
    "Click **Send an email**;",
    "After this action, message with the password restore instructions will be sent to the specified address;",
    "Then you can click **Go to the portal** to enter Your recovery email if it is on, or open another service, where Your recovery email is registered;",
    "Enter Your recovery email and open a message with a subject **Reset Your password**;",
    "Click on the link **Password change** or use URL in the end of the message;",
    ...MAILBOX_SAVED,
    MAILBOX_MESSAGE,
  ],
  [
    "After You choose password recovery method **Mobile phone**, please, press **Next step**;",
    "Enter security code and press **Next step** again;",
    "Wait till You receive an sms with the code for password recovery;",
    "Enter this code and press **Next step**;",
  ],
  [...MAILBOX_SAVED, MAILBOX_MESSAGE],
];
const MAILBOX_REMEMBER =
  "**Remember!** In case You can not remember the answer to the secret question and You have not entered a recovery email in Your **User Profile** section, You can lost Your username. To avoid it, please, contact **technical support**.";

test.describe("of the mailbox", () => {
  test.use({ own: MAILBOX });

  test("the help page says all that the document says, under its headings", async ({ mary, page }) => {
    await mary.opens("/");
    await page.getByRole("contentinfo").getByRole("link", { name: "Help", exact: true }).click();
    await mary.isOn("Password restoring");
    await expect(page).toHaveURL("/help");
    const text = mary.main.locator("article");
    await expect(text.getByRole("heading", { level: 2 })).toHaveText(["Security question", "Recovery email", "Mobile phone"]);
    await expect(text.locator("li")).toHaveText(MAILBOX_POINTS.flat().map(plain));
    await expect(text.locator("ul")).toHaveCount(MAILBOX_POINTS.length);
    await expect(text.locator("ol")).toHaveCount(0);
    // What the document shows as pictures of one and the same message stands there in words from the second on.
    await expect(text.getByRole("note")).toHaveText(["Your new password is set.", "Your new password is set.", plain(MAILBOX_REMEMBER)]);
    await expect(text.locator(":is(b, strong)")).toHaveText(bold([...MAILBOX_POINTS.flat(), MAILBOX_REMEMBER]));
    await expect(text.locator("p:not([role=note] p, [lang=ar] p)").filter({ hasText: /\S/ })).toHaveText([MAILBOX_SENTENCE]);
    const captions = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `Password restoring – photo ${n}`);
    await expect(text.locator("figure figcaption")).toHaveText(captions);
  });

  test("the eight pictures of the help page are there, each with words for whoever cannot see it", async ({ mary, request }) => {
    await mary.opens("/help");
    await showsPictures(mary, request, "mailbox", [600, 600, 600, 800, 600, 600, 600, 600]);
  });

  for (const width of [320, 1280]) {
    test(`the help page fits into ${width} pixels, its foot too`, async ({ mary, page }) => {
      await page.setViewportSize({ width, height: 800 });
      await mary.opens("/help");
      await fits(mary, width, "figure img, ul, [lang=ar]", 8 + MAILBOX_POINTS.length + 1);
    });
  }
});

test.describe("of the tender platform", () => {
  test.use({ own: TENDER, locale: "ru" });

  const CASES = [
    "1. Воспользуйтесь функцией «Забыли пароль?»",
    "2. Если Вы не нашли письмо для восстановления пароля, следуйте инструкции ниже",
    "3. Если при восстановлении пароля появляется ошибка «Учетная запись не существует»",
    "4. Если вы не помните логин, но точно уже зарегистрированы в системе",
    "5. Если у вас нет личного кабинета, но организация точно зарегистрирована в системе",
  ];
  const SAID = [
    "Функция активна в окне «Вход в систему». Введите логин, указанный при регистрации, и нажмите на кнопку «Забыли пароль?».",
    "На электронную почту, привязанную к личному кабинету, придет письмо с кодом подтверждения и ссылкой для восстановления пароля. Перейдите по ссылке, либо заполните поле «Полученный код» в окне «Восстановление пароля» самостоятельно. Придумайте новый пароль и нажмите на кнопку «Восстановить». Пароль восстановлен.",
    "Проверьте корректность введенного логина.",
    "Сделайте запрос на получение регистрационных данных по адресу purchase@example.org",
    "В тексте запроса укажите ИНН и КПП организации, а также почту, которая была указана при регистрации в системе.",
    "Получите доступ через коллег с правами администратора.",
    "Подробнее см. в инструкции по добавлению нового сотрудника организации.",
    "Для получения информации о зарегистрированных от организации пользователях сделайте запрос по адресу purchase@example.org, указав ИНН и КПП организации.",
  ];
  const STEPS = [
    "Проверьте папку «Спам». Если письмо не найдено, перейдите к шагу 2.",
    "Напишите о проблеме в службу поддержки ЭТП по адресу purchase@example.org, указав в письме ИНН организации и предполагаемую почту, на которую должно прийти уведомление.",
  ];
  /** What each case leads to, in their order. */
  const WAYS = [
    ["«Вход в систему»", "/login"],
    ["«Восстановление пароля»", "/restore/code"],
    ["Напишите о проблеме", "/support"],
    ["Проверьте корректность введенного логина.", "/restore"],
    ["Сделайте запрос", "/support"],
    ["Получите доступ через коллег", "/colleague"],
    ["инструкции по добавлению нового сотрудника организации", "#инструкция-по-добавлению-нового-сотрудника-организации"],
    ["сделайте запрос", "/support"],
    ["«Ваша организация»", "/account/organisation"],
  ] as const;

  test("S3.1 the help page has the five cases in their order, each with the way to the page that does it", async ({ olga, page, request }) => {
    await olga.opens("/");
    await page.getByRole("banner").getByRole("link", { name: "ИНСТРУКЦИИ", exact: true }).click();
    await olga.isOn("Получение/восстановление доступа в личный кабинет");
    const text = olga.main.locator("article");
    await expect(text.getByRole("heading", { level: 2 })).toHaveText([...CASES, "Инструкция по добавлению нового сотрудника организации"]);
    await expect(text.locator("p").filter({ hasText: /\S/ })).toHaveText(SAID);
    await expect(text.locator("ol").first().locator("li")).toHaveText(STEPS);
    const links = text.getByRole("link");
    await expect(links).toHaveText(WAYS.map(([words]) => words));
    for (const [index, [, path]] of WAYS.entries()) {
      await expect(links.nth(index)).toHaveAttribute("href", path);
      if (path.startsWith("#")) await expect(page.locator(`[id="${path.slice(1)}"]`)).toHaveCount(1);
      else expect((await request.get(path)).status(), path).toBe(200);
    }
    await showsPictures(olga, request, "tender", [720, 800, 900]);
  });

  for (const width of [320, 1280]) {
    test(`the help page fits into ${width} pixels`, async ({ olga, page }) => {
      await page.setViewportSize({ width, height: 800 });
      await olga.opens("/help");
      await fits(olga, width, "figure img, ol", 5);
    });
  }
});
