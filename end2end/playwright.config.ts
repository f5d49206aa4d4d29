import { defineConfig, type ReporterDescription } from "@playwright/test";
import type { Options } from "./fixtures";
import { chromium } from "./support/chromium";

const reporters: ReporterDescription[] = [["list"], ["json", { outputFile: "results/report.json" }]];

/** Each spec runs hydrated and without JavaScript; `.hydrate.` in its name says that it is about what only a script can do. */
export default defineConfig<object, Options>({
  testDir: "tests",
  outputDir: "results/traces",
  forbidOnly: true,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: reporters,
  // The only pictures to compare are those of the help pages; only `make pictures` writes them.
  snapshotPathTemplate: "../presets/{arg}{ext}",
  updateSnapshots: "none",
  // A trace costs as much again as the test: `npx playwright test --trace on` when one is wanted.
  // What is waited for and does not come is told at once, and not when the longest test's time is over.
  use: { ...chromium, trace: "off", actionTimeout: 20_000 },
  projects: [
    { name: "hydrated", use: { mode: "hydrated" } },
    { name: "plain", testIgnore: "*.hydrate.*", use: { mode: "plain", javaScriptEnabled: false } },
    { name: "blocked", testMatch: ["journey.spec.ts", "restore.spec.ts", "account.spec.ts"], use: { mode: "blocked" } },
  ],
});
