import { type BrowserContext, expect } from "@playwright/test";

/** Everything that went wrong in the browsers of a test without the test having announced it. */
export class Faults {
  private found: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Reports what breaks the content security policy even where the browser says nothing. */
  async watch(context: BrowserContext): Promise<void> {
    context.on("console", (message) => {
      if (message.type() === "error") this.note(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.note(`page: ${error.error().stack ?? error.error().message}`));
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // A request that the browser itself gave up because the page was left is nobody's fault.
      if (reason !== "net::ERR_ABORTED") this.note(`request: ${request.url()}: ${reason}`);
    });
    await context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (broken) => console.error(`policy: ${broken.violatedDirective} ${broken.blockedURI}`)),
    );
  }

  private note(fault: string): void {
    this.found.push(fault);
  }

  /** This will happen, or has. */
  expect(fault: RegExp): void {
    this.expected.push(fault);
  }

  /** The answers so far that refused what a form asked for: Chromium writes each on the console. */
  expectRefusals(): void {
    this.found = this.found.filter((fault) => !/status of 4(01|09|22|29) .*\/api\/[\w-]+\)$/.test(fault));
  }

  verify(): void {
    const rest = this.found.filter((fault) => !this.expected.some((expected) => expected.test(fault)));
    expect(rest, "faults in the browser").toEqual([]);
  }
}
