import { expect, test } from "../fixtures";
import { linkIn } from "../support/cabinet";

test("a person registers, confirms by the code, signs in, sees who they are, and signs out", async ({ ada, page }) => {
  await ada.opens("/");
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await ada.isOn("Register");
  await ada.registers();

  await ada.isOn("Check your inbox");
  await ada.reads(ada.email);
  await ada.reads("Look for a letter from Cabinet with the subject “Confirm your address at Cabinet”");
  await ada.letterIs("done", "Handed to the mail server");

  const code = await ada.readsCode();
  await ada.confirms(` ${code.slice(0, 3)} ${code.slice(3)}`);
  await ada.isOn("Sign in");
  await ada.reads("Your address is confirmed.");
  await expect(page.getByLabel("E-mail or username")).toHaveValue(ada.email);

  await ada.signsIn();
  await ada.isOn("Your account");
  await expect(page).toHaveURL("/account");
  await ada.reads(ada.email);
  await ada.reads("22 November 2026");

  await ada.signsOut();
  await ada.isOn("Sign in");
  await ada.reads("You are signed out.");
  await ada.opens("/account");
  await ada.isOn("Sign in");
});

test("the link of the letter confirms in the same browser with one press", async ({ ada, page }) => {
  await ada.registers();
  await ada.opens(await ada.readsLink());
  await ada.isOn("Confirm your address");
  await ada.reads(ada.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveCount(0);
  await ada.presses("Confirm my address");
  await ada.reads("Your address is confirmed.");
  await ada.signsIn();
  await ada.isOn("Your account");
});

test("REC-10: in another browser the link lets its owner choose the password, and the one typed first is worth nothing", async ({ ada, meet }) => {
  const owner = await meet(ada.email);
  owner.password = "seven herons under glass";
  await ada.registers();

  await owner.opens(await owner.readsLink());
  await owner.isOn("Confirm your address");
  await owner.reads("the one typed elsewhere will not be used");
  await owner.types("Password", owner.password);
  await owner.presses("Confirm and set this password");
  await owner.reads("Your address is confirmed.");

  await ada.opens("/login");
  await ada.signsIn();
  await ada.isRefused("The login or the password is not right.");
  await owner.signsIn();
  await owner.isOn("Your account");
});

test("TOK-02: machines that look at the link use nothing up", async ({ ada, meet, request }) => {
  await ada.registers();
  const link = await ada.readsLink();
  const scanner = await meet();
  for (const _ of [1, 2, 3]) {
    expect((await request.head(link, { maxRedirects: 0 })).status()).toBe(303);
    const landed = await request.get(link, { maxRedirects: 0 });
    expect([landed.status(), landed.headers()["location"]]).toEqual([303, "/welcome"]);
    await scanner.opens(link);
    await scanner.isOn("Confirm your address");
  }
  await ada.opens(link);
  await ada.presses("Confirm my address");
  await ada.reads("Your address is confirmed.");
});

test("TOK-03: the secret of the link is neither in the address bar nor in the history nor in any later request", async ({ ada, page, context }) => {
  await ada.registers();
  const link = await ada.readsLink();
  const secret = link.split("/").pop() ?? "";
  expect(secret.length).toBeGreaterThan(20);
  const seen: string[] = [];
  page.on("request", (request) => seen.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`));

  await ada.opens(link);
  await expect(page).toHaveURL("/welcome");
  await ada.presses("Confirm my address");
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

test("a link that was used leads to a page that offers the ways on", async ({ ada, page }) => {
  await ada.joins();
  await ada.opens(await ada.readsLink());
  await ada.isOn("This link no longer works");
  await expect(ada.main.getByRole("link", { name: "Sign in" })).toBeVisible();
  await ada.main.getByRole("link", { name: "Register" }).click();
  await ada.isOn("Register");
  await expect(page).toHaveURL("/register");
});

test("a link that was mistyped is answered like one that was used", async ({ ada }) => {
  for (const token of ["x", "A".repeat(43), "%00", "..%2f..", "A".repeat(3000)]) {
    await ada.opens(`/link/confirm/${token}`);
    await ada.isOn("This link no longer works");
  }
});

test("a wrong code is refused, and after five of them the right one too", async ({ ada }) => {
  await ada.registers();
  const code = await ada.readsCode();
  const wrong = code === "000000" ? "000001" : "000000";
  for (const given of [wrong, wrong, wrong, wrong, wrong, code]) {
    await ada.confirms(given);
    await ada.isRefused("This code is not the right one, or it no longer works.");
  }
});

test("an address that has an account gets the same page, and its owner one letter a day (ENU-05)", async ({ ada, meet }) => {
  await ada.joins();
  const stranger = await meet(ada.email);
  await stranger.registers();
  await stranger.letterIs("done", "Handed to the mail server");

  const newcomer = await meet();
  await newcomer.registers();
  await newcomer.letterIs("done", "Handed to the mail server");
  expect(await stranger.textOfPage()).toBe(await newcomer.textOfPage());
  expect(await stranger.page.title()).toBe(await newcomer.page.title());

  const [told, confirm] = [await stranger.receives(2), await newcomer.receives()];
  expect(told.subject).toBe(confirm.subject);
  expect(told.text).toContain("It has an account already, so nothing was changed.");

  await stranger.registers();
  await stranger.letterIs("done", "Handed to the mail server");
  expect(await stranger.textOfPage()).toBe(await newcomer.textOfPage());
  await stranger.receives(2);
});

test("an address that somebody registered and never confirmed is still its owner's to register", async ({ ada, meet }) => {
  const stranger = await meet(ada.email);
  await stranger.registers({ password: "a stranger's own secret 7" });
  const dead = await stranger.readsLink();
  await ada.registers();
  await ada.confirms(await ada.readsCode(2));
  await ada.signsIn();
  await ada.isOn("Your account");

  await stranger.opens(dead);
  await stranger.isOn("This link no longer works");
});

test("a mistyped address is corrected: the letter goes to the right one, and the link in the other is dead", async ({ ada, meet, page }) => {
  const mistyped = await meet();
  await ada.registers({ email: mistyped.email });
  const dead = await mistyped.readsLink();

  await page.getByText("Wrong address? Correct it").click();
  await ada.types("E-mail", ada.email);
  await ada.presses("Send the letter there");
  await ada.reads(`sending a letter to \u2068${ada.email}\u2069`);
  const code = await ada.readsCode();

  await mistyped.opens(dead);
  await mistyped.isOn("This link no longer works");
  await ada.confirms(code);
  await ada.signsIn();
  await ada.reads(ada.email);
});

test.describe("when time passes", () => {
  test.use({ own: {} });

  test("another letter can be asked for when the countdown is over, and only its code works", async ({ ada, server }) => {
    await ada.registers();
    await ada.reads("You can ask for another letter in 1 minute.");
    const old = await ada.readsCode();
    await ada.presses("Send another letter");
    await ada.isRefused(`That was too often. Try again in 1 minute, at ${ada.clock("12:01")}.`);

    await server.later(30);
    if (ada.mode !== "hydrated") await ada.looksAgain();
    await ada.reads("You can ask for another letter in 30 seconds.");
    await server.later(30);
    if (ada.mode !== "hydrated") await ada.looksAgain();
    await ada.reads("The codes of earlier letters stop working.");
    await ada.presses("Send another letter");
    const code = await ada.readsCode(2);
    expect(code).not.toBe(old);

    await ada.confirms(old);
    await ada.isRefused("This code is not the right one");
    await ada.confirms(code);
    await ada.reads("Your address is confirmed.");
  });

  test("five wrong codes are forgotten with a new letter", async ({ ada, server }) => {
    await ada.registers();
    const wrong = (await ada.readsCode()) === "000000" ? "000001" : "000000";
    for (const _ of [1, 2, 3, 4, 5]) await ada.confirms(wrong);
    await ada.isRefused("This code is not the right one");
    await server.later(60);
    await ada.presses("Send another letter");
    await ada.confirms(await ada.readsCode(2));
    await ada.reads("Your address is confirmed.");
  });

  test("a code works for ten minutes, a link for two days", async ({ ada, server, meet }) => {
    await ada.registers();
    const letter = await ada.receives();
    expect(letter.text).toContain("The code works for 10 minutes");
    expect(letter.text).toContain("The link works for 48 hours.");
    await server.later(601);
    await ada.confirms(await ada.readsCode());
    await ada.isRefused("it no longer works");

    await server.later(47 * 3600);
    const elsewhere = await meet(ada.email);
    await elsewhere.opens(linkIn(letter.text));
    await elsewhere.isOn("Confirm your address");
    await server.later(2 * 3600);
    await elsewhere.opens(linkIn(letter.text));
    await elsewhere.isOn("This link no longer works");
    await expect(elsewhere.main.getByRole("link", { name: "Register" })).toBeVisible();
  });
});
