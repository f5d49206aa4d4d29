import { randomInt } from "node:crypto";
import { expect } from "@playwright/test";
import type { Letter, Settings } from "./cabinet";
import { Person } from "./person";

/** A site of the preset `phone`. Many callers share its country and the beginning of their numbers, while its clock stands still. */
export const PHONE: Settings = {
  "preset": "phone",
  "sms.daily_cap": "100000000",
  "limits.sms_number.burst": "1000",
  "limits.sms_number_day.burst": "1000",
  "limits.sms_prefix.burst": "1000000",
  "limits.sms_country.burst": "1000000",
};

/** Mobile numbers of a country: its code, how they go on, and how many digits are left. */
const PLANS = { GB: ["44", "7400", 6], DE: ["49", "1512", 7], AE: ["971", "50", 7] } as const;

export type Country = keyof typeof PLANS;

const given = new Set<string>();

/** A mobile number that nobody else has, as the world dials it. */
export function mobile(country: Country = "GB"): string {
  const [code, start, more] = PLANS[country];
  const number = `+${code}${start}${String(randomInt(10 ** more)).padStart(more, "0")}`;
  if (given.has(number)) return mobile(country);
  given.add(number);
  return number;
}

function parts(number: string): { code: string; rest: string } {
  const code = Object.values(PLANS).find(([code, start]) => number.startsWith(`+${code}${start}`))?.[0];
  if (!code) throw new Error(`${number} is no number of mobile()`);
  return { code, rest: number.slice(1 + code.length) };
}

/** The same number as it is dialled at home. */
export const atHome = (number: string): string => `0${parts(number).rest}`;

/** The same number in whatever groups a page shows it, with its country's code or as at home. */
export function grouped(number: string): RegExp {
  const { code, rest } = parts(number);
  const between = "[^\\d\\n]{0,3}";
  return new RegExp(`(?:\\+${[...code].join(between)}${between}|0)${[...rest].join(between)}`);
}

/** With other signs for the digits, of which `zero` is the first. */
const digits = (text: string, zero: string): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)));

/** A number as people write it. The country's code is in some of them, and in the others its country has to be known. */
export const WRITINGS = {
  "as at home": atHome,
  "as at home, with spaces": (number) => atHome(number).replace(/^(.{5})(...)/, "$1 $2 "),
  "with +": (number) => number,
  "with + and spaces": (number) => `+${parts(number).code} ${parts(number).rest.replace(/^(.{4})/, "$1 ")}`,
  "with 00": (number) => `00${parts(number).code} ${parts(number).rest}`,
  "with brackets": (number) => atHome(number).replace(/^(.{5})/, "($1) "),
  "with + and the nought of home in brackets": (number) => `+${parts(number).code} (0)${parts(number).rest}`,
  "with dashes and dots": (number) => atHome(number).replace(/^(.{5})(...)/, "$1-$2."),
  "with no-break spaces in it and spaces around it": (number) => `  +${parts(number).code}\u00a0${parts(number).rest} `,
  "in full-width digits": (number) => digits(atHome(number), "\uff10"),
  "in full-width digits with a full-width +": (number) => digits(number, "\uff10").replace("+", "\uff0b"),
  "in Arabic digits": (number) => digits(atHome(number).replace(/^(.{5})/, "$1 "), "\u0660"),
  "in Persian digits with +": (number) => digits(number, "\u06f0"),
} satisfies Record<string, (number: string) => string>;

/** The code of an SMS. It stands in the last line behind the site's name, where browsers look for it: `@example.org #123456`. */
export function codeOf(sms: string): string {
  const code = /^@\S+ #(\d{6})$/.exec(sms.split("\n").at(-1) ?? "")?.[1];
  if (!code) throw new Error(`no code in: ${sms}`);
  return code;
}

/** The one-time password of an SMS, in any language. */
export function passwordOf(sms: string): string {
  const password = /(?<![\w-])[0-9a-z]{4}(?:-[0-9a-z]{4}){3}(?![\w-])/.exec(sms)?.[0];
  if (!password) throw new Error(`no password in: ${sms}`);
  return password;
}

/** Somebody with a phone, at a browser. What reaches them, and what they sign in by, is a number; its pages have words of their own. */
export class Caller extends Person {
  /** As the world dials it. */
  get number(): string {
    return this.email;
  }

  /** Types a number, and says of which country it is. */
  async typesNumber(number: string, country?: Country): Promise<void> {
    await this.types("Phone number", number);
    if (country) await this.page.getByLabel("Country", { exact: true }).selectOption(country);
  }

  override async registers({ number = this.number, country, agree = true }: { number?: string; country?: Country; agree?: boolean } = {}): Promise<void> {
    await this.opens("/register");
    await this.typesNumber(number, country);
    await this.page.getByLabel("I have read and accept").setChecked(agree);
    await this.presses("Register");
  }

  /** The newest SMS, once so many have come. */
  async receivesSms(count = 1): Promise<Letter> {
    const sms = await this.receives(count);
    expect(sms).toMatchObject({ channel: "sms", to: this.number, subject: "", html: "" });
    return sms;
  }

  override async readsCode(count = 1): Promise<string> {
    return codeOf((await this.receivesSms(count)).text);
  }

  async readsPassword(count: number): Promise<string> {
    return passwordOf((await this.receivesSms(count)).text);
  }

  override async confirms(code: string): Promise<void> {
    await this.types("Code in SMS", code);
    await this.presses("Confirm");
  }

  /** Chooses the first password of the account. */
  async choosesPassword(password = this.password): Promise<void> {
    await this.types("Password", password);
    await this.presses("Finish registration");
  }

  override async joins(): Promise<void> {
    await this.registers();
    await this.isOn("Check your phone");
    await this.confirms(await this.readsCode());
    await this.isOn("Choose your password");
    await this.choosesPassword();
    await this.isOn("Your Personal Account");
  }

  override async signsIn({
    login = this.number,
    country,
    password = this.password,
    remember = false,
  }: { login?: string; country?: Country; password?: string; remember?: boolean } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.typesNumber(login, country);
    await this.types("Password", password);
    await this.page.getByLabel("Remember me on this device").setChecked(remember);
    await this.presses("LOG IN");
  }

  override async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("banner").getByRole("button"));
    await this.isOn("Your Personal Account");
  }

  override async asksToRestore(login = this.number, country?: Country): Promise<void> {
    await this.opens("/restore");
    await this.typesNumber(login, country);
    await this.presses("Get SMS with code");
    await this.isOn("Check your phone");
  }

  override async provesBy(code: string): Promise<void> {
    await this.types("Code in SMS", code);
    await this.presses("GET SMS WITH A PASSWORD");
  }

  /** Has a one-time password sent, after so many other SMS. */
  async getsPassword(after = 1): Promise<string> {
    await this.asksToRestore();
    await this.provesBy(await this.readsCode(after + 1));
    await this.isOn("The new password is on its way");
    return this.readsPassword(after + 2);
  }

  async isSignedOut(): Promise<void> {
    expect((await this.page.context().cookies()).map(({ name }) => name)).not.toContain("session");
    await expect(this.page.getByRole("banner").getByRole("link", { name: "Login", exact: true })).toBeVisible();
  }

  /** The page says that the gateway has the SMS. */
  async smsIsHanded(): Promise<void> {
    await this.letterIs("done", "Handed to");
  }

  override async textOfPage(): Promise<string> {
    return (await this.main.innerText()).split(grouped(this.number)).join("NUMBER");
  }
}
