import { expect } from "@playwright/test";
import { codeIn, linkIn, type Settings } from "./cabinet";
import { Person } from "./person";

/** A site of the preset `tender`. Everybody may come from one address, and be told as often as they ask. */
export const TENDER: Settings = {
  preset: "tender",
  "limits.tell_client.burst": "1000000",
  "limits.tell_network.burst": "1000000",
};

/** What a long code looks like. */
export const KEY = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/;

/** What the letter that restores has in it, and no other. */
const RESTORING = "/link/restore/";

/** Somebody who works for an organisation, at a browser that speaks any language: fields go by their names. */
export class Bidder extends Person {
  override async registers({ email = this.email, password = this.password, agree = true } = {}): Promise<void> {
    await this.opens("/register");
    await this.page.locator("#agree").setChecked(agree);
    await this.sends("email", { email, password, again: password });
  }

  override async joins(): Promise<void> {
    await this.registers();
    await this.sends("code", { code: codeIn(await this.textTo(this.email, "/link/confirm/")) });
    await expect(this.page).toHaveURL("/login");
  }

  override async signsIn({ login = this.email, password = this.password, remember = false } = {}): Promise<void> {
    if (!this.page.url().endsWith("/login")) await this.opens("/login");
    await this.page.locator("#remember").setChecked(remember);
    await this.sends("login", { login, password });
  }

  override async joinsAndSignsIn(): Promise<void> {
    await this.joins();
    await this.signsIn();
    await expect(this.page).toHaveURL("/account");
  }

  override async signsOut(): Promise<void> {
    await this.presses(this.page.getByRole("banner").getByRole("button"));
    await expect(this.page).toHaveURL("/login");
  }

  override async proves(password = this.password): Promise<void> {
    await expect(this.page).toHaveURL("/account/prove");
    await this.sends("password", { password });
  }

  /** Gives a login on the page that restores, and passes for a person. */
  async asksFor(login = this.email): Promise<void> {
    if (!this.page.url().endsWith("/restore")) await this.opens("/restore");
    await this.passes();
    await this.sends("login", { login });
  }

  /** Up to the page that waits for the code. */
  override async asksToRestore(login = this.email): Promise<void> {
    await this.asksFor(login);
    await expect(this.page).toHaveURL("/restore/code");
  }

  /** The code of the newest letter that restores, once so many have come. */
  async readsKey(count = 1): Promise<string> {
    const key = KEY.exec(await this.textTo(this.email, RESTORING, count))?.[0];
    if (!key) throw new Error(`no code in the letter to ${this.email}`);
    return key;
  }

  override async readsLink(count = 1): Promise<string> {
    return linkIn(await this.textTo(this.email, RESTORING, count));
  }

  async restores(fields: { code?: string; password: string; again?: string }): Promise<void> {
    await this.sends("password", { again: fields.password, ...fields });
  }
}
