import { address, expect, test as base } from "../fixtures";
import { Cabinet, codeIn, linkIn } from "../support/cabinet";
import { MailServer, type Manner } from "../support/mail";
import { PASSWORD } from "../support/person";

interface Fixtures {
  manner: Manner;
  mail: MailServer;
}

const test = base.extend<Fixtures>({
  manner: ["takes", { option: true }],
  mail: async ({ manner }, use) => {
    const mail = await MailServer.start(manner);
    await use(mail);
    await mail.stop();
  },
  server: async ({ mail, own }, use, info) => {
    const server = await Cabinet.start({ ...mail.settings, "smtp.timeout": "2s", ...own });
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("log", { body: server.log });
    await server.stop();
  },
});

test("a letter goes by SMTP as text and as HTML, to one address, and confirms", async ({ ada, mail }) => {
  await ada.registers();
  await ada.letterIs("done", "Handed to the mail server");
  const letter = await mail.letterTo(ada.email);
  expect(letter.subject).toBe("Confirm your address at Cabinet");
  expect(letter.from).toMatchObject({ name: "Cabinet", address: "accounts@example.org" });
  expect(letter.to).toHaveLength(1);
  expect(letter.cc ?? letter.bcc ?? letter.replyTo).toBeUndefined();
  expect(letter.messageId).toMatch(/^<.+@.+>$/);
  expect(letter.date).toBeTruthy();
  expect(letter.headers.find(({ key }) => key === "auto-submitted")?.value).toBe("auto-generated");
  const [text, html] = [letter.text ?? "", letter.html ?? ""];
  expect(html).toContain(codeIn(text));
  expect(html).toContain(`href="${linkIn(text)}"`);
  expect(html).toContain(`lang="en" dir="ltr"`);
  expect(html).not.toMatch(/<img|<script|src=/);
  expect(letter.attachments).toEqual([]);

  await ada.confirms(codeIn(text));
  await ada.signsIn();
  await ada.isOn("Your account");
});

test.describe("a letter in another language", () => {
  test.use({ locale: "ru" });

  test("arrives as it was written", async ({ ada, mail }) => {
    await ada.opens("/register");
    await ada.page.locator("#email").fill(ada.email);
    await ada.page.locator("#password").fill(PASSWORD);
    await ada.page.locator("#agree").check();
    await ada.presses(ada.page.locator("#form .primary"));
    const letter = await mail.letterTo(ada.email);
    expect(letter.subject).toMatch(/Cabinet.*подтвердите/);
    expect(letter.html).toContain(`lang="ru"`);
    expect(codeIn(letter.text ?? "")).toMatch(/^\d{6}$/);
  });
});

test("a mail server that refuses the address is told of, and the address can be corrected", async ({ ada, mail, page }) => {
  await mail.becomes("refuses");
  const mistyped = address("nobody");
  await ada.registers({ email: mistyped });
  await ada.letterIs("bad", "Not delivered: the mail server did not take the letter");
  expect(mail.recipients).toEqual([mistyped]);

  await mail.becomes("takes");
  await page.getByText("Wrong address? Correct it").click();
  await ada.types("E-mail", ada.email);
  await ada.presses("Send the letter there");
  await ada.letterIs("done", "Handed to the mail server");
  await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
  await ada.reads("Your address is confirmed.");
});

for (const manner of ["defers", "greets-421", "hangs", "gone"] as const) {
  test(`DEL-05: with a mail server that ${manner === "gone" ? "is gone" : manner} the page tells of the next try, and the letter comes later`, async ({ ada, mail, server }) => {
    await mail.becomes(manner);
    await ada.registers();
    await ada.letterIs("now", /The mail server did not take it; next try in \d seconds?/);
    await mail.becomes("takes");
    await server.later(10);
    await ada.letterIs("done", "Handed to the mail server");
    await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
    await ada.reads("Your address is confirmed.");
    expect(mail.letters).toHaveLength(1);
  });
}

test("ENU-03: whatever the mail server does, the answer comes at once, and alike for known and unknown addresses", async ({ ada, mail, server, request }) => {
  await ada.registers();
  await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
  await ada.isOn("Sign in");
  for (const manner of ["takes", "refuses", "defers", "greets-421", "hangs", "gone"] as const) {
    await mail.becomes(manner);
    await server.later(24 * 3600);
    const answers: string[] = [];
    for (const email of [ada.email, address("unknown")]) {
      const began = performance.now();
      const answer = await request.post("/api/register", {
        form: { email, password: PASSWORD, agree: "yes" },
        headers: { accept: "text/html", "sec-fetch-site": "same-origin" },
        maxRedirects: 0,
      });
      expect(performance.now() - began, `${manner}: milliseconds`).toBeLessThan(1_000);
      const names = answer.headersArray().map(({ name, value }) => (/^(date)$/i.test(name) ? name : `${name}: ${value.replace(/=[^;]+/, "=…")}`));
      answers.push([answer.status(), ...names].join("\n"));
    }
    expect(answers[1], manner).toBe(answers[0]);
    expect(answers[0]).toContain("location: /confirm");
  }
});

for (const manner of ["refuses", "defers", "gone"] as const) {
  test(`ENU-03: with a mail server that ${manner === "gone" ? "is gone" : manner} the page that waits to restore tells of it, whoever has the address`, async ({
    ada,
    mail,
    server,
    meet,
  }) => {
    const nobody = await meet();
    await ada.registers();
    await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
    await ada.isOn("Sign in");
    await mail.becomes(manner);
    const texts: string[] = [];
    for (const person of [ada, nobody]) {
      await person.asksToRestore();
      if (manner === "refuses") await person.letterIs("bad", "Not delivered: the mail server did not take the letter");
      else await person.letterIs("now", /The mail server did not take it; next try in \d seconds?/);
      texts.push((await person.textOfPage()).replace(/next try in \d seconds?/, "next try soon"));
    }
    expect(texts[1]).toBe(texts[0]);
    if (manner === "refuses") return;

    await mail.becomes("takes");
    await server.later(10);
    for (const person of [ada, nobody]) await person.letterIs("done", "Handed to the mail server");
    const told = await mail.letterTo(nobody.email);
    const restores = await mail.letterTo(ada.email, 2);
    expect(told.subject).toBe(restores.subject);
    expect(told.text).toContain("No account has it, so there is nothing to restore.");
    await ada.provesBy(codeIn(restores.text ?? ""));
    await ada.isOn("Choose a new password");
  });
}

test("ENU-03: what becomes of a username's letter is not told", async ({ ada, mail, meet }) => {
  await ada.registers();
  await ada.confirms(codeIn((await mail.letterTo(ada.email)).text ?? ""));
  await ada.signsIn();
  await ada.types("Username", "adalovelace");
  await ada.presses("Save username");
  await ada.reads("Your username is saved.");
  await mail.becomes("refuses");
  const nobody = await meet();
  const texts: string[] = [];
  for (const [person, name] of [
    [ada, "adalovelace"],
    [nobody, "nobodyatall"],
  ] as const) {
    await person.asksToRestore(name);
    await person.letterIs("done", "Handed to the mail server");
    texts.push((await person.textOfPage()).replaceAll(name, "LOGIN"));
  }
  await expect.poll(() => mail.recipients.filter((recipient) => recipient === ada.email)).toHaveLength(2);
  expect(texts[1]).toBe(texts[0]);
  await ada.looksAgain();
  await ada.letterIs("done", "Handed to the mail server");
});

for (const manner of ["strips-starttls", "self-signed"] as const) {
  test.describe("with STARTTLS required", () => {
    test.use({ own: { "smtp.tls": "starttls" }, manner });

    test(`DEL-07: a mail server that ${manner === "self-signed" ? "nobody vouches for" : "offers no TLS"} is told nothing`, async ({ ada, mail, server }) => {
      await ada.registers();
      await ada.letterIs("now", "The mail server did not take it");
      await server.later(10);
      await expect.poll(() => mail.connections).toBeGreaterThan(1);
      expect(mail.recipients).toEqual([]);
      expect(mail.letters).toEqual([]);
    });
  });
}
