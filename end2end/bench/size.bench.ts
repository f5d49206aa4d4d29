import { type Browser, expect } from "@playwright/test";
import { test } from "../fixtures";
import { figure } from "./figures";
import { fetchRaw } from "./wire";

interface Transfer {
  url: string;
  /** Of the body, as it was encoded. */
  body: number;
  /** Of the lines before it. */
  head: number;
}

/** What Chromium transfers on a first visit. What it then uses again out of its cache has not been transferred twice. */
async function firstVisit(browser: Browser, url: string): Promise<Transfer[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const seen = new Map<string, Transfer>();
  network.on("Network.responseReceived", ({ requestId, response }) => {
    // Until now only the head has come.
    if (/^https?:/.test(response.url)) seen.set(requestId, { url: response.url, body: 0, head: response.encodedDataLength });
  });
  network.on("Network.requestServedFromCache", ({ requestId }) => seen.delete(requestId));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const transfer = seen.get(requestId);
    if (transfer) transfer.body = encodedDataLength - transfer.head;
  });
  await network.send("Network.enable");
  await page.goto(url);
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true", { timeout: 20_000 });
  await page.waitForLoadState("networkidle");
  const icon = await page.locator("link[rel=icon]").evaluate((link: HTMLLinkElement) => link.href);
  await context.close();

  const all = [...seen.values()];
  // Not every Chromium without a window asks for the icon; people's browsers do.
  if (/^https?:/.test(icon) && !all.some(({ url }) => url === icon)) all.push({ url: icon, body: (await fetchRaw(icon)).bytes.length, head: 0 });
  return all;
}

test("what a first visit to /login transfers", async ({ browser, server }) => {
  const all = await firstVisit(browser, `${server.url}/login`);
  // By a thousand bytes, the smaller of the two kilobytes.
  const sum = (those: Transfer[]) => those.reduce((total, { body }) => total + body, 0) / 1000;
  const part = (end: string) => {
    const those = all.filter(({ url }) => url.endsWith(end));
    expect(those, end).not.toEqual([]);
    return sum(those);
  };
  figure("size.first_paint", part("/login") + part(".css"), "KB");
  figure("size.total", sum(all), "KB");
  figure("size.total.html", part("/login"), "KB");
  for (const kind of ["css", "js", "wasm"]) figure(`size.total.${kind}`, part(`.${kind}`), "KB");
  figure("size.requests", all.length, "requests");
});
