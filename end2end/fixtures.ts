import { randomBytes } from "node:crypto";
import { type BrowserContext, type BrowserContextOptions, type Page, test as base } from "@playwright/test";
import { Artist, shortAddress } from "./support/artist";
import { Bidder } from "./support/bidder";
import { Cabinet, type Settings } from "./support/cabinet";
import { Caller, mobile } from "./support/caller";
import { Correspondent, username } from "./support/correspondent";
import { Developer } from "./support/developer";
import { Faults } from "./support/faults";
import { type Mode, Person } from "./support/person";

export { expect } from "@playwright/test";

export interface Options {
  mode: Mode;
}

interface WorkerFixtures extends Options {
  /** Settings of every server of a file: what kind of site its tests are about. */
  site: Settings;
  /** The server that tests share. Its clock is not theirs to move. */
  shared: Cabinet;
}

interface Fixtures {
  /** Settings of a server of the test's own; without any the test uses the shared one. */
  own: Settings | undefined;
  server: Cabinet;
  faults: Faults;
  /** Somebody with an address that nobody else has. */
  ada: Person;
  /** Another browser. */
  visit: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same person, or another one, at another browser. */
  meet: (email?: string, options?: BrowserContextOptions) => Promise<Person>;
  /** Somebody with a number that nobody else has. */
  bell: Caller;
  /** The same caller, or another one, at another browser. */
  ring: (number?: string, options?: BrowserContextOptions) => Promise<Caller>;
  /** Somebody at the console, with an address that nobody else has. */
  grace: Developer;
  /** The same developer, or another one, at another browser. */
  greet: (email?: string, options?: BrowserContextOptions) => Promise<Developer>;
  /** Somebody with a mailbox, by a name that nobody else has. */
  mary: Correspondent;
  /** The same correspondent, or another one, at another browser. */
  hail: (name?: string, options?: BrowserContextOptions) => Promise<Correspondent>;
  /** Somebody who works for an organisation, with an address that nobody else has. */
  olga: Bidder;
  /** The same bidder, or another one, at another browser. */
  calls: (email?: string, options?: BrowserContextOptions) => Promise<Bidder>;
  /** Somebody at the market, with a short address that nobody else has. */
  frida: Artist;
  /** The same person, or another one, at another browser. */
  call: (email?: string, options?: BrowserContextOptions) => Promise<Artist>;
}

export const address = (name = "ada"): string => `${name}.${randomBytes(6).toString("hex")}@example.org`;

async function ready(context: BrowserContext, mode: Mode, faults: Faults): Promise<void> {
  await faults.watch(context);
  if (mode !== "blocked") return;
  await context.route("**/*.wasm", (route) => route.abort());
  faults.expect(/\.wasm|Failed to fetch|net::ERR_FAILED/);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  mode: ["hydrated", { option: true, scope: "worker" }],
  site: [{}, { option: true, scope: "worker" }],
  shared: [
    async ({ site }, use) => {
      const server = await Cabinet.start(site);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  own: [undefined, { option: true }],
  server: async ({ site, own, shared }, use, info) => {
    const server = own ? await Cabinet.start({ ...site, ...own }) : shared;
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("log", { body: server.log.slice(-20_000) });
    if (own) await server.stop();
  },
  baseURL: async ({ server }, use) => use(server.url),
  faults: async ({}, use) => {
    const faults = new Faults();
    await use(faults);
    faults.verify();
  },
  context: async ({ context, mode, faults }, use) => {
    await ready(context, mode, faults);
    await use(context);
  },
  ada: async ({ page, server, mode, faults }, use) => use(new Person(page, server, mode, faults, address())),
  visit: async ({ browser, server, mode, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL: server.url, ...options });
      contexts.push(context);
      await ready(context, mode, faults);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  meet: async ({ visit, server, mode, faults }, use) =>
    use(async (email = address("bob"), options) => new Person(await visit(options), server, mode, faults, email)),
  bell: async ({ page, server, mode, faults }, use) => use(new Caller(page, server, mode, faults, mobile())),
  ring: async ({ visit, server, mode, faults }, use) =>
    use(async (number = mobile(), options) => new Caller(await visit(options), server, mode, faults, number)),
  grace: async ({ page, server, mode, faults }, use) => use(new Developer(page, server, mode, faults, address("grace"))),
  greet: async ({ visit, server, mode, faults }, use) =>
    use(async (email = address("dev"), options) => new Developer(await visit(options), server, mode, faults, email)),
  mary: async ({ page, server, mode, faults }, use) => use(new Correspondent(page, server, mode, faults, username())),
  hail: async ({ visit, server, mode, faults }, use) =>
    use(async (name = username(), options) => new Correspondent(await visit(options), server, mode, faults, name)),
  olga: async ({ page, server, mode, faults }, use) => use(new Bidder(page, server, mode, faults, address("olga"))),
  calls: async ({ visit, server, mode, faults }, use) =>
    use(async (email = address("ivan"), options) => new Bidder(await visit(options), server, mode, faults, email)),
  frida: async ({ page, server, mode, faults }, use) => use(new Artist(page, server, mode, faults, shortAddress())),
  call: async ({ visit, server, mode, faults }, use) =>
    use(async (email = shortAddress(), options) => new Artist(await visit(options), server, mode, faults, email)),
});
