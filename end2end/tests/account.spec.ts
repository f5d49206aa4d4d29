import { readFileSync } from "node:fs";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import { address, expect, test } from "../fixtures";
import { codeIn, linkIn } from "../support/cabinet";
import type { Person } from "../support/person";

const NEW = "seven herons under glass";
const WRONG_LOGIN = "The login or the password is not right.";
const WRONG_CODE = "This code is not the right one, or it no longer works.";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

/** The ways that lead on from the account, as they are called there and as their pages are called. */
const WAYS = {
  "Change password": ["/account/password", "Change password"],
  "Change e-mail": ["/account/email", "Change e-mail address"],
  "Where you are signed in": ["/account/sessions", "Where you are signed in"],
  "What happened": ["/account/history", "What happened"],
  "Delete the account": ["/account/delete", "Delete the account"],
} as const;

const not = (code: string) => (code === "000000" ? "000001" : "000000");

const session = async (person: Person) => (await person.page.context().cookies()).find(({ name }) => name === "session")?.value;

/** Another browser that is signed in to the same account. */
async function signedIn(person: Person): Promise<Person> {
  await person.signsIn();
  await person.isOn("Your account");
  return person;
}

/** The form of the data, as the page sends it. */
function takesData(request: APIRequestContext, { server }: Person): Promise<APIResponse> {
  return request.post("/account/data.json", { maxRedirects: 0, headers: { origin: server.url } });
}

/** Whoever had this page open is signed out at the next step. */
async function isOut(person: Person): Promise<void> {
  await person.looksAgain();
  await person.isOn("Sign in");
}

test("every part of the account is one step away, and one step back", async ({ ada, page }) => {
  await ada.joinsAndSignsIn();
  for (const [way, [path, title]] of Object.entries(WAYS)) {
    await ada.follows(way);
    await ada.isOn(title);
    await expect(page).toHaveURL(path);
    await expect(page).toHaveTitle(`${title} · Cabinet`);
    await ada.settles();
    await ada.follows("Back to your account");
    await ada.isOn("Your account");
    await ada.settles();
  }
});

test("who is not signed in comes to no part of the account, and signing in leads where they were going", async ({ ada, meet }) => {
  await ada.joins();
  for (const [path, title] of Object.values(WAYS)) {
    const visitor = await meet(ada.email);
    await visitor.opens(path);
    await visitor.isOn("Sign in");
    await expect(visitor.page).toHaveURL("/login");
    await visitor.signsIn();
    await visitor.isOn(title);
    await expect(visitor.page).toHaveURL(path);
  }
});

test("SES-08: after signing out, Back leads to none of the pages of the account", async ({ ada, page }) => {
  await ada.joinsAndSignsIn();
  for (const [path] of Object.values(WAYS)) {
    await ada.opens(path);
    await ada.signsOut();
    await ada.reads("You are signed out.");
    await page.goBack();
    await ada.isOn("Sign in");
    await expect(page.getByText(ada.email)).toHaveCount(0);
    await ada.settles();
    await ada.signsIn();
    await expect(page).toHaveURL(path);
  }
});

test("the account tells what leads back in, and to see that it will", async ({ ada, page }) => {
  await ada.joinsAndSignsIn();
  await ada.reads("Ways back in");
  await ada.reads(`By letter to \u2068${ada.email}\u2069 works today`);
  await ada.reads("It is the only way, so see that you can read this mailbox.");
  await ada.follows("Change the e-mail address");
  await ada.isOn("Change e-mail address");
  await expect(page).toHaveURL("/account/email");
  await ada.reads(`The address of your account is \u2068${ada.email}\u2069.`);
});

test("a password is changed: this browser stays, every other one is out, and the address is told", async ({ ada, meet, page }) => {
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(ada.email));
  const before = await session(ada);
  await ada.opens("/account/password");
  await ada.changesPassword({ to: NEW });
  await ada.isOn("Your account");
  await ada.reads("Your new password is set, and everybody who was signed in elsewhere is signed out.");
  await expect(page).toHaveURL("/account");
  expect(await session(ada)).not.toBe(before);
  await isOut(other);
  await ada.looksAgain();
  await ada.isOn("Your account");
  await expect(page.getByText("Your new password is set")).toHaveCount(0);

  const notice = await ada.receives(2);
  expect(notice.subject).toBe("A change to your account at Cabinet");
  expect(notice.text).toContain("the password of your account at Cabinet was changed. Everyone who was signed in elsewhere has been signed out.");
  expect(notice.text).toContain(`${ada.server.url}/restore`);

  await other.signsIn();
  await other.isRefused(WRONG_LOGIN);
  await other.signsIn({ password: NEW });
  await other.isOn("Your account");
});

test("a change of the password is refused at its field, and nothing happens", async ({ ada, meet, page }) => {
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(ada.email));
  await ada.opens("/account/password");
  const [current, chosen] = [page.getByLabel("Current password"), page.getByLabel("New password")];
  await ada.changesPassword({ current: "", to: "" });
  await ada.isRefused("2 things need another look");
  await expect(current).toHaveAccessibleDescription(/Enter the password that you have now\./);
  await expect(chosen).toHaveAccessibleDescription(/Choose a password\./);
  for (const [given, to, field, reason] of [
    ["not the right one", NEW, current, "This is not your current password."],
    [ada.password, "short", chosen, "This password is too short: it needs at least 8 characters."],
    [ada.password, "password1", chosen, "This password is on the list of those that are tried first."],
    [ada.password, ada.email, chosen, "This password holds your address"],
    [ada.password, ada.password, chosen, "This is the password that you have already. Choose another."],
  ] as const) {
    await ada.changesPassword({ current: given, to });
    await ada.isRefused(reason);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect(await page.content()).not.toContain(`value="${given}"`);
  }
  await other.looksAgain();
  await other.isOn("Your account");
  await ada.receives(1);
  await ada.follows("Forgot the current password?");
  await ada.isOn("Restore access");
});

test("the account moves to another address when its code comes back", async ({ ada, meet, page }) => {
  const [old, email] = [ada.email, address("moved")];
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(old));
  await ada.asksToMove(email);
  await ada.reads(`We are sending a letter with a code to \u2068${email}\u2069. Until you type the code here, the account stays at \u2068${old}\u2069.`);
  await ada.reads("Look for a letter from Cabinet with the subject “Confirm your new address at Cabinet”");
  await ada.letterIs("done", "Handed to the mail server");
  const letter = await ada.server.letterTo(email);
  expect(letter.subject).toBe("Confirm your new address at Cabinet");
  expect(letter.text).toContain("The code works for 10 minutes");
  expect(letter.text).not.toContain("/link/");
  const code = codeIn(letter.text);

  for (const [given, reason] of [
    ["", "Enter the code from the letter."],
    ["12345", "The code has six digits."],
    [not(code), WRONG_CODE],
  ] as const) {
    await ada.types("Code from the letter", given);
    await ada.presses("Move the account");
    await ada.isRefused(reason);
  }
  const before = await session(ada);
  await ada.types("Code from the letter", ` ${code.slice(0, 3)}-${code.slice(3)}`);
  await ada.presses("Move the account");
  await ada.reads("Your account has its new address. We have told the old one");
  await ada.reads(email);
  await expect(page).toHaveURL("/account");
  await expect(page.getByRole("banner")).toContainText(email);
  expect(await session(ada)).not.toBe(before);
  await isOut(other);

  const moved = await ada.receives(2);
  expect(moved.subject).toBe("Your account at Cabinet has a new address");
  expect(moved.text).toContain("This can be done for 72 hours.");
  expect(linkIn(moved.text)).toContain("/link/undo/");
  expect(await ada.server.lettersTo(email)).toHaveLength(1);

  await other.signsIn();
  await other.isRefused(WRONG_LOGIN);
  await other.signsIn({ login: email });
  await other.isOn("Your account");
});

test("an address that cannot be one, or that the account has, is refused at its field", async ({ ada, page }) => {
  await ada.joinsAndSignsIn();
  for (const [email, reason] of [
    ["", "Enter your e-mail address."],
    ["ada.example.org", "lacks an “@”"],
    [ada.email.toUpperCase(), "Your account has this address already. Enter another, or leave all as it is."],
  ] as const) {
    await ada.asksToMove(email);
    await ada.isRefused(reason);
    await expect(page.getByLabel("New e-mail address")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("New e-mail address")).toHaveValue(email);
  }
});

test("ENU-05: an address that has an account is asked for a code in the same words, and its owner is told", async ({ ada, meet }) => {
  const [bob, eve] = [await meet(), await meet()];
  const free = address("free");
  for (const person of [ada, bob, eve]) await person.joins();
  for (const [person, email] of [
    [ada, eve.email],
    [bob, free],
  ] as const) {
    await signedIn(person);
    await person.asksToMove(email);
    await person.letterIs("done", "Handed to the mail server");
  }
  expect((await ada.textOfPage()).replaceAll(eve.email, "NEW")).toBe((await bob.textOfPage()).replaceAll(free, "NEW"));
  const told = await eve.receives(2);
  expect(told.subject).toBe("Confirm your new address at Cabinet");
  expect(told.text).toContain("It has an account here already, so nothing was changed.");
  expect(told.text).not.toMatch(/^\s*\d{6}\s*$/m);
});

test("a change of address is dropped: the account stays, and the code is worth nothing", async ({ ada, page }) => {
  const email = address("dropped");
  await ada.joinsAndSignsIn();
  await ada.asksToMove(email);
  const code = codeIn((await ada.server.letterTo(email)).text);
  const tab = await page.context().newPage();
  await tab.goto("/account/email");
  await expect(tab.getByLabel("Code from the letter")).toBeVisible();
  if (ada.mode === "hydrated") await expect(tab.locator("html")).toHaveAttribute("data-hydrated", "true");

  await page.getByText("Wrong address, or changed your mind?").click();
  await ada.presses("Keep the present address");
  await ada.reads("Your account keeps its address. The code in the letter no longer works.");
  if (ada.mode === "hydrated") await expect(tab.getByLabel("New e-mail address")).toBeVisible();
  else {
    await tab.getByLabel("Code from the letter").fill(code);
    await Promise.all([tab.waitForEvent("domcontentloaded"), tab.getByRole("button", { name: "Move the account" }).click()]);
    await expect(tab.getByText("This change of address has ended. Enter the new address again.")).toBeVisible();
  }
  await ada.opens("/account/email");
  await ada.reads(`The address of your account is \u2068${ada.email}\u2069.`);
  await expect(page.getByLabel("New e-mail address")).toBeVisible();
});

test("a change of address is waited for in every browser that is signed in, and confirmed in any", async ({ ada, meet }) => {
  const email = address("moved");
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(ada.email));
  await ada.asksToMove(email);
  await other.opens("/account/email");
  await other.reads(email);
  await other.types("Code from the letter", codeIn((await ada.server.letterTo(email)).text));
  await other.presses("Move the account");
  await other.reads("Your account has its new address.");
  await isOut(ada);
});

test("REC-09: the old address takes the account back, and whoever moved it is out", async ({ ada, meet }) => {
  const thief = await meet(ada.email);
  const email = address("thief");
  await ada.joins();
  await signedIn(thief);
  await thief.asksToMove(email);
  await thief.types("Code from the letter", codeIn((await ada.server.letterTo(email)).text));
  await thief.presses("Move the account");
  await thief.reads("Your account has its new address.");
  await thief.opens("/account/password");
  await thief.changesPassword({ to: "the thief's own secret 7" });
  await thief.isOn("Your account");
  expect((await ada.receives(3)).subject).toBe("A change to your account at Cabinet");
  const moved = (await ada.server.lettersTo(ada.email)).find(({ subject }) => subject === "Your account at Cabinet has a new address");
  const link = linkIn(moved?.text ?? "");

  await ada.opens(link);
  await ada.isOn("Take the address back");
  await expect(ada.page).toHaveURL("/undo");
  expect(await ada.page.content()).not.toContain(link.split("/").pop());
  await ada.reads(`The account with the address \u2068${ada.email}\u2069 was moved to \u2068${email}\u2069.`);
  await ada.types("New password", "short");
  await ada.presses("Take the address back");
  await ada.isRefused("This password is too short");
  await ada.types("New password", NEW);
  await ada.presses("Take the address back");
  await ada.isOn("Sign in");
  await ada.reads("Your account is back at this address, and everyone who was signed in has been signed out. Sign in with the new password.");
  await expect(ada.page.getByLabel("E-mail or username")).toHaveValue(ada.email);

  await isOut(thief);
  await thief.signsIn({ login: email, password: "the thief's own secret 7" });
  await thief.isRefused(WRONG_LOGIN);
  await ada.signsIn({ password: NEW });
  await ada.isOn("Your account");
  await ada.reads(ada.email);
  await ada.opens(link);
  await ada.isOn("This link was used already");
  await ada.reads("The address was taken back with it, and a new password chosen.");
});

test("a link that takes an address back and was mistyped says so; without one there is nothing to take back", async ({ ada, page }) => {
  await ada.opens("/link/undo/x");
  await ada.isOn("This link is not complete");
  await ada.reads("Open it from the letter again, or copy the whole line.");
  await expect(page).toHaveURL("/undo");
  await ada.follows("Restore access");
  await ada.isOn("Restore access");
  await page.context().clearCookies();
  await ada.opens("/undo");
  await expect(page).toHaveURL("/");
});

test("SES-12: where one is signed in is listed, and one session or all others can be ended", async ({ ada, meet, page }) => {
  await ada.joinsAndSignsIn();
  const [firefox, safari] = [await meet(ada.email, { userAgent: FIREFOX }), await meet(ada.email, { userAgent: SAFARI })];
  for (const person of [firefox, safari]) await signedIn(person);
  await ada.follows("Where you are signed in");
  await ada.isOn("Where you are signed in");
  await ada.settles();
  const rows = ada.main.locator(".places > li");
  const row = (device: string) => rows.filter({ hasText: device });
  await expect(rows).toHaveCount(3);
  for (const device of ["Chrome, Linux", "Firefox, Linux", "Safari, iPhone"]) {
    await expect(row(device)).toContainText(`127.0.0.0/24 · since 22 November 2026, ${ada.clock("12:00")} · last used just now`);
  }
  await expect(row("Chrome, Linux")).toContainText("this one");
  await expect(row("Chrome, Linux").getByRole("button")).toHaveCount(0);

  await ada.presses("End: Firefox, Linux, 127.0.0.0/24");
  await ada.reads("Done: whoever was signed in there has to give the password again.");
  await expect(rows).toHaveCount(2);
  await isOut(firefox);
  await safari.looksAgain();
  await safari.isOn("Your account");

  await signedIn(firefox);
  await ada.presses("End all others");
  await ada.reads("Done: whoever was signed in there has to give the password again.");
  await expect(rows).toHaveCount(1);
  await expect(ada.main.getByRole("button", { name: "End all others" })).toHaveCount(0);
  for (const person of [firefox, safari]) await isOut(person);
  await ada.looksAgain();
  await ada.isOn("Where you are signed in");
  await expect(page.getByText("Done: whoever")).toHaveCount(0);
});

test("a session that has ended meanwhile is said to have", async ({ ada, meet, context }) => {
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(ada.email, { userAgent: FIREFOX }));
  await ada.opens("/account/sessions");
  const tab = await context.newPage();
  await tab.goto("/account/sessions");
  if (ada.mode === "hydrated") await expect(tab.locator("html")).toHaveAttribute("data-hydrated", "true");
  await tab.getByRole("button", { name: "End: Firefox, Linux, 127.0.0.0/24" }).click();
  await expect(tab.getByText("Done: whoever was signed in there")).toBeVisible();
  await ada.presses("End: Firefox, Linux, 127.0.0.0/24");
  await ada.isRefused("This one has ended already, or was ended elsewhere.");
  await isOut(other);
});

test("the account can be deleted: everybody is out at once, and its owner may think again", async ({ ada, meet, page }) => {
  await ada.joinsAndSignsIn();
  const other = await signedIn(await meet(ada.email));
  await ada.follows("Delete the account");
  await ada.isOn("Delete the account");
  await ada.reads("You are signed out everywhere at once. On 6 December 2026 the account is gone for good.");
  await ada.settles();
  await ada.presses("Delete my account");
  await ada.isOn("Sign in");
  await ada.reads("You are signed out, and your account is going to be deleted.");
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);
  expect(await session(ada)).toBeUndefined();
  await isOut(other);
  const asked = await ada.receives(2);
  expect(asked.subject).toBe("A change to your account at Cabinet");
  expect(asked.text).toContain("on 2026-12-06 your account at Cabinet is going to be deleted, as was asked for on its page.");

  await ada.signsIn();
  await ada.isOn("Your account");
  await ada.reads("You asked for this account to be deleted. It goes on 6 December 2026, unless you keep it.");
  await ada.presses("Keep my account");
  await ada.reads("Your account stays. Nothing of it was deleted.");
  await expect(page.getByRole("button", { name: "Keep my account" })).toHaveCount(0);
  await ada.looksAgain();
  await ada.isOn("Your account");
  await expect(page.getByText("You asked for this account to be deleted.")).toHaveCount(0);
  expect((await ada.receives(3)).text).toContain("your account at Cabinet will not be deleted after all: somebody signed in and kept it.");
});

test("everything that is kept of an account can be taken along as a file", async ({ ada, page }) => {
  await ada.joinsAndSignsIn();
  const answer = await takesData(page.request, ada);
  expect(answer.status()).toBe(200);
  expect(answer.headers()).toMatchObject({
    "content-type": "application/json",
    "content-disposition": `attachment; filename="account.json"`,
    "cache-control": "no-store",
  });
  const text = await answer.text();
  expect(text).not.toContain(await session(ada));
  expect(text).not.toContain("argon2");
  const at = "2026-11-22T12:00Z";
  const from = { device: "Chrome, Linux", network: "127.0.0.0/24" };
  const data = JSON.parse(text);
  expect(data).toEqual({
    contact: ada.email,
    contacts: [],
    country: null,
    kind: null,
    linked: null,
    operator_since: null,
    organisation: null,
    question: null,
    region: null,
    tokens: [],
    username: null,
    language: "en",
    registered_at: at,
    deleted_at: null,
    agreements: [{ version: "1", agreed_at: at, language: "en", digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    sessions: [{ ...from, began_at: at, used_at: at }],
    history: expect.any(Array),
  });
  expect(data.history).toHaveLength(3);
  expect(data.history).toEqual(expect.arrayContaining(["registered", "signed in", "data taken"].map((event) => ({ event, at, ...from }))));

  const button = ada.main.getByRole("button", { name: "Take your data" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toBe("account.json");
  expect(JSON.parse(readFileSync(await download.path(), "utf8"))).toMatchObject({ contact: ada.email });
  await ada.isOn("Your account");
});

test("who is not signed in is given no data", async ({ ada, request }) => {
  const answer = await takesData(request, ada);
  expect([answer.status(), answer.headers()["location"]]).toEqual([303, "/login"]);
  expect(await answer.text()).toBe("");
});

test.describe("with a clock", () => {
  test.use({ own: {} });

  test("what happened is listed, the newest first, with when and from where", async ({ ada, meet, server }) => {
    const moved = address("moved");
    await ada.joins();
    const steps: [string, () => Promise<void>][] = [
      ["Somebody signed in with the password", async () => void (await signedIn(ada))],
      ["Somebody signed in with the password", async () => void (await signedIn(await meet(ada.email, { userAgent: SAFARI })))],
      [
        "The username was changed",
        async () => {
          await ada.types("Username", "adalovelace");
          await ada.presses("Save username");
          await ada.reads("Your username is saved.");
        },
      ],
      [
        "The account moved to another e-mail address",
        async () => {
          await ada.asksToMove(moved);
          await ada.types("Code from the letter", codeIn((await server.letterTo(moved)).text));
          await ada.presses("Move the account");
          await ada.reads("Your account has its new address.");
        },
      ],
      [
        "The password was changed",
        async () => {
          await ada.opens("/account/password");
          await ada.changesPassword({ to: NEW });
          await ada.isOn("Your account");
        },
      ],
      ["A copy of the data was taken", async () => expect((await takesData(ada.page.request, ada)).status()).toBe(200)],
      [
        "Sessions elsewhere were ended",
        async () => {
          const other = await meet("adalovelace");
          other.password = NEW;
          await other.signsIn();
          await other.isOn("Your account");
          await ada.opens("/account/sessions");
          await ada.presses("End all others");
          await ada.reads("Done:");
        },
      ],
    ];
    for (const [, take] of steps) {
      await server.later(1);
      await take();
    }
    await ada.opens("/account");
    await ada.follows("What happened");
    await ada.isOn("What happened");
    await ada.settles();
    // The other browser of the last step signed in at the same moment as its session was ended.
    const told = await ada.main.locator(".events b").allInnerTexts();
    const expected = ["The account was registered", ...steps.map(([event]) => event)].reverse();
    expect(told.slice(0, 2).sort()).toEqual(["Sessions elsewhere were ended", "Somebody signed in with the password"]);
    expect(told.slice(2)).toEqual(expected.slice(1));
    const lines = ada.main.locator(".events li");
    await expect(lines.filter({ hasText: "Safari" })).toHaveCount(1);
    await expect(lines.filter({ hasText: "Safari" })).toContainText(`22 November 2026, ${ada.clock("12:00")} · Safari, iPhone · 127.0.0.0/24`);
    await ada.follows("This was not me");
    await ada.isOn("Restore access");
  });

  test("SES-10: five minutes after the password was given it is asked for again, and leads back to where one was", async ({ ada, server, page }) => {
    await ada.joinsAndSignsIn();
    await server.later(299);
    await ada.opens("/account/email");
    await ada.isOn("Change e-mail address");
    await server.later(2);
    for (const [path, title] of [
      ["/account/email", "Change e-mail address"],
      ["/account/delete", "Delete the account"],
    ] as const) {
      await ada.opens(path);
      await expect(page).toHaveURL("/account/prove");
      const before = await session(ada);
      await ada.proves("");
      await ada.isRefused("Enter your password.");
      await ada.proves("not the right one");
      await ada.isRefused("This is not the password of your account.");
      await ada.proves();
      await ada.isOn(title);
      await expect(page).toHaveURL(path);
      expect(await session(ada)).not.toBe(before);
      await server.later(301);
    }
    for (const path of ["/account", "/account/password", "/account/sessions", "/account/history"]) {
      await ada.opens(path);
      await expect(page).toHaveURL(path);
    }
  });

  test("SES-10: a page that stood open too long asks for the password, and what was typed there is still there", async ({ ada, server, page }) => {
    const email = address("moved");
    await ada.joinsAndSignsIn();
    await ada.opens("/account/email");
    await server.later(301);
    await ada.types("New e-mail address", email);
    await ada.presses("Send the code");
    await ada.proves();
    await ada.isOn("Change e-mail address");
    await expect(page.getByLabel("New e-mail address")).toHaveValue(email);
    expect(await server.lettersTo(email)).toEqual([]);
    await ada.presses("Send the code");
    await ada.reads(`We are sending a letter with a code to \u2068${email}\u2069.`);

    await ada.opens("/account/delete");
    await server.later(301);
    await ada.presses("Delete my account");
    await ada.proves();
    await ada.isOn("Delete the account");
    await ada.opens("/account");
    await expect(page.getByRole("button", { name: "Keep my account" })).toHaveCount(0);
    ada.faults.expectRefusals();
  });

  test("SES-10: sessions are ended and data is given only to whoever has just given the password", async ({ ada, meet, server, page }) => {
    await ada.joinsAndSignsIn();
    const other = await signedIn(await meet(ada.email, { userAgent: FIREFOX }));
    await server.later(301);
    for (const button of ["End: Firefox, Linux, 127.0.0.0/24", "End all others"]) {
      await ada.opens("/account/sessions");
      await ada.presses(button);
      await ada.isOn("Your password once more");
      await other.looksAgain();
      await other.isOn("Your account");
    }
    ada.faults.expectRefusals();
    await ada.proves();
    await ada.isOn("Where you are signed in");
    await expect(page).toHaveURL("/account/sessions");

    await server.later(301);
    await ada.opens("/account");
    const button = ada.main.getByRole("button", { name: "Take your data" });
    await Promise.all([page.waitForURL("/account/prove"), button.click()]);
    await ada.settles();
    await ada.proves();
    await ada.isOn("Your account");
    expect((await takesData(page.request, ada)).status()).toBe(200);
  });

  test("BRU-15: wrong passwords are counted together, wherever they are typed", async ({ ada, server }) => {
    await ada.joinsAndSignsIn();
    await server.later(301);
    for (const _ of [1, 2, 3]) {
      await ada.opens("/account/email");
      await ada.proves("not the right one");
      await ada.isRefused("This is not the password of your account.");
    }
    await ada.opens("/account/password");
    for (const _ of [1, 2]) {
      await ada.changesPassword({ current: "not the right one", to: NEW });
      await ada.isRefused("This is not your current password.");
    }
    await ada.changesPassword({ to: NEW });
    await ada.isRefused("That was too often. Try again in 30 seconds.");
    await ada.opens("/account/email");
    await ada.proves();
    await ada.isRefused("That was too often. Try again in 30 seconds.");
    await server.later(30);
    await ada.proves();
    await ada.isOn("Change e-mail address");
  });

  test("another code can be asked for when the countdown is over, and only it moves the account", async ({ ada, server }) => {
    const email = address("moved");
    await ada.joinsAndSignsIn();
    await ada.asksToMove(email);
    const old = codeIn((await server.letterTo(email)).text);
    await ada.presses("Send another letter");
    await ada.isRefused(`That was too often. Try again in 1 minute, at ${ada.clock("12:01")}.`);
    await server.later(60);
    await ada.presses("Send another letter");
    const code = codeIn((await server.letterTo(email, 2)).text);
    expect(code).not.toBe(old);
    await ada.types("Code from the letter", old);
    await ada.presses("Move the account");
    await ada.isRefused(WRONG_CODE);
    await ada.letterIs("done", "Handed to the mail server");
    await server.later(601);
    await ada.types("Code from the letter", code);
    await ada.presses("Move the account");
    await ada.isRefused(WRONG_CODE);
  });

  test("REC-09: the old address can take the account back for 72 hours, and is told when that is over", async ({ ada, server }) => {
    const email = address("moved");
    await ada.joinsAndSignsIn();
    await ada.asksToMove(email);
    await ada.types("Code from the letter", codeIn((await server.letterTo(email)).text));
    await ada.presses("Move the account");
    await ada.reads("Your account has its new address.");
    const link = await ada.readsLink(2);
    await server.later(72 * 3600 - 1);
    await ada.opens(link);
    await ada.isOn("Take the address back");
    await server.later(1);
    await ada.types("New password", NEW);
    await ada.presses("Take the address back");
    await ada.isTold("The time in which the change of address could be taken back has run out.");
    await ada.opens(link);
    await ada.isOn("This link is too old");
    await ada.signsIn({ login: email });
    await ada.isOn("Your account");
  });
});
