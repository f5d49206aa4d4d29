import { expect, test } from "../fixtures";
import { PHONE } from "../support/caller";
import { PASSWORD } from "../support/person";

// The way back in by two SMS, the second with a one-time password, beside what the document says of it.
test.use({ site: PHONE });

const NEW = "seven herons under glass";
const SIGN_IN = "Your Personal Account";
const WRONG_LOGIN = /the password is not right\./;
const WRONG_CODE = "This code is not the right one, or it no longer works.";
/** What no SMS may hold that is not for its owner alone. */
const SECRET = /\d{6}|(\w{4}-){3}\w{4}/;

const not = (code: string) => (code === "000000" ? "000001" : "000000");

test("ENU-01: whoever has no account gets the same page to restore, word for word, and no way in", async ({ bell, ring, page }) => {
  await bell.joins();
  const nobody = await ring();
  for (const caller of [bell, nobody]) {
    await caller.asksToRestore();
    await caller.smsIsHanded();
  }
  expect(await nobody.textOfPage()).toBe(await bell.textOfPage());
  expect(await nobody.page.title()).toBe(await page.title());
  expect(nobody.page.url()).toBe(page.url());

  const code = await bell.readsCode(2);
  for (const caller of [bell, nobody]) {
    await caller.provesBy(not(code));
    await caller.isRefused(WRONG_CODE);
  }
  expect(await nobody.textOfPage()).toBe(await bell.textOfPage());
  // Not even with the code of somebody else.
  await nobody.provesBy(code);
  await nobody.isRefused(WRONG_CODE);
  for (const { text } of await nobody.server.lettersTo(nobody.number)) expect(text).not.toMatch(SECRET);
  await bell.provesBy(code);
  await bell.isOn("The new password is on its way");
});

test("TOK-12: the old password works on, whatever was asked for, by whomever", async ({ bell, ring }) => {
  await bell.joins();
  const stranger = await ring(bell.number);
  await stranger.asksToRestore();
  await bell.receivesSms(2);
  await bell.signsIn();
  await bell.isOn("Your account");
  await bell.signsOut();

  await bell.getsPassword(2);
  await bell.signsIn();
  await bell.isOn("Your account");
});

test("TOK-12: the one-time password opens the page for the new password, and no other", async ({ bell, page }) => {
  await bell.joins();
  const password = await bell.getsPassword();
  await bell.signsIn({ password });
  await bell.isOn("Choose a new password");
  await expect(page).toHaveURL("/restore/password");
  for (const path of ["/account", "/account/password", "/account/sessions", "/account/history", "/account/delete"]) {
    await bell.opens(path);
    await bell.isOn(SIGN_IN);
    await bell.isSignedOut();
  }
  await bell.opens("/restore/password");
  await bell.isOn("Choose a new password");
  await bell.chooses(NEW);
  await bell.isOn(SIGN_IN);
  await bell.signsIn({ password: NEW });
  await bell.isOn("Your account");
});

test("TOK-12: the one-time password works once, and the new password takes the place of the old one", async ({ bell, ring }) => {
  await bell.joins();
  const password = await bell.getsPassword();
  await bell.signsIn({ password });
  await bell.isOn("Choose a new password");
  const thief = await ring(bell.number);
  await thief.signsIn({ password });
  await thief.isRefused(WRONG_LOGIN);

  await bell.chooses(NEW);
  await bell.isOn(SIGN_IN);
  for (const dead of [password, PASSWORD]) {
    await bell.signsIn({ password: dead });
    await bell.isRefused(WRONG_LOGIN);
  }
  await bell.signsIn({ password: NEW });
  await bell.isOn("Your account");
});

for (const [manner, typed] of Object.entries({
  "in capitals": (password: string) => password.toUpperCase(),
  "without its dashes": (password: string) => password.replaceAll("-", ""),
  "with spaces": (password: string) => ` ${password.replaceAll("-", " ")} `,
})) {
  test(`the one-time password can be typed ${manner}`, async ({ bell }) => {
    await bell.joins();
    const password = await bell.getsPassword();
    expect(password).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    await bell.signsIn({ password: typed(password) });
    await bell.isOn("Choose a new password");
  });
}

test("REC-06: with the new password everybody is signed out, and the number is told of it", async ({ bell, ring }) => {
  await bell.joins();
  const elsewhere = await ring(bell.number);
  await elsewhere.signsIn();
  await elsewhere.isOn("Your account");
  const password = await bell.getsPassword();
  await elsewhere.looksAgain();
  await elsewhere.isOn("Your account");

  await bell.signsIn({ password });
  await bell.isOn("Choose a new password");
  await bell.chooses(NEW);
  await bell.isOn(SIGN_IN);
  await elsewhere.looksAgain();
  await elsewhere.isOn(SIGN_IN);
  const { text } = await bell.receivesSms(4);
  expect(text).toContain("The password of your account at Cabinet was replaced.");
  expect(text).not.toMatch(SECRET);
});

test.describe("when time passes", () => {
  test.use({ own: {} });

  test("TOK-06: the one-time password works for ten minutes", async ({ bell, ring, server }) => {
    const late = await ring();
    const passwords: string[] = [];
    for (const caller of [bell, late]) {
      await caller.joins();
      passwords.push(await caller.getsPassword());
      await caller.smsIsHanded();
    }
    await server.later(599);
    await bell.signsIn({ password: passwords[0] });
    await bell.isOn("Choose a new password");
    await server.later(2);
    await late.signsIn({ password: passwords[1] });
    await late.isRefused(WRONG_LOGIN);
    await late.signsIn();
    await late.isOn("Your account");
  });

  test("TOK-06: the code of an SMS works for ten minutes", async ({ bell, ring, server }) => {
    const late = await ring();
    const codes: string[] = [];
    for (const caller of [bell, late]) {
      await caller.joins();
      await caller.asksToRestore();
      await caller.smsIsHanded();
      codes.push(await caller.readsCode(2));
    }
    await server.later(599);
    await bell.provesBy(codes[0] ?? "");
    await bell.isOn("The new password is on its way");
    await server.later(2);
    await late.provesBy(codes[1] ?? "");
    await late.isRefused(WRONG_CODE);
  });

  test("another SMS can be asked for when the countdown is over, and only its code gets a password", async ({ bell, server }) => {
    await bell.joins();
    await bell.asksToRestore();
    const old = await bell.readsCode(2);
    await bell.presses("Send another SMS");
    await bell.isRefused(`That was too often. Try again in 1 minute, at ${bell.clock("12:01")}.`);
    await bell.receivesSms(2);
    await server.later(60);
    await bell.presses("Send another SMS");
    const code = await bell.readsCode(3);
    expect(code).not.toBe(old);
    await bell.provesBy(old);
    await bell.isRefused(WRONG_CODE);
    await bell.provesBy(code);
    await bell.isOn("The new password is on its way");
  });
});
