import type { PlaywrightTestConfig } from "@playwright/test";

/** Debian's Chromium, told to keep to itself. */
export const chromium = {
  browserName: "chromium",
  locale: "en-US",
  timezoneId: "UTC",
  launchOptions: {
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
} satisfies PlaywrightTestConfig["use"];
