import type { Reporter, TestCase, TestError, TestResult } from "@playwright/test/reporter";

/** Standard output is for figures alone, which tools/bench reads; what is going on goes to standard error. */
export default class Figures implements Reporter {
  printsToStdio(): boolean {
    return true;
  }

  onStdOut(text: string | Buffer): void {
    process.stdout.write(text);
  }

  onStdErr(text: string | Buffer): void {
    process.stderr.write(text);
  }

  onTestBegin(test: TestCase): void {
    process.stderr.write(`   ${test.title}\n`);
  }

  onTestEnd(_test: TestCase, { errors }: TestResult): void {
    errors.forEach((error) => this.onError(error));
  }

  onError(error: TestError): void {
    process.stderr.write(`${error.stack ?? error.message ?? error.value}\n`);
  }
}
