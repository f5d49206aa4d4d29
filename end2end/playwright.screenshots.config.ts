import { defineConfig } from "@playwright/test";
import type { Options } from "./fixtures";
import { chromium } from "./support/chromium";

/** Photographs every page: `make screenshots`. */
export default defineConfig<object, Options>({
  testDir: "screenshots",
  outputDir: "results/screenshots-traces",
  fullyParallel: true,
  workers: 2,
  timeout: 600_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: { ...chromium },
  projects: [{ name: "hydrated", use: { mode: "hydrated" } }],
});
