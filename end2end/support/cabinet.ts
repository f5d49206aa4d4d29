import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "@playwright/test";

/** Keys of the configuration: `{ "smtp.host": "127.0.0.1" }`. */
export type Settings = Record<string, string>;

/** A letter on the development server's page. */
export interface Letter {
  id: string;
  channel: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  status: string;
  at: string;
}

/** Seen from the folder of these tests, wherever they are started. */
const PROGRAM = resolve(import.meta.dirname, "..", process.env.CABINET_BIN ?? "../target/release/cabinet");

/** Time stands still, chance repeats itself, hashing is cheap, everybody may come from one address, and a mailbox is never full. */
const SETTINGS: Settings = {
  "development.clock": "2026-11-22T12:00:00Z",
  "development.seed": "1",
  "argon2.memory_kib": "7168",
  "argon2.passes": "1",
  "limits.login_address.burst": "1000000",
  "limits.register_address.burst": "1000000",
  "limits.restore_address.burst": "1000000",
  "limits.letters_mailbox.burst": "1000",
  "limits.letters_mailbox_day.burst": "1000",
  "limits.codes_mailbox.burst": "1000",
};

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

/** A running Cabinet in a folder of its own. */
export class Cabinet {
  log = "";
  private gone = false;
  private runs = 0;

  private constructor(
    readonly url: string,
    readonly port: number,
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly process: ChildProcess,
  ) {
    process.stdout?.setEncoding("utf8").on("data", (text: string) => (this.log += text));
    process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.log += text));
    process.on("close", (code, signal) => {
      this.gone = true;
      this.log += `\n[ended: ${code ?? signal}]\n`;
    });
  }

  /** Starts with these settings over the usual ones; an empty one is left out. */
  static async start(settings: Settings = {}): Promise<Cabinet> {
    const port = await freePort();
    const url = settings["public_url"] ?? `http://127.0.0.1:${port}`;
    const folder = mkdtempSync(join(tmpdir(), "cabinet-"));
    const env: Record<string, string> = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
    for (const [key, value] of Object.entries({ address: `127.0.0.1:${port}`, public_url: url, ...SETTINGS, ...settings })) {
      if (value !== "") env[`CABINET_${key.toUpperCase().replaceAll(".", "__")}`] = value;
    }
    const child = spawn(PROGRAM, ["serve"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const cabinet = new Cabinet(url, port, folder, env, child);
    try {
      await cabinet.opens();
    } catch (fault) {
      rmSync(folder, { recursive: true, force: true });
      throw fault;
    }
    return cabinet;
  }

  private async opens(): Promise<void> {
    const host = new URL(this.url).host;
    const healthy = () =>
      new Promise<number>((done) => {
        get({ port: this.port, path: "/healthz", headers: { host } }, (answer) => done(answer.resume().statusCode ?? 0)).on("error", () => done(0));
      });
    await expect.poll(async () => this.gone || (await healthy()) === 200, { timeout: 20_000, intervals: [20, 50, 100] }).toBe(true);
    if (this.gone) throw new Error(`Cabinet did not start: ${this.log}`);
  }

  /** Moves the clock on. */
  async later(seconds: number): Promise<void> {
    const answer = await fetch(`${this.url}/dev/clock?seconds=${seconds}`, { method: "POST" });
    expect(answer.status).toBe(204);
  }

  /** The letters to an address, newest first. */
  async lettersTo(address: string): Promise<Letter[]> {
    const all = (await (await fetch(`${this.url}/dev/outbox.json`)).json()) as Letter[];
    return all.filter((letter) => letter.to === address);
  }

  /** The newest letter to an address, once there are so many of them. */
  async letterTo(address: string, count = 1): Promise<Letter> {
    await expect.poll(async () => (await this.lettersTo(address)).length, { message: `letters to ${address}` }).toBe(count);
    const [letter] = await this.lettersTo(address);
    if (!letter) throw new Error(`no letter to ${address}`);
    return letter;
  }

  /** Runs another command of the program, in the same folder. What it talks to may live in this very process. */
  async run(...words: string[]): Promise<string> {
    this.runs += 1;
    // Chance that repeated the server's would make the names of its rows anew.
    const env = { ...this.env, CABINET_DEVELOPMENT__SEED: String(1_000 + this.runs) };
    const child = spawn(PROGRAM, words, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const [said, told, status] = await Promise.all([text(child.stdout), text(child.stderr), new Promise((done) => child.on("close", done))]);
    if (status !== 0) throw new Error(`cabinet ${words.join(" ")}: ${said}${told}`);
    return said;
  }

  /** Stops it, and fails where it has panicked. */
  async stop(): Promise<void> {
    if (!this.gone) {
      const ended = new Promise((done) => this.process.once("close", done));
      this.process.kill("SIGTERM");
      const impatience = setTimeout(() => this.process.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(impatience);
    }
    rmSync(this.folder, { recursive: true, force: true });
    expect(this.log, "the server's log").not.toContain("panicked");
  }
}

/** The code in a letter's text. */
export function codeIn(text: string): string {
  const code = /^\s*(\d{6})\s*$/m.exec(text)?.[1];
  if (!code) throw new Error(`no code in: ${text}`);
  return code;
}

/** The link in a letter's text, secret and all. */
export function linkIn(text: string): string {
  const link = /https?:\/\/\S+\/link\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`no link in: ${text}`);
  return link;
}
