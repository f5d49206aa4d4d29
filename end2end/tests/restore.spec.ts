import { address, expect, test } from "../fixtures";
import { codeIn, linkIn } from "../support/cabinet";
import type { Person } from "../support/person";

const NEW = "seven herons under glass";
const WRONG_LOGIN = "The login or the password is not right.";
const WRONG_CODE = "This code is not the right one, or it no longer works.";
const RESTORED =
  "Your new password is set. Everyone who was signed in has been signed out, and we have written to your address. Sign in with the new password.";

/** How a link that opens nothing is answered. */
const ENDS = {
  mistyped: ["This link is not complete", "A part of it is missing, or it is not from a letter of ours."],
  expired: ["This link is too old", "It has waited longer than such a link may."],
  used: ["This link was used already", "A password was chosen with it."],
  replaced: ["This link no longer counts", "A newer letter took its place, or the account has changed since."],
} as const;

async function isOver(person: Person, end: keyof typeof ENDS): Promise<void> {
  const [title, reason] = ENDS[end];
  await person.isOn(title);
  await person.reads(reason);
  await expect(person.page).toHaveTitle(`${title} · Cabinet`);
  await expect(person.page).toHaveURL("/restore/password");
  await expect(person.page.locator("input[type=password]")).toHaveCount(0);
}

const not = (code: string) => (code === "000000" ? "000001" : "000000");

test("REC-06: by the link of the letter a password is replaced, and everybody is signed out", async ({ ada, meet, page }) => {
  await ada.joins();
  const elsewhere = await meet(ada.email);
  await elsewhere.signsIn();
  await elsewhere.isOn("Your account");

  await ada.opens("/login");
  await ada.types("E-mail or username", ada.email);
  await ada.leavesBy("Forgot your password?");
  await ada.isOn("Restore access");
  await expect(page).toHaveURL("/restore");
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  await ada.presses("Send the letter");
  await ada.isOn("Check your mailbox");
  await expect(page).toHaveURL("/restore/code");
  await ada.reads(`If \u2068${ada.email}\u2069 belongs to an account, a letter with a code and a link is on its way`);
  await ada.reads("Look for a letter from Cabinet with the subject “Restore your access to Cabinet”");
  await ada.letterIs("done", "Handed to the mail server");

  const letter = await ada.receives(2);
  expect(letter.subject).toBe("Restore your access to Cabinet");
  expect(letter.text).toContain("The code works for 10 minutes");
  expect(letter.text).toContain("The link works for 30 minutes.");
  await ada.opens(linkIn(letter.text));
  await ada.isOn("Choose a new password");
  await expect(page).toHaveURL("/restore/password");
  await ada.reads(`It will be the password of the account \u2068${ada.email}\u2069.`);
  await ada.chooses(NEW);
  await ada.isOn("Sign in");
  await ada.reads(RESTORED);
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);

  await elsewhere.looksAgain();
  await elsewhere.isOn("Sign in");
  await ada.signsIn();
  await ada.isRefused(WRONG_LOGIN);
  await ada.signsIn({ password: NEW });
  await ada.isOn("Your account");
});

test("REC-05: whoever has chosen a password is not signed in by that", async ({ ada, context, page }) => {
  await ada.joins();
  await ada.asksToRestore();
  await ada.provesBy(await ada.readsCode(2));
  await ada.chooses(NEW);
  await ada.isOn("Sign in");
  await expect(page.getByRole("banner")).not.toContainText(ada.email);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("session");
  await ada.opens("/account");
  await ada.isOn("Sign in");
});

test("the code of the letter opens the way too, typed with spaces and dashes", async ({ ada, meet, page }) => {
  const bob = await meet();
  for (const [person, separator] of [
    [ada, " "],
    [bob, "-"],
  ] as const) {
    await person.joins();
    await person.asksToRestore();
    const code = await person.readsCode(2);
    await person.provesBy(` ${code.slice(0, 3)}${separator}${code.slice(3)} `);
    await person.isOn("Choose a new password");
    await person.reads(person.email);
    await person.chooses(NEW);
    await person.reads(RESTORED);
  }
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  await ada.signsIn({ password: NEW });
  await ada.isOn("Your account");
});

test("the code of the letter can be pasted", async ({ ada, page }) => {
  await ada.joins();
  await ada.asksToRestore();
  const code = await ada.readsCode(2);
  await page.getByText("Wrong login? Correct it").click();
  await ada.types("E-mail or username", `${code.slice(0, 3)}\u2013${code.slice(3)} `);
  await page.getByLabel("E-mail or username").selectText();
  await page.keyboard.press("Control+c");
  await page.getByLabel("Code from the letter").focus();
  await page.keyboard.press("Control+v");
  await ada.presses("Go on");
  await ada.isOn("Choose a new password");
});

test("BRU-14: a wrong code is refused, and after five of them the right one too; the link still works", async ({ ada, page }) => {
  await ada.joins();
  await ada.asksToRestore();
  const letter = await ada.receives(2);
  const code = codeIn(letter.text);
  for (const given of [not(code), not(code), not(code), not(code), not(code), code]) {
    await ada.provesBy(given);
    await ada.isRefused(WRONG_CODE);
    await expect(page.getByLabel("Code from the letter")).toHaveAttribute("aria-invalid", "true");
  }
  await ada.opens(linkIn(letter.text));
  await ada.isOn("Choose a new password");
});

test("TOK-13: a code works in the browser that asked alone", async ({ ada, meet }) => {
  await ada.joins();
  await ada.asksToRestore();
  const code = await ada.readsCode(2);
  const thief = await meet();
  await thief.asksToRestore();
  await thief.letterIs("done", "Handed to the mail server");
  await thief.provesBy(code);
  await thief.isRefused(WRONG_CODE);
  await ada.provesBy(code);
  await ada.isOn("Choose a new password");
});

test("TOK-02: machines that look at the link use nothing up", async ({ ada, meet, request }) => {
  await ada.joins();
  await ada.asksToRestore();
  const link = await ada.readsLink(2);
  const scanner = await meet();
  for (const _ of [1, 2, 3]) {
    expect((await request.head(link, { maxRedirects: 0 })).status()).toBe(303);
    const landed = await request.get(link, { maxRedirects: 0 });
    expect([landed.status(), landed.headers()["location"]]).toEqual([303, "/restore/password"]);
    await scanner.opens(link);
    await scanner.isOn("Choose a new password");
  }
  await ada.opens(link);
  await ada.chooses(NEW);
  await ada.reads(RESTORED);
});

test("TOK-03: the secret of the link is neither in the address bar nor in the history nor in any later request", async ({ ada, page, context }) => {
  await ada.joins();
  await ada.asksToRestore();
  const link = await ada.readsLink(2);
  const secret = link.split("/").pop() ?? "";
  expect(secret.length).toBeGreaterThan(20);
  const seen: string[] = [];
  page.on("request", (request) => seen.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`));

  await ada.opens(link);
  await expect(page).toHaveURL("/restore/password");
  expect(await page.content()).not.toContain(secret);
  await ada.chooses(NEW);
  await ada.isOn("Sign in");

  const telling = seen.filter((request) => request.includes(secret));
  expect(telling).toHaveLength(1);
  expect(telling[0]?.startsWith(`${link} `)).toBe(true);
  expect(seen.length).toBeGreaterThan(3);
  const devtools = await context.newCDPSession(page);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  expect(entries.map((entry) => entry.url).join()).not.toContain(secret);
  expect(await page.content()).not.toContain(secret);
});

test("TOK-08: a link that was mistyped says so, and leads to a new letter", async ({ ada, page }) => {
  for (const token of ["x", "A".repeat(43), "%00", "..%2f..", "A".repeat(3000)]) {
    await ada.opens(`/link/restore/${token}`);
    await isOver(ada, "mistyped");
  }
  await expect(ada.main.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/login");
  await ada.follows("Ask for a new letter");
  await ada.isOn("Restore access");
  await expect(page).toHaveURL("/restore");
});

test("TOK-01: a link that was used says so, also where its page still stands open", async ({ ada, meet }) => {
  await ada.joins();
  await ada.asksToRestore();
  const link = await ada.readsLink(2);
  const second = await meet(ada.email);
  await second.opens(link);
  await second.isOn("Choose a new password");
  await ada.opens(link);
  await ada.chooses(NEW);
  await ada.reads(RESTORED);

  await second.chooses("another nine words of nonsense");
  await second.isTold("A password was chosen with it.");
  for (const person of [ada, second]) {
    await person.opens(link);
    await isOver(person, "used");
  }
  await ada.opens("/login");
  await ada.signsIn({ password: NEW });
  await ada.isOn("Your account");
});

test("TOK-07: a newer letter takes the place of the one before, link and code", async ({ ada, meet }) => {
  await ada.joins();
  await ada.asksToRestore();
  const old = await ada.receives(2);
  const other = await meet(ada.email);
  await other.asksToRestore();
  const link = await other.readsLink(3);

  await ada.provesBy(codeIn(old.text));
  await ada.isRefused(WRONG_CODE);
  await ada.opens(linkIn(old.text));
  await isOver(ada, "replaced");
  await other.opens(link);
  await other.chooses(NEW);
  await other.reads(RESTORED);
});

test("TOK-07: a link dies with a change of the password", async ({ ada, meet }) => {
  await ada.joinsAndSignsIn();
  const other = await meet(ada.email);
  await other.asksToRestore();
  const link = await other.readsLink(2);
  await ada.opens("/account/password");
  await ada.changesPassword({ to: NEW });
  await ada.isOn("Your account");
  await other.opens(link);
  await isOver(other, "replaced");
});

test("ENU-01: whoever has no account gets the same page, word for word, and a letter that says so once a day", async ({ ada, meet }) => {
  await ada.joins();
  const nobody = await meet();
  for (const person of [ada, nobody]) {
    await person.asksToRestore();
    await person.letterIs("done", "Handed to the mail server");
  }
  expect(await nobody.textOfPage()).toBe(await ada.textOfPage());
  expect(await nobody.page.title()).toBe(await ada.page.title());

  const [told, restores] = [await nobody.receives(), await ada.receives(2)];
  expect(told.subject).toBe(restores.subject);
  expect(told.text).toContain("No account has it, so there is nothing to restore.");
  expect(told.text).toContain(`${nobody.server.url}/register`);
  expect(told.text).not.toMatch(/\/link\/|^\s*\d{6}\s*$/m);

  const again = await meet(nobody.email);
  await again.asksToRestore();
  await again.letterIs("done", "Handed to the mail server");
  expect(await again.textOfPage()).toBe(await ada.textOfPage());
  await again.receives(1);
  for (const person of [ada, nobody]) {
    await person.provesBy("12345");
    await person.isRefused("The code has six digits.");
    await person.provesBy(person === ada ? not(codeIn(restores.text)) : "123456");
    await person.isRefused(WRONG_CODE);
  }
  expect(await nobody.textOfPage()).toBe(await ada.textOfPage());
});

test("REC-13: an account that is shut gets the same page, and no letter", async ({ ada, meet, server }) => {
  const nobody = await meet();
  await ada.joins();
  await server.run("account", "disable", ada.email);
  for (const person of [ada, nobody]) {
    await person.asksToRestore();
    await person.letterIs("done", "Handed to the mail server");
  }
  expect(await ada.textOfPage()).toBe(await nobody.textOfPage());
  await ada.receives(1);
});

test("by a username the letter goes to the address of its account, and the page tells nothing of that", async ({ ada, meet, page }) => {
  const name = (ada.email.split("@")[0] ?? "").slice(0, 32);
  await ada.joinsAndSignsIn();
  await ada.types("Username", name);
  await ada.presses("Save username");
  await ada.reads("Your username is saved.");
  await ada.signsOut();
  await ada.isOn("Sign in");

  const nobody = await meet();
  await nobody.asksToRestore("nobodyatall");
  await ada.asksToRestore(name);
  for (const person of [ada, nobody]) await person.letterIs("done", "Handed to the mail server");
  expect((await ada.textOfPage()).replaceAll(name, "LOGIN")).toBe((await nobody.textOfPage()).replaceAll("nobodyatall", "LOGIN"));
  await expect(page.getByText(ada.email)).toHaveCount(0);

  await ada.provesBy(await ada.readsCode(2));
  await ada.reads(ada.email);
  await ada.chooses(NEW);
  await ada.reads(RESTORED);
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
});

test("a mistyped login is corrected: the letter goes to the right address, and the page says to which", async ({ ada, meet, page }) => {
  await ada.joins();
  const mistyped = await meet();
  await ada.asksToRestore(mistyped.email);
  await page.getByText("Wrong login? Correct it").click();
  await expect(page.getByLabel("E-mail or username")).toHaveValue(mistyped.email);
  await ada.types("E-mail or username", "");
  await ada.presses("Ask with this login");
  await ada.isRefused("Enter your e-mail or username.");
  await ada.types("E-mail or username", ada.email);
  await ada.presses("Ask with this login");
  await ada.reads(`If \u2068${ada.email}\u2069 belongs to an account`);
  await ada.provesBy(await ada.readsCode(2));
  await ada.isOn("Choose a new password");
});

test("who cannot read the mailbox any more is told what else there is", async ({ ada, page }) => {
  await ada.asksToRestore();
  await expect(page.getByText("If your account has a username, you can ask with that too")).toBeHidden();
  await page.getByText("Can you no longer read that mailbox?").click();
  await expect(page.getByText("If your account has a username, you can ask with that too")).toBeVisible();
  await ada.reads("If neither helps, write to \u2068support@example.org\u2069.");
});

test("REC-06: the address is told of the new password, and its letter leads to restoring and holds no secret", async ({ ada, page, server }) => {
  await ada.joins();
  await ada.asksToRestore();
  await ada.provesBy(await ada.readsCode(2));
  await ada.chooses(NEW);
  await ada.reads(RESTORED);
  const notice = await ada.receives(3);
  expect(notice.subject).toBe("A change to your account at Cabinet");
  expect(notice.text).toContain("a new password was chosen for your account at Cabinet by way of a letter.");
  expect(notice.text).toContain("Where from: Chrome, Linux, network 127.0.0.0/24. When: 2026-11-22 12:00 UTC.");
  expect(notice.text).not.toMatch(/\/link\/|\b\d{6}\b/);
  const [link] = /https?:\/\/\S+/.exec(notice.text) ?? [];
  expect(link).toBe(`${server.url}/restore`);
  await ada.opens(link ?? "");
  await ada.isOn("Restore access");
  await expect(page).toHaveURL("/restore");
});

test("Back and Forward lead through the way back in, and past its end to nothing that was used", async ({ ada, page }) => {
  await ada.joins();
  await ada.opens("/login");
  await ada.types("E-mail or username", ada.email);
  await ada.leavesBy("Forgot your password?");
  await ada.presses("Send the letter");
  await ada.isOn("Check your mailbox");
  await page.goBack();
  await ada.isOn("Restore access");
  await page.goBack();
  await ada.isOn("Sign in");
  await page.goForward();
  await ada.isOn("Restore access");
  await page.goForward();
  await ada.isOn("Check your mailbox");
  await ada.settles();
  await ada.provesBy(await ada.readsCode(2));
  await ada.isOn("Choose a new password");
  await page.goBack();
  await ada.isOn("Check your mailbox");
  await page.goForward();
  await ada.isOn("Choose a new password");
  await ada.settles();
  await ada.chooses(NEW);
  await ada.isOn("Sign in");
  await page.goBack();
  await ada.isOn("Sign in");
  await ada.reads(RESTORED);
});

test("REC-16: password managers find the page that changes the password, by way of signing in", async ({ ada, request, page }) => {
  const answer = await request.get("/.well-known/change-password", { maxRedirects: 0 });
  expect([answer.status(), answer.headers()["location"]]).toEqual([303, "/account/password"]);
  expect((await request.get("/.well-known/no-such-thing")).status()).toBe(404);
  await ada.joins();
  await ada.opens("/.well-known/change-password");
  await ada.isOn("Sign in");
  await ada.types("E-mail or username", ada.email);
  await ada.types("Password", ada.password);
  await ada.presses("Sign in");
  await ada.isOn("Change password");
  await expect(page).toHaveURL("/account/password");
});

test("nothing that was typed is lost: an empty field, another language, a weak password", async ({ ada, page }) => {
  const login = page.getByLabel("E-mail or username");
  await ada.joins();
  await ada.opens("/restore");
  await ada.presses("Send the letter");
  await ada.isRefused("Enter your e-mail or username.");
  await expect(login).toHaveAttribute("aria-invalid", "true");
  await ada.types("E-mail or username", ada.email);
  await ada.speaks("Русский");
  await expect(page.locator("#login")).toHaveValue(ada.email);
  await ada.speaks("English");
  await expect(login).toHaveValue(ada.email);
  await ada.presses("Send the letter");
  await ada.isOn("Check your mailbox");
  await ada.speaks("Русский");
  await expect(page).toHaveURL("/restore/code");
  await expect(page.locator("#code")).toBeVisible();
  await ada.speaks("English");

  await ada.provesBy(await ada.readsCode(2));
  for (const [password, reason] of [
    ["", "Choose a password."],
    ["short", "This password is too short: it needs at least 8 characters."],
    ["password1", "This password is on the list of those that are tried first."],
    [ada.email, "This password holds your address"],
  ] as const) {
    await ada.chooses(password);
    await ada.isRefused(reason);
    await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
    await ada.reads(ada.email);
  }
  await ada.chooses(NEW);
  await ada.reads(RESTORED);
});

test("without a letter that was asked for there is nothing to wait for, and without proof nothing to choose", async ({ ada, page }) => {
  for (const path of ["/restore/code", "/restore/password"]) {
    await ada.opens(path);
    await ada.isOn("Restore access");
    await expect(page).toHaveURL("/restore");
  }
});

test.describe("when time passes", () => {
  test.use({ own: {} });

  test("another letter can be asked for when the countdown is over, and only its code works", async ({ ada, server }) => {
    await ada.joins();
    await ada.asksToRestore();
    await ada.reads("You can ask for another letter in 1 minute.");
    const old = await ada.readsCode(2);
    await ada.presses("Send another letter");
    await ada.isRefused(`That was too often. Try again in 1 minute, at ${ada.clock("12:01")}.`);

    await server.later(30);
    if (ada.mode !== "hydrated") await ada.looksAgain();
    await ada.reads("You can ask for another letter in 30 seconds.");
    await server.later(30);
    if (ada.mode !== "hydrated") await ada.looksAgain();
    await ada.reads("The codes of earlier letters stop working.");
    await ada.presses("Send another letter");
    const code = await ada.readsCode(3);
    expect(code).not.toBe(old);

    await ada.provesBy(old);
    await ada.isRefused(WRONG_CODE);
    await ada.provesBy(code);
    await ada.isOn("Choose a new password");
  });

  test("TOK-06: a code works for ten minutes, counted from when the mail server took its letter", async ({ ada, server }) => {
    await ada.joins();
    await ada.asksToRestore();
    await ada.letterIs("done", "Handed to the mail server");
    const code = await ada.readsCode(2);
    await server.later(599);
    await ada.provesBy(not(code));
    await ada.isRefused(WRONG_CODE);
    await server.later(2);
    await ada.provesBy(code);
    await ada.isRefused(WRONG_CODE);
  });

  test("TOK-06: a link works for half an hour, and says so when that is over, also where its page still stands open", async ({ ada, server }) => {
    await ada.joins();
    await ada.asksToRestore();
    await ada.letterIs("done", "Handed to the mail server");
    const link = await ada.readsLink(2);
    await server.later(1799);
    await ada.opens(link);
    await ada.isOn("Choose a new password");
    await server.later(1);
    await ada.chooses(NEW);
    await ada.isTold("It has waited longer than such a link may.");
    await ada.opens(link);
    await isOver(ada, "expired");
    await ada.follows("Ask for a new letter");
    await ada.isOn("Restore access");
  });

  test("a page that waited for its letter for an hour leads to asking for a new one, and says why", async ({ ada, server }) => {
    await ada.asksToRestore();
    await ada.letterIs("done", "Handed to the mail server");
    await server.later(3601);
    // With a script the page notices by itself; without, when something is sent.
    if (ada.mode !== "hydrated") await ada.provesBy("123456");
    await ada.isOn("Restore access");
    await ada.reads("This browser is no longer waiting for a letter. Ask for a new one: it takes a minute.");
  });
});

test.describe("with one request a client", () => {
  test.use({ own: { "limits.restore_address.burst": "1" } });

  test("DEL-01: whoever asks too often is told until when, and keeps what was typed", async ({ ada, page, meet }) => {
    await ada.asksToRestore();
    const other = await meet(address("other"));
    await other.opens("/restore");
    await other.types("E-mail or username", other.email);
    await other.presses("Send the letter");
    await other.isRefused(`That was too often. Try again in 10 minutes, at ${other.clock("12:10")}.`);
    await expect(other.page.getByLabel("E-mail or username")).toHaveValue(other.email);
    await ada.letterIs("done", "Handed to the mail server");
    await expect(page).toHaveURL("/restore/code");
  });
});

test("the tab that waits for the letter is told when the password was chosen in another one", async ({ ada, context }) => {
  await ada.joins();
  await ada.asksToRestore();
  const link = await ada.readsLink(2);
  const tab = await context.newPage();
  await tab.goto(link);
  if (ada.mode === "hydrated") await expect(tab.locator("html")).toHaveAttribute("data-hydrated", "true");
  await tab.getByLabel("New password").fill(NEW);
  await tab.getByRole("button", { name: "Set the new password" }).click();
  await expect(tab.getByText(RESTORED)).toBeVisible();

  // With a script the page notices by itself; without, when it is looked at again.
  if (ada.mode !== "hydrated") await ada.looksAgain();
  await ada.isOn("Sign in");
  await ada.reads(RESTORED);
  await ada.signsIn({ password: NEW });
  await ada.isOn("Your account");
});
