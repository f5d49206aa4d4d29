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
    if (this.mode === "hydrated") await expect(this.page.locator("html")).toHaveAttribute("data-hydrated", "true");
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

  /** Presses what always brings a new document: a language. */
  async speaks(language: string): Promise<void> {
    await Promise.all([this.page.waitForEvent("domcontentloaded"), this.page.getByRole("button", { name: language, exact: true }).click()]);
    await this.settles();
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

  async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("button", { name: "Sign out" }));
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
