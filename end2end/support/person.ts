import { expect, type Locator, type Page } from "@playwright/test";
import { type Cabinet, codeIn, type Letter, linkIn } from "./cabinet";
import type { Faults } from "./faults";

/** How a browser takes the site: with its script, without any, or with a script whose wasm never arrives. */
export type Mode = "hydrated" | "plain" | "blocked";

export const PASSWORD = "quiet lantern over 9 rivers";

/** Somebody at a browser. */
export class Person {
  password = PASSWORD;

  constructor(
    readonly page: Page,
    readonly server: Cabinet,
    readonly mode: Mode,
    readonly faults: Faults,
    readonly email: string,
  ) {}

  get main(): Locator {
    return this.page.locator("main");
  }

  get alert(): Locator {
    return this.page.getByRole("alert");
  }

  /** Types an address into the browser, and waits until the page is ready as far as this browser can make it. */
  async opens(address: string): Promise<void> {
    await this.page.goto(address);
    await this.settles();
  }

  async settles(): Promise<void> {
    // A page without a script, such as the help page, is ready as it comes.
    if (this.mode !== "hydrated" || (await this.page.locator("script[type=module]").count()) === 0) return;
    await expect(this.page.locator("html")).toHaveAttribute("data-hydrated", "true");
  }

  async looksAgain(): Promise<void> {
    await this.page.reload();
    await this.settles();
  }

  async isOn(title: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(title);
  }

  async reads(text: string | RegExp): Promise<void> {
    await expect(this.main).toContainText(text);
  }

  async types(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** Sends a form by its button, and waits for what came of it. */
  async presses(button: string | Locator): Promise<void> {
    const target = typeof button === "string" ? this.main.getByRole("button", { name: button, exact: true }) : button;
    const answered = this.page.waitForResponse((response) => response.request().method() === "POST");
    if (this.mode === "hydrated") {
      await Promise.all([answered, target.click()]);
      await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
    } else {
      await Promise.all([answered, this.page.waitForEvent("domcontentloaded"), target.click()]);
    }
  }

  /** Sends the form that has this field, by the button that it is for. */
  async sends(field: string, fields: Record<string, string> = {}): Promise<void> {
    for (const [id, text] of Object.entries(fields)) await this.page.locator(`#${id}`).fill(text);
    await this.presses(this.page.locator(`form:has(#${field}) .primary`).last());
  }

  /** The messages to an address or a number that have this in them, newest first, once there are so many. */
  async gets(to: string, mark: string | RegExp, count = 1): Promise<Letter[]> {
    const found = async () => (await this.server.lettersTo(to)).filter(({ subject, text }) => `${subject}\n${text}`.match(mark));
    await expect.poll(async () => (await found()).length, { message: `messages to ${to} with ${mark}` }).toBe(count);
    return found();
  }

  /** The text of the newest of them. */
  async textTo(to: string, mark: string | RegExp, count = 1): Promise<string> {
    const [message] = await this.gets(to, mark, count);
    if (!message) throw new Error(`no message to ${to} with ${mark}`);
    return message.text;
  }

  /** Presses what always brings a new document: a button that sends its form to another address. */
  async leavesBy(button: string): Promise<void> {
    await Promise.all([this.page.waitForEvent("domcontentloaded"), this.page.getByRole("button", { name: button, exact: true }).click()]);
    await this.settles();
  }

  /** Changes the language. */
  speaks(language: string): Promise<void> {
    return this.leavesBy(language);
  }

  /** Follows a link on the page. */
  async follows(link: string): Promise<void> {
    const target = this.main.getByRole("link", { name: link, exact: true });
    if (this.mode === "hydrated") await target.click();
    else await Promise.all([this.page.waitForEvent("domcontentloaded"), target.click()]);
  }

  /** A time of day as this browser is told it: its own, or UTC where no script knows its zone. */
  clock(time: string): string {
    return this.mode === "hydrated" ? time : `${time} UTC`;
  }

  async registers({ email = this.email, password = this.password, agree = true } = {}): Promise<void> {
    await this.opens("/register");
    await this.types("E-mail", email);
    await this.types("Password", password);
    await this.page.getByLabel("I have read and accept").setChecked(agree);
    await this.presses("Register");
  }

  /** The newest letter, once so many have come. */
  receives(count = 1): Promise<Letter> {
    return this.server.letterTo(this.email, count);
  }

  async readsCode(count = 1): Promise<string> {
    return codeIn((await this.receives(count)).text);
  }

  async readsLink(count = 1): Promise<string> {
    return linkIn((await this.receives(count)).text);
  }

  async confirms(code: string): Promise<void> {
    await this.types("Code from the letter", code);
    await this.presses("Confirm");
  }

  /** From nothing to an account. */
  async joins(): Promise<void> {
    await this.registers();
    await this.confirms(await this.readsCode());
    await this.isOn("Sign in");
  }

  async signsIn({ login = this.email, password = this.password, remember = false } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.types("E-mail or username", login);
    await this.types("Password", password);
    await this.page.getByLabel("Remember me on this device").setChecked(remember);
    await this.presses("Sign in");
  }

  /** From nothing to the page of the account. */
  async joinsAndSignsIn(): Promise<void> {
    await this.joins();
    await this.signsIn();
    await this.isOn("Your account");
  }

  /** Asks for the letter that restores access. */
  async asksToRestore(login = this.email): Promise<void> {
    await this.opens("/restore");
    await this.types("E-mail or username", login);
    await this.presses("Send the letter");
    await this.isOn("Check your mailbox");
  }

  /** Types the code of the letter that restores. */
  async provesBy(code: string): Promise<void> {
    await this.types("Code from the letter", code);
    await this.presses("Go on");
  }

  /** Chooses a password on the way back in. */
  async chooses(password: string): Promise<void> {
    await this.types("New password", password);
    await this.presses("Set the new password");
  }

  async changesPassword({ current = this.password, to }: { current?: string; to: string }): Promise<void> {
    await this.types("Current password", current);
    await this.types("New password", to);
    await this.presses("Change password");
  }

  /** Has a code sent to the address that the account is to move to. */
  async asksToMove(email: string): Promise<void> {
    await this.opens("/account/email");
    await this.types("New e-mail address", email);
    await this.presses("Send the code");
  }

  /** Gives the password where it is asked for once more. */
  async proves(password = this.password): Promise<void> {
    await this.isOn("Your password once more");
    await this.types("Password", password);
    await this.presses("Go on");
  }

  async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("button", { name: "Sign out" }));
  }

  /** What the form of the page asks to be answered. */
  challenge(): Promise<string> {
    return this.page.locator("input[name=challenge]").inputValue();
  }

  /** The letters that the picture shows. */
  async readsPicture(): Promise<string> {
    const answer = await fetch(`${this.server.url}/dev/captcha/${await this.challenge()}`);
    expect(answer.status).toBe(200);
    return (await answer.text()).trim();
  }

  /** The browser has worked, and nobody need read the picture. */
  async isSpared(): Promise<void> {
    await expect(this.page.locator("input[name=work]")).toHaveValue(/^\d+$/, { timeout: 30_000 });
  }

  /** Types letters, those of the picture if no others are given. They count alone: what the script has worked meanwhile is taken away. */
  async typesLetters(letters?: string): Promise<void> {
    if (this.mode === "hydrated") {
      await this.isSpared();
      await this.page.locator("input[name=work]").evaluate((work: HTMLInputElement) => (work.value = ""));
    }
    await this.page.locator("#captcha").fill(letters ?? (await this.readsPicture()));
  }

  /** Does what makes a form with a picture pass: with a script nothing but to wait. */
  async passes(): Promise<void> {
    if (this.mode === "hydrated") await this.isSpared();
    else await this.typesLetters();
  }

  /** The letter's way reaches this step; without a script one has to look again. */
  async letterIs(state: "done" | "now" | "bad", step: string | RegExp): Promise<void> {
    await expect(async () => {
      if (this.mode !== "hydrated") await this.looksAgain();
      await expect(this.main.locator(`.track .${state}`).last()).toContainText(step, { timeout: 2_000 });
    }).toPass({ timeout: 15_000 });
  }

  /** The page says no, with this reason. */
  async isRefused(reason: string | RegExp): Promise<void> {
    await expect(this.alert.filter({ hasText: reason })).toBeVisible();
    this.faults.expectRefusals();
  }

  /** The answer to a form that could not be done stands on the page, wherever that leads to. */
  async isTold(reason: string): Promise<void> {
    await this.reads(reason);
    this.faults.expectRefusals();
  }

  /** What stands in the main part, with what is this person's own left out. */
  async textOfPage(): Promise<string> {
    return (await this.main.innerText()).replaceAll(this.email, "ADDRESS");
  }
}
