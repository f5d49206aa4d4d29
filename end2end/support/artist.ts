import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { codeIn, type Settings } from "./cabinet";
import { PHONE } from "./caller";
import { Person } from "./person";

/** A site of the preset `artists`. Its SMS have the same room as those of `phone`. */
export const ARTISTS: Settings = { ...PHONE, preset: "artists" };

/** What the letter that restores access is called. */
export const INSTRUCTIONS = "Instructions for restoring access to Cabinet";

const FOLDER = join(import.meta.dirname, "../../locales");

/** An address that nobody else has, and that is short enough here. */
export const shortAddress = (): string => `${randomBytes(4).toString("hex")}@all.org`;

/** The names of a folder of locales/ by their codes, in its order. */
function names(folder: string, language: string, line: RegExp): Map<string, string> {
  const text = readFileSync(join(FOLDER, folder, `${language}.toml`), "utf8");
  return new Map([...text.matchAll(line)].map(([, code = "", name = ""]) => [code, name]));
}

/** The regions of the site by their codes (ISO 3166-2), as a reader of this language knows them, each with its country. */
export function regions(language = "en"): Map<string, string> {
  const countries = names("countries", language, /^([A-Z]{2}) = "(.+)"$/gm);
  const all = [...names("regions", language, /^ {2}\["([A-Z]{2}-\w+)", "(.+)"\],$/gm)];
  const ours = all.filter(([code]) => ["AE", "AT", "DE", "GB", "IE", "US"].includes(code.slice(0, 2)));
  return new Map(ours.map(([code, name]) => [code, `${name}${language === "ar" ? "، " : ", "}${countries.get(code.slice(0, 2))}`]));
}

type Form = Partial<Record<"email" | "password" | "region" | "kind" | "result", string>> & { agree?: boolean };

/** Somebody who registers at the market, at a browser. */
export class Artist extends Person {
  override password = "sea";

  /** Chooses a region by its code, or none: from a list, or with a script by typing its name. */
  async choosesRegion(code: string): Promise<void> {
    const region = this.page.locator("#region");
    if (this.mode !== "hydrated") {
      await region.selectOption(code);
      return;
    }
    await expect(region).toHaveJSProperty("tagName", "INPUT");
    const language = (await this.page.locator("html").getAttribute("lang")) ?? "en";
    await region.fill(regions(language).get(code) ?? "");
  }

  /** This region goes along with the form, or none. */
  async hasChosenRegion(code: string): Promise<void> {
    await expect.poll(() => this.page.locator("#form").evaluate((form: HTMLFormElement) => new FormData(form).get("region"))).toBe(code);
  }

  /** Fills the form in, with the result of the picture where no other is given, and does not send it. */
  async fillsIn({ email = this.email, password = this.password, region = "GB-ENG", kind = "artist", result, agree = true }: Form = {}): Promise<void> {
    await this.page.locator("#email").fill(email);
    await this.page.locator("#password").fill(password);
    await this.choosesRegion(region);
    if (kind) await this.page.locator(`#kind-${kind}`).check();
    await this.page.locator("#agree").setChecked(agree);
    await this.typesLetters(result);
  }

  override async registers(form: Form = {}): Promise<void> {
    await this.opens("/register");
    await this.fillsIn(form);
    await this.sendsRegistration();
  }

  async sendsRegistration(): Promise<void> {
    await this.presses(this.page.locator("#form .primary"));
  }

  /** From nothing to an account. */
  override async joins(form: Form = {}): Promise<void> {
    await this.registers(form);
    await expect(this.page).toHaveURL("/confirm");
    await this.sends("code", { code: codeIn((await this.receives()).text) });
    await expect(this.page).toHaveURL("/login");
  }

  override async signsIn({ login = this.email, password = this.password } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.page.locator("#login").fill(login);
    await this.page.locator("#password").fill(password);
    await this.presses(this.page.locator("form:has(#login) .primary"));
  }

  /** From nothing to the page of the account. */
  override async joinsAndSignsIn(): Promise<void> {
    await this.joins();
    await this.signsIn();
    await expect(this.page).toHaveURL("/account");
  }

  override async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("banner").getByRole("button"));
    await expect(this.page).toHaveURL("/login");
  }
}
