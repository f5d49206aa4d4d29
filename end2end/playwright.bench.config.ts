import { defineConfig } from "@playwright/test";
import type { Options } from "./fixtures";
import { chromium } from "./support/chromium";

/** The figures that only a browser can tell, one after another: `make bench`. */
export default defineConfig<object, Options>({
  testDir: "bench",
  testMatch: "*.bench.ts",
  outputDir: "results/bench-traces",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: "./bench/reporter.ts",
  use: { ...chromium },
});
