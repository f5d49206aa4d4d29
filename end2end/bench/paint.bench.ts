import { type Browser, expect } from "@playwright/test";
import { test } from "../fixtures";
import { Copy } from "./copy";
import { compare } from "./figures";
import { slowly } from "./slow";

/** What the page tells, in milliseconds from the start of the navigation. */
interface Told {
  shown: Promise<void>;
  typed: Promise<number>;
}

/** Puts the cursor into the form once there is something to see, and notes when the first letter stands in it. */
function watch(): void {
  const told = window as unknown as Told;
  told.typed = new Promise((done) => addEventListener("input", () => done(performance.now()), { once: true, capture: true }));
  told.shown = new Promise((done) => {
    new PerformanceObserver((paints) => {
      if (!paints.getEntriesByName("first-contentful-paint").length) return;
      const look = () => {
        const field = document.getElementById("login");
        if (!field?.checkVisibility()) return void requestAnimationFrame(look);
        field.focus();
        done();
      };
      look();
    }).observe({ type: "paint", buffered: true });
  });
}

const usable = (browser: Browser, url: string): Promise<number> =>
  slowly(browser, url, watch, async (page) => {
    await page.evaluate(() => (window as unknown as Told).shown);
    await page.keyboard.press("a");
    const when = await page.evaluate(() => (window as unknown as Told).typed);
    await expect(page.locator("#login")).toHaveValue("a");
    return when;
  });

test("until the form can be typed into, against the same page as a static file", async ({ browser, server }) => {
  const copy = await Copy.of(server.url);
  await compare(
    "paint.usable",
    () => usable(browser, `${server.url}/login`),
    () => usable(browser, `${copy.url}/still`),
  );
  await copy.stop();
});
