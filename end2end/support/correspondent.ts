import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { type Cabinet, codeIn, linkIn, type Settings } from "./cabinet";
import { codeOf, PHONE } from "./caller";
import type { Faults } from "./faults";
import { type Mode, Person } from "./person";

/** A site of the preset `mailbox`. Its SMS have the same room as those of `phone`. */
export const MAILBOX: Settings = { ...PHONE, preset: "mailbox" };

/** What stands after the `@` of every username. */
export const DOMAIN = "mail.example.org";

/** What the letter to the recovery e-mail is called. */
export const RESET = "Reset Your password";

/** What the page to choose a way is called. */
export const CHOOSER = "Choose a way to restore access";

/** The ways, as the page to choose one names them, and as its form does. */
export const WAYS = { "Recovery email": "recovery-email", "Mobile phone": "mobile", "Security question": "question" } as const;

export type Way = keyof typeof WAYS;

/** A question of the catalogue, as the form names it and as people read it. */
export const QUESTION = ["q5", "What was the name of your first stuffed toy?"] as const;

export const ANSWER = "Mr. Grimble";

/** A name that nobody else has. */
export const username = (name = "mary"): string => `${name}.${randomBytes(6).toString("hex")}`;

/** Somebody with a mailbox, at a browser. What they go by is its name; registered is signed in. */
export class Correspondent extends Person {
  constructor(
    page: Page,
    server: Cabinet,
    mode: Mode,
    faults: Faults,
    readonly username: string,
  ) {
    super(page, server, mode, faults, `${username}@${DOMAIN}`);
  }

  override async registers({ username = this.username, password = this.password, agree = true } = {}): Promise<void> {
    await this.opens("/register");
    await this.page.locator("#agree").setChecked(agree);
    await this.sends("username", { username, password });
  }

  /** From nothing to the page of the account. */
  override async joins(): Promise<void> {
    await this.registers();
    await expect(this.page).toHaveURL("/account");
  }

  override async signsIn({ login = this.username, password = this.password, remember = false } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.page.locator("#remember").setChecked(remember);
    await this.sends("login", { login, password });
  }

  override async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("banner").getByRole("button"));
    await expect(this.page).toHaveURL("/login");
  }

  async isSignedOut(): Promise<void> {
    expect((await this.page.context().cookies()).map(({ name }) => name)).not.toContain("session");
    await expect(this.page.getByRole("banner")).not.toContainText(this.username);
  }

  /** Has a recovery e-mail that counts, from here on. */
  async setsEmail(email: string): Promise<void> {
    await this.opens("/account/profile");
    await this.sends("email", { email });
    await this.sends("email_code", { email_code: codeIn(await this.textTo(email, /^\s*\d{6}\s*$/m)) });
    await expect(this.page.locator("#email_code")).toHaveCount(0);
  }

  /** Has a mobile phone that counts, from here on. */
  async setsPhone(phone: string): Promise<void> {
    await this.opens("/account/profile");
    await this.sends("phone", { phone });
    await this.sends("phone_code", { phone_code: codeOf(await this.textTo(phone, /#\d{6}$/)) });
    await expect(this.page.locator("#phone_code")).toHaveCount(0);
  }

  async setsQuestion(answer = ANSWER, question: string = QUESTION[0]): Promise<void> {
    await this.opens("/account/profile");
    await this.page.locator("#question").selectOption(question);
    await this.sends("answer", { answer, answer_again: answer });
    await expect(this.page.locator("#question-remove")).toBeVisible();
  }

  /** Up to the page where a way is chosen. */
  override async asksToRestore(login = this.username): Promise<void> {
    await this.opens("/restore");
    await this.sends("login", { login });
    await expect(this.page).toHaveURL("/restore/way");
  }

  /** Up to the page of a way. */
  async choosesWay(way: Way): Promise<void> {
    await this.page.locator(`#way-${WAYS[way]}`).check();
    await this.presses(this.page.locator("form:has([name=way]) .primary"));
    await expect(this.page.locator("[name=way]")).toHaveCount(0);
  }

  /** Asks for the letter to the recovery e-mail. */
  async asksForLetter(email: string): Promise<void> {
    await this.sends("email", { email });
    await expect(this.page).toHaveURL("/restore/sent");
  }

  /** The link of the newest letter that restores, once so many have come. */
  async readsResetLink(email: string, count = 1): Promise<string> {
    return linkIn(await this.textTo(email, RESET, count));
  }

  /** Asks for the SMS to the mobile phone. */
  async asksForSms(): Promise<void> {
    await this.passes();
    await this.sends("captcha");
    await expect(this.page).toHaveURL("/restore/code");
  }

  /** The code of the newest SMS, once so many with one have come: the first of them set the phone up. */
  async readsSmsCode(phone: string, count = 2): Promise<string> {
    return codeOf(await this.textTo(phone, /#\d{6}$/, count));
  }

  override async provesBy(code: string): Promise<void> {
    await this.sends("code", { code });
  }

  async answers(answer = ANSWER): Promise<void> {
    await this.passes();
    await this.sends("answer", { answer });
  }

  override async chooses(password: string): Promise<void> {
    await this.sends("password", { password });
  }

  /** The message is where it was to go, as far as the page tells anybody. */
  async isHanded(): Promise<void> {
    await this.letterIs("done", "Handed to");
  }

  override async textOfPage(): Promise<string> {
    return (await this.main.innerText()).replaceAll(this.username, "NAME");
  }
}
