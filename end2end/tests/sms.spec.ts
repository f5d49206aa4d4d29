import { expect, test as base } from "../fixtures";
import { Cabinet } from "../support/cabinet";
import { PHONE } from "../support/caller";
import { chain, headerOf, HttpGatewayServer, type HttpManner, type Part, SmppServer, type SmppManner } from "../support/gateways";
import type { Person } from "../support/person";

type Name = "web" | "air" | "backup";

interface Fixtures {
  /** Which gateways the site has, in which order. */
  order: Name[];
  /** Whether they speak TLS, and whether the site is told to trust them. */
  tls: "none" | "self-signed" | "trusted";
  /** How `web` is asked. */
  method: "POST" | "GET";
  /** Speaks HTTP. */
  web: HttpGatewayServer;
  /** Speaks SMPP. */
  air: SmppServer;
  backup: HttpGatewayServer;
}

const test = base.extend<Fixtures>({
  order: [["web"], { option: true }],
  tls: ["none", { option: true }],
  method: ["POST", { option: true }],
  web: async ({ tls, method }, use) => {
    const web = await HttpGatewayServer.start("web", "gone");
    web.method = method;
    if (tls !== "none") web.secures();
    await web.becomes("takes");
    await use(web);
    await web.stop();
  },
  air: async ({ tls }, use) => {
    const air = await SmppServer.start("air", "gone");
    if (tls !== "none") air.secures();
    await air.becomes("takes");
    await use(air);
    await air.stop();
  },
  backup: async ({}, use) => {
    const backup = await HttpGatewayServer.start("backup");
    await use(backup);
    await backup.stop();
  },
  server: async ({ web, air, backup, order, tls, own }, use, info) => {
    const gateways = order.map((name) => ({ web, air, backup })[name]);
    const trust = tls === "trusted" ? gateways.map((gateway) => gateway.authority) : [];
    const server = await Cabinet.start(Object.assign({ ...PHONE }, chain(...gateways), ...trust, own));
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("log", { body: server.log });
    await server.stop();
  },
});

const TYPED = "07400 123456";
const NUMBER = "+447400123456";
const OTHER_TYPED = "07400 123457";
const OTHER_NUMBER = "+447400123457";
const TEXT = /^(\d{6}) is your code for Cabinet\. Give it to nobody\.\n\n@127\.0\.0\.1 #\1$/;

/** Asks for an account, and so for an SMS with a code. */
async function asks(person: Person, number = TYPED): Promise<void> {
  await person.opens("/register");
  await person.types("Phone number", number);
  await person.page.getByLabel("I have read and accept").setChecked(true);
  await person.presses("Register");
  await person.isOn("Check your phone");
}

async function confirms(person: Person, text: string): Promise<void> {
  await person.types("Code in SMS", text.slice(0, 6));
  await person.presses("Confirm");
  await person.isOn("Choose your password");
}

/** Nothing of a message is in the log, whatever became of it. */
function isDiscreet(server: Cabinet): void {
  expect(server.log).not.toMatch(/7400 ?12345|is your code|no such number|who are you/);
}

function first(air: SmppServer): Part {
  const [part] = air.parts;
  if (!part) throw new Error("nothing was submitted");
  return part;
}

test("DEL-09: an SMS goes by HTTP with the code alone, and the site that it is for in its last line", async ({ ada, web, server }) => {
  await asks(ada);
  await ada.letterIs("done", "Handed");
  const sms = await web.messageTo(NUMBER);
  expect(sms.from).toBe("Cabinet");
  expect(sms.text).toMatch(TEXT);
  expect(sms.text).not.toMatch(/https?:/);
  const [asked] = web.asked;
  expect(asked).toMatchObject({ method: "POST", path: "/messages", headers: { "user-agent": "cabinet", authorization: "Bearer s3cret" } });
  expect(asked?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.keys(asked?.headers ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/cookie|referer/)]));
  await confirms(ada, sms.text);
  expect(web.asked).toHaveLength(1);
  isDiscreet(server);
});

const WAYS = {
  "a form": {},
  JSON: {
    "sms.gateway.web.content_type": "application/json",
    "sms.gateway.web.body": `{"to": "{to}", "from": "{from}", "text": "{text}", "key": "{key}"}`,
  },
};

for (const [way, settings] of Object.entries(WAYS)) {
  test.describe(`in ${way}`, () => {
    const name = `Tea & "Cake" {key} \\ 100% + Ü`;
    test.use({ own: { ...settings, "brand.name": name } });

    test(`DEL-08: whatever stands in a text comes through ${way} as it was written`, async ({ ada, web }) => {
      await asks(ada);
      const sms = await web.messageTo(NUMBER);
      expect(sms.text).toContain(`is your code for ${name}. Give it to nobody.\n\n@127.0.0.1 #`);
      expect(Object.keys(sms).sort()).toEqual(["from", "text", "to"]);
    });
  });
}

test.describe("by GET", () => {
  test.use({ method: "GET" });

  test("DEL-08: a message in an address is escaped for that", async ({ ada, web }) => {
    await asks(ada);
    expect((await web.messageTo(NUMBER)).text).toMatch(TEXT);
    const [asked] = web.asked;
    expect(asked).toMatchObject({ method: "GET", body: "" });
    expect(asked?.path).toMatch(/^\/messages\?[\w%=&.-]+$/);
  });
});

test.describe("by SMPP", () => {
  test.use({ order: ["air"] });

  test("DEL-09: a code goes by SMPP as one segment of the default alphabet", async ({ ada, air, server }) => {
    await asks(ada);
    await ada.letterIs("done", "Handed");
    const sms = await air.messageTo(NUMBER);
    expect(sms).toMatchObject({ from: "Cabinet", text: expect.stringMatching(TEXT) });
    expect(air.binds).toHaveLength(1);
    expect(air.binds[0]).toMatchObject({ system_id: "cabinet", password: "s3cret", system_type: "", interface_version: 0x34 });
    expect(air.parts).toHaveLength(1);
    expect(first(air)).toMatchObject({ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: NUMBER.slice(1) });
    expect(first(air)).toMatchObject({ source_addr_ton: 5, source_addr_npi: 0, esm_class: 0, data_coding: 0, registered_delivery: 1 });
    await air.asks();
    await confirms(ada, sms.text);
    isDiscreet(server);
  });

  for (const as of ["text", "fields"] as const) {
    for (const [state, mark, words] of [
      ["DELIVRD", "done", "Delivered to the phone"],
      ["UNDELIV", "bad", "The network could not deliver the SMS"],
    ] as const) {
      test(`a receipt as ${as} that says ${state} is shown on the page that waits`, async ({ ada, air }) => {
        await asks(ada);
        await air.messageTo(NUMBER);
        await air.reports(first(air), "ENROUTE", as);
        await ada.letterIs("done", "Handed");
        // Somebody may send back what looks like a receipt.
        await air.hears(first(air), "id:m-1 stat:EXPIRED");
        await air.reports(first(air), state, as);
        await ada.letterIs(mark, words);
      });
    }
  }

  test("DEL-05: a connection that the gateway cut, or left, is made anew for the next SMS", async ({ ada, air, server, meet }) => {
    await asks(ada);
    await air.messageTo(NUMBER);
    const bob = await meet();
    for (const [binds, end] of [
      [2, () => air.drops()],
      [3, () => air.unbinds()],
    ] as const) {
      await end();
      await asks(bob, OTHER_TYPED);
      await expect(async () => {
        // The SMS that was on its way just then is tried again.
        await server.later(10);
        expect(air.taken.filter(({ to }) => to === OTHER_NUMBER)).toHaveLength(binds - 1);
      }).toPass({ timeout: 15_000 });
      expect(air.binds).toHaveLength(binds);
    }
  });

  test("DEL-05: an SMS that came too fast for the gateway is sent again", async ({ ada, air, server }) => {
    await air.becomes("throttles");
    await asks(ada);
    await ada.letterIs("now", /next try in \d seconds?/);
    await air.becomes("takes");
    await server.later(10);
    await ada.letterIs("done", "Handed");
    await confirms(ada, (await air.messageTo(NUMBER)).text);
    expect(air.taken).toHaveLength(1);
    isDiscreet(server);
  });

  test("a number that the gateway refuses is told of", async ({ ada, air, server }) => {
    await air.becomes("refuses");
    await asks(ada);
    await ada.letterIs("bad", "Not delivered");
    expect(air.parts).toHaveLength(1);
    isDiscreet(server);
  });

  test.describe("in another language", () => {
    test.use({ locale: "ru", own: { "brand.name": "Сад у старого пруда 🗝" } });

    test("DEL-09: a text of another alphabet goes in parts that make it whole again", async ({ ada, air }) => {
      await ada.opens("/register");
      await ada.page.locator("#phone").fill(NUMBER);
      await ada.page.locator("#agree").check();
      await ada.presses(ada.page.locator("#form .primary"));
      const { text } = await air.messageTo(NUMBER);
      expect(text).toMatch(/^Сад у старого пруда 🗝: код (\d{6})\. Никому не сообщайте\.\n\n@127\.0\.0\.1 #\1$/);

      const count = air.parts.length;
      expect(count).toBeGreaterThan(1);
      const references = air.parts.map((part) => headerOf(part).reference);
      expect(new Set(references).size).toBe(1);
      air.parts.forEach((part, index) => {
        expect(headerOf(part)).toMatchObject({ total: count, number: index + 1 });
        expect(part).toMatchObject({ esm_class: 0x40, data_coding: 8, registered_delivery: index + 1 === count ? 1 : 0 });
        expect(part.short_message.message.length).toBeLessThanOrEqual(67);
      });
    });
  });
});

test.describe("with a gateway to fall back on", () => {
  test.use({ order: ["web", "backup"] });

  for (const manner of ["fails", "throttles", "locks-out", "hangs", "gone", "redirects", "garbage", "endless"] as const satisfies HttpManner[]) {
    test(`DEL-05: where the first gateway is or does "${manner}", the next takes over, and the first again once it can`, async ({ ada, web, backup, server, meet }) => {
      await web.becomes(manner);
      await asks(ada);
      await ada.letterIs("done", "Handed");
      const { text } = await backup.messageTo(NUMBER);
      expect(text).toMatch(TEXT);
      expect(web.taken).toEqual([]);
      const [at] = backup.asked;
      expect(at?.key).toBeTruthy();
      // No redirect was followed, and nothing was asked twice.
      expect(web.asked.map(({ path, key }) => ({ path, key }))).toEqual(manner === "gone" ? [] : [{ path: "/messages", key: at?.key }]);
      if (manner === "endless") {
        await expect.poll(() => web.cut).toBe(true);
        expect(web.poured).toBeLessThan(32 * 1024 * 1024);
      }
      await expect.poll(() => server.log).toMatch(/"gateway":"web"/);
      isDiscreet(server);
      await confirms(ada, text);

      await web.becomes("takes");
      const bob = await meet();
      await asks(bob, OTHER_TYPED);
      await web.messageTo(OTHER_NUMBER);
      expect(backup.taken).toHaveLength(1);
    });
  }

  test("a number that the first gateway refuses is offered to no other", async ({ ada, web, backup, server }) => {
    await web.becomes("refuses");
    await asks(ada);
    await ada.letterIs("bad", "Not delivered");
    expect(web.asked).toHaveLength(1);
    expect(backup.asked).toEqual([]);
    isDiscreet(server);
  });

  test("DEL-05: while no gateway can be reached the page tells of the next try, and every try has the same key", async ({ ada, web, backup, server }) => {
    await web.becomes("fails");
    await backup.becomes("fails");
    await asks(ada);
    await ada.letterIs("now", /next try in \d seconds?/);
    await web.becomes("gone");
    await backup.becomes("takes");
    await server.later(10);
    await ada.letterIs("done", "Handed");
    await confirms(ada, (await backup.messageTo(NUMBER)).text);
    const keys = [...web.asked, ...backup.asked].map(({ key }) => key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });
});

test.describe("with SMPP and a gateway to fall back on", () => {
  test.use({ order: ["air", "backup"] });

  for (const manner of ["fails", "throttles", "locks-out", "hangs", "silent", "gone", "garbage"] as const satisfies SmppManner[]) {
    test(`DEL-05: where the SMPP gateway is or does "${manner}", the next takes over, and it again once it can`, async ({ ada, air, backup, server, meet }) => {
      await air.becomes(manner);
      await asks(ada);
      await ada.letterIs("done", "Handed");
      const { text } = await backup.messageTo(NUMBER);
      expect(text).toMatch(TEXT);
      expect(air.taken).toEqual([]);
      await expect.poll(() => server.log).toMatch(/"gateway":"air"/);
      isDiscreet(server);
      await confirms(ada, text);

      await air.becomes("takes");
      const bob = await meet();
      await asks(bob, OTHER_TYPED);
      await air.messageTo(OTHER_NUMBER);
      expect(backup.taken).toHaveLength(1);
    });
  }
});

test.describe("with much patience", () => {
  test.use({ own: { "sms.gateway.web.timeout": "45s" } });

  test("DEL-05: the page does not wait for the gateway", async ({ ada, web, server }) => {
    await web.becomes("hangs");
    await asks(ada);
    await expect.poll(() => web.asked.length).toBe(1);
    // The gateway has the request and says nothing; the page has long been there, and answers.
    await ada.looksAgain();
    await ada.isOn("Check your phone");
    await expect(ada.main.locator(".track .now")).toBeVisible();
    await web.becomes("takes");
    await ada.letterIs("now", /next try in \d seconds?/);
    await server.later(10);
    await confirms(ada, (await web.messageTo(NUMBER)).text);
  });
});

for (const name of ["web", "air"] as const) {
  test.describe(`over TLS to ${name}`, () => {
    test.describe("of nobody known", () => {
      test.use({ order: [name], tls: "self-signed" });

      test(`DEL-08: a gateway (${name}) that nobody vouches for is told nothing`, async ({ ada, web, air, server }) => {
        await asks(ada);
        await ada.letterIs("now", /next try in \d seconds?/);
        await server.later(10);
        await expect.poll(() => ({ web, air })[name].connections).toBeGreaterThan(1);
        expect([...web.asked, ...air.binds, ...air.parts]).toEqual([]);
      });
    });

    test.describe("of an authority that the operator named", () => {
      test.use({ order: [name], tls: "trusted" });

      test(`DEL-08: a gateway (${name}) is known by the authority that the operator names`, async ({ ada, web, air, server }) => {
        await asks(ada);
        const { text } = await ({ web, air })[name].messageTo(NUMBER);
        await confirms(ada, text);
        expect(await server.run("check")).toContain("is sound");
      });
    });
  });
}
