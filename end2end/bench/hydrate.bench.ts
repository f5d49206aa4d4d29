import { expect } from "@playwright/test";
import { test } from "../fixtures";
import { Copy } from "./copy";
import { compare } from "./figures";
import { slowly } from "./slow";

/** What the page tells, in milliseconds from the start of the navigation. */
interface Told {
  hydrated: Promise<number>;
  loaded: Promise<number>;
}

function watch(): void {
  const told = window as unknown as Told;
  told.hydrated = new Promise((done) => {
    const look = () => document.documentElement?.hasAttribute("data-hydrated") && done(performance.now());
    new MutationObserver(look).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-hydrated"] });
  });
  told.loaded = new Promise((done) => {
    const ends = new Map<string, number>();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) ends.set(entry.name.replace(/.*\./, ""), (entry as PerformanceResourceTiming).responseEnd);
      if (["css", "js", "wasm"].every((kind) => ends.has(kind))) done(Math.max(...ends.values()));
    }).observe({ type: "resource", buffered: true });
  });
}

/**
 * The bytes alone: the same page, style sheet, script and wasm over the same line, none of it run. The page has to come first, for
 * it alone knows what else there is; then all of them come at once. No page could have them sooner, so that waiting for one file
 * in order to learn of the next is ours to answer for.
 */
test("until hydrated, against the time to download the same bytes", async ({ browser, server }) => {
  const copy = await Copy.of(server.url);
  await compare(
    "hydrate.ready",
    () => slowly(browser, `${server.url}/login`, watch, (page) => page.evaluate(() => (window as unknown as Told).hydrated)),
    async () => {
      copy.takeAsked();
      const time = await slowly(browser, `${copy.url}/alone`, watch, (page) => page.evaluate(() => (window as unknown as Told).loaded));
      // A file that the page asks for twice would be paid for twice.
      const asked = copy.takeAsked().filter((path) => path.startsWith("/pkg/"));
      expect(asked.map((path) => path.replace(/.*\./, "")).sort()).toEqual(["css", "js", "wasm"]);
      return time;
    },
  );
  await copy.stop();
});
