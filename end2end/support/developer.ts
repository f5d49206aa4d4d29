import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Letter, Settings } from "./cabinet";
import { passwordOf } from "./caller";
import { Person } from "./person";

/** A site of the preset `console`. */
export const CONSOLE: Settings = { preset: "console" };

/** What the letter that restores access is called. */
export const INSTRUCTIONS = "Instructions for restoring access to Cabinet";

const COUNTRIES = join(import.meta.dirname, "../../locales/countries");

/** The countries of the world by their codes (ISO 3166-1), as a reader of this language knows them. */
export function countries(language = "en"): Map<string, string> {
  const text = readFileSync(join(COUNTRIES, `${language}.toml`), "utf8");
  return new Map([...text.matchAll(/^([A-Z]{2}) = "(.+)"$/gm)].map(([, code = "", name = ""]) => [code, name]));
}

/** Somebody who has an address and a country, at a browser. Registered is signed in; the pages of the console have words of their own. */
export class Developer extends Person {
  /** The name of a country in the language of the page. */
  private async nameOf(code: string): Promise<string> {
    const language = (await this.page.locator("html").getAttribute("lang")) ?? "en";
    return countries(language).get(code) ?? "";
  }

  /** Chooses a country by its code, or none: from a list, or with a script by typing its name. */
  async choosesCountry(code: string): Promise<void> {
    const country = this.page.locator("#country");
    if (this.mode !== "hydrated") {
      await country.selectOption(code);
      return;
    }
    await expect(country).toHaveJSProperty("tagName", "INPUT");
    await country.fill(code && (await this.nameOf(code)));
  }

  /** This country is chosen, or none. */
  async hasChosen(code: string): Promise<void> {
    const country = this.page.locator("#country");
    if (this.mode === "hydrated") await expect(country).toHaveJSProperty("tagName", "INPUT");
    await expect(country).toHaveValue(this.mode === "hydrated" && code ? await this.nameOf(code) : code);
  }

  /** Fills the form in, and does not send it. */
  async fillsIn({
    email = this.email,
    password = this.password,
    again = password,
    country = "DE",
    agree = true,
  }: Partial<Record<"email" | "password" | "again" | "country", string>> & { agree?: boolean } = {}): Promise<void> {
    await this.types("E-mail", email);
    await this.types("Password", password);
    await this.types("Repeat password", again);
    await this.choosesCountry(country);
    await this.page.locator("#agree").setChecked(agree);
  }

  override async registers(form: Parameters<Developer["fillsIn"]>[0] = {}): Promise<void> {
    await this.opens("/register");
    await this.fillsIn(form);
    await this.presses("Register");
  }

  /** From nothing to the console. */
  override async joins(): Promise<void> {
    await this.registers();
    await this.isOn("Console");
  }

  override async signsIn({ login = this.email, password = this.password, remember = false } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.types("E-mail", login);
    await this.types("Password", password);
    await this.page.getByLabel("Remember me", { exact: true }).setChecked(remember);
    await this.presses("Login");
  }

  override async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("banner").getByRole("button", { name: "Sign out", exact: true }));
    await this.isOn("Login");
  }

  override async asksToRestore(login = this.email): Promise<void> {
    await this.opens("/restore");
    await this.types("E-mail", login);
    await this.presses("Change password");
    await expect(this.page).toHaveURL("/restore/sent");
  }

  /** The newest letter that restores access, once so many have come. */
  async readsInstructions(count = 1): Promise<Letter> {
    const found = async () => (await this.server.lettersTo(this.email)).filter(({ subject }) => subject === INSTRUCTIONS);
    await expect.poll(async () => (await found()).length, { message: `instructions to ${this.email}` }).toBe(count);
    const [letter] = await found();
    if (!letter) throw new Error(`no instructions to ${this.email}`);
    return letter;
  }

  /** Has a one-time password sent, as many times as there are then letters with one. */
  async getsPassword(count = 1): Promise<string> {
    await this.asksToRestore();
    return passwordOf((await this.readsInstructions(count)).text);
  }

  override async changesPassword({
    current = this.password,
    to,
    again = to,
  }: {
    current?: string;
    to: string;
    again?: string;
  }): Promise<void> {
    await this.types("Current Password", current);
    await this.types("New Password", to);
    await this.types("Repeat New Password", again);
    await this.presses("Change password");
  }

  async isSignedOut(): Promise<void> {
    expect((await this.page.context().cookies()).map(({ name }) => name)).not.toContain("session");
    await expect(this.page.getByRole("banner").getByRole("link", { name: "Login", exact: true })).toBeVisible();
  }
}
