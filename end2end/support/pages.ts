import { linkIn } from "./cabinet";
import type { Person } from "./person";

export const LANGUAGES = ["en", "ru", "ar"] as const;

/** A page as a person comes to see it. */
export interface Sight {
  name: string;
  show: (ada: Person) => Promise<void>;
}

async function submit(ada: Person, form = "#form"): Promise<void> {
  await ada.presses(ada.page.locator(`${form} button[type=submit]`));
  ada.faults.expectRefusals();
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
  await ada.page.locator("#login").fill(ada.email);
  await ada.page.locator("#password").fill(ada.password);
  await submit(ada);
  await ada.page.locator("#username").waitFor();
}

/** Every page in the order of a journey, refused forms among them; in any language, so by ids alone. */
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
  { name: "confirm-too-early", show: (ada) => submit(ada, "#again") },
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
  { name: "welcome-gone", show: (ada) => ada.opens("/link/x") },
];
