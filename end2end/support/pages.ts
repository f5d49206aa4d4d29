import { expect } from "@playwright/test";
import { codeIn, linkIn } from "./cabinet";
import { PASSWORD, type Person } from "./person";

export const LANGUAGES = ["en", "ru", "ar"] as const;

/** A page as a person comes to see it. */
export interface Sight {
  name: string;
  show: (ada: Person) => Promise<void>;
}

const OTHER_PASSWORD = "seven herons under glass";

async function submit(ada: Person, form = "#form"): Promise<void> {
  await ada.presses(ada.page.locator(`${form} button[type=submit]`).first());
  ada.faults.expectRefusals();
}

/** Fills fields by their ids, and sends the form. */
async function send(ada: Person, fields: Record<string, string>, form = "#form"): Promise<void> {
  for (const [id, text] of Object.entries(fields)) await ada.page.locator(`#${id}`).fill(text);
  await submit(ada, form);
}

/** The link in the letter to ada that has one of this kind, once so many have come. */
async function link(ada: Person, kind: "restore" | "undo", count = 1): Promise<string> {
  const found = async () => (await ada.server.lettersTo(ada.email)).filter(({ text }) => text.includes(`/link/${kind}/`));
  await expect.poll(async () => (await found()).length, { message: `letters to ${kind}` }).toBe(count);
  return linkIn((await found())[0]?.text ?? "");
}

async function askToRestore(ada: Person): Promise<void> {
  await ada.opens("/restore");
  await send(ada, { login: ada.email });
  await ada.page.locator("#code").waitFor();
}

/** Sends a new password, which ada will remember. */
async function choose(ada: Person, fields: Record<string, string> = {}): Promise<void> {
  const password = ada.password === PASSWORD ? OTHER_PASSWORD : PASSWORD;
  await send(ada, { ...fields, password });
  ada.password = password;
}

async function move(ada: Person, email: string): Promise<void> {
  await ada.opens("/account/email");
  await send(ada, { email });
  await send(ada, { code: codeIn((await ada.server.letterTo(email)).text) });
  await ada.page.locator("#username").waitFor();
}

/** Signs in from somewhere that keeps no cookies. */
async function signInElsewhere(ada: Person): Promise<void> {
  const body = new URLSearchParams({ login: ada.email, password: ada.password });
  const answer = await fetch(`${ada.server.url}/api/login`, { method: "POST", body, headers: { accept: "application/json" } });
  expect(answer.status).toBe(200);
}

async function register(ada: Person): Promise<void> {
  await ada.opens("/register");
  await ada.page.locator("#email").fill(ada.email);
  await ada.page.locator("#password").fill(ada.password);
  await ada.page.locator("#agree").check();
  await submit(ada);
  await ada.page.locator("#code").waitFor();
}

async function signIn(ada: Person): Promise<void> {
  await send(ada, { login: ada.email, password: ada.password });
  await ada.page.locator("#username").waitFor();
}

/** Every page in the order of a journey, refused forms among them; in any language, so by ids alone. Time passes on the way. */
export const SIGHTS: Sight[] = [
  { name: "home", show: (ada) => ada.opens("/") },
  { name: "agreement", show: (ada) => ada.opens("/agreement") },
  {
    name: "missing",
    show: async (ada) => {
      ada.faults.expect(/status of 404 .*\/no-such-page\)$/);
      await ada.opens("/no-such-page");
    },
  },
  { name: "login", show: (ada) => ada.opens("/login") },
  { name: "login-empty", show: (ada) => submit(ada) },
  {
    name: "login-wrong",
    show: async (ada) => {
      await ada.page.locator("#login").fill(ada.email);
      await ada.page.locator("#password").fill("неверный пароль");
      await submit(ada);
    },
  },
  { name: "register", show: (ada) => ada.opens("/register") },
  {
    name: "register-empty",
    show: async (ada) => {
      await submit(ada);
      await ada.page.locator("#password").fill("aaaaaaaaaaaa");
    },
  },
  { name: "confirm", show: register },
  { name: "confirm-empty", show: (ada) => submit(ada) },
  { name: "confirm-too-early", show: (ada) => submit(ada, "#another") },
  {
    name: "confirm-correct",
    show: async (ada) => {
      await ada.page.locator("details summary").click();
      await ada.page.locator("#email").fill("nobody");
      await submit(ada, "#correct");
    },
  },
  {
    name: "welcome-elsewhere",
    show: async (ada) => {
      await ada.page.context().clearCookies({ name: "waiting" });
      await ada.opens(linkIn((await ada.receives()).text));
    },
  },
  {
    name: "login-confirmed",
    show: async (ada) => {
      await ada.page.locator("#password").fill(ada.password);
      await submit(ada);
      await ada.page.locator("#login").waitFor();
    },
  },
  { name: "account", show: signIn },
  {
    name: "account-refused",
    show: async (ada) => {
      await ada.page.locator("#username").fill("a");
      await submit(ada);
    },
  },
  { name: "home-signed-in", show: (ada) => ada.opens("/") },
  { name: "login-signed-out", show: (ada) => ada.presses(ada.page.locator("header form button")) },
  { name: "welcome-gone", show: (ada) => ada.opens("/link/confirm/x") },
  { name: "restore", show: (ada) => ada.opens("/restore") },
  { name: "restore-empty", show: (ada) => submit(ada) },
  { name: "restore-letter", show: askToRestore },
  { name: "restore-letter-empty", show: (ada) => submit(ada) },
  { name: "restore-letter-too-early", show: (ada) => submit(ada, "#another") },
  {
    name: "restore-letter-correct",
    show: async (ada) => {
      await ada.page.locator("details summary").first().click();
      await send(ada, { login: "" }, "#correct");
    },
  },
  { name: "restore-letter-other", show: (ada) => ada.page.locator("details summary").last().click() },
  { name: "restore-mistyped", show: (ada) => ada.opens("/link/restore/x") },
  { name: "restore-password", show: async (ada) => ada.opens(await link(ada, "restore")) },
  { name: "restore-password-refused", show: (ada) => send(ada, { password: "short" }) },
  {
    name: "login-restored",
    show: async (ada) => {
      await choose(ada);
      await ada.page.locator("#login").waitFor();
    },
  },
  { name: "restore-used", show: async (ada) => ada.opens(await link(ada, "restore")) },
  {
    name: "restore-replaced",
    show: async (ada) => {
      await askToRestore(ada);
      const old = await link(ada, "restore", 2);
      await askToRestore(ada);
      await link(ada, "restore", 3);
      await ada.opens(old);
    },
  },
  {
    name: "restore-expired",
    show: async (ada) => {
      await ada.server.later(31 * 60);
      await ada.opens(await link(ada, "restore", 3));
    },
  },
  {
    name: "password",
    show: async (ada) => {
      await ada.opens("/login");
      await signIn(ada);
      await ada.opens("/account/password");
    },
  },
  { name: "password-empty", show: (ada) => submit(ada) },
  { name: "password-wrong", show: (ada) => send(ada, { current: "неверный пароль", password: "nine more words of nonsense" }) },
  {
    name: "account-password-changed",
    show: async (ada) => {
      await choose(ada, { current: ada.password });
      await ada.page.locator("#username").waitFor();
    },
  },
  { name: "email", show: (ada) => ada.opens("/account/email") },
  { name: "email-refused", show: (ada) => send(ada, { email: ada.email }) },
  {
    name: "email-letter",
    show: async (ada) => {
      await send(ada, { email: `dropped.${ada.email}` });
      await ada.page.locator("#code").waitFor();
    },
  },
  { name: "email-letter-empty", show: (ada) => submit(ada) },
  { name: "email-letter-too-early", show: (ada) => submit(ada, "#another") },
  { name: "email-letter-drop", show: (ada) => ada.page.locator("details summary").click() },
  {
    name: "email-dropped",
    show: async (ada) => {
      await submit(ada, "#drop");
      await ada.page.locator(".notice").waitFor();
    },
  },
  { name: "email-changed", show: (ada) => move(ada, `moved.${ada.email}`) },
  { name: "undo-mistyped", show: (ada) => ada.opens("/link/undo/x") },
  { name: "undo", show: async (ada) => ada.opens(await link(ada, "undo")) },
  { name: "undo-refused", show: (ada) => send(ada, { password: "short" }) },
  {
    name: "login-email-undone",
    show: async (ada) => {
      await choose(ada);
      await ada.page.locator("#login").waitFor();
    },
  },
  { name: "undo-used", show: async (ada) => ada.opens(await link(ada, "undo")) },
  {
    name: "sessions",
    show: async (ada) => {
      await ada.opens("/login");
      await signIn(ada);
      for (const _ of [1, 2]) await signInElsewhere(ada);
      await ada.opens("/account/sessions");
    },
  },
  {
    name: "sessions-gone",
    show: async (ada) => {
      const id = ada.page.locator(".places input[name=id]").first();
      await id.evaluate((input) => input.setAttribute("value", "x"));
      await submit(ada, ".places li:has(input[value=x])");
    },
  },
  {
    name: "sessions-ended",
    show: async (ada) => {
      await submit(ada, "#others");
      await ada.page.locator(".notice").waitFor();
    },
  },
  { name: "history", show: (ada) => ada.opens("/account/history") },
  {
    name: "prove",
    show: async (ada) => {
      await ada.server.later(301);
      await ada.opens("/account/delete");
    },
  },
  { name: "prove-empty", show: (ada) => submit(ada) },
  { name: "prove-wrong", show: (ada) => send(ada, { password: "неверный пароль" }) },
  {
    name: "leaving",
    show: async (ada) => {
      await send(ada, { password: ada.password });
      await ada.page.locator("#leave").waitFor();
    },
  },
  {
    name: "login-leaving",
    show: async (ada) => {
      await submit(ada, "#leave");
      await ada.page.locator("#login").waitFor();
    },
  },
  { name: "account-leaving", show: signIn },
  {
    name: "account-stayed",
    show: async (ada) => {
      await submit(ada, "#stay");
      await ada.page.locator(".notice.good").waitFor();
    },
  },
  {
    name: "undo-expired",
    show: async (ada) => {
      await move(ada, `last.${ada.email}`);
      const expired = await link(ada, "undo", 2);
      await ada.server.later(72 * 3600);
      await ada.opens(expired);
    },
  },
  {
    name: "login-too-often",
    show: async (ada) => {
      await ada.opens("/login");
      for (const wait of [0, 0, 0, 0, 0, 30, 60, 0]) {
        await ada.server.later(wait);
        await send(ada, { login: ada.email, password: "неверный пароль" });
      }
    },
  },
];
