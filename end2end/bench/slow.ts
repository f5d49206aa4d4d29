import type { Browser, Page } from "@playwright/test";

/**
 * Lighthouse's slow 4G and its processor. Chromium adds the 150 ms to each request, so that what is asked for one after another
 * costs as much as on a connection that stands; to set one up costs nothing here, ours and the reference's alike.
 */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const PROCESSOR = { rate: 4 };

/** A first visit with a telephone: `watch` runs in the page before anything of its own does, `measure` once the visit has begun. */
export async function slowly(browser: Browser, url: string, watch: () => void, measure: (page: Page) => Promise<number>): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", NETWORK);
    await devtools.send("Emulation.setCPUThrottlingRate", PROCESSOR);
    await page.goto(url, { waitUntil: "commit" });
    return await measure(page);
  } finally {
    await context.close();
  }
}
