import path from 'node:path';
import type { Reporter, TestCase } from '@playwright/test/reporter';

/** Ends a run with one line for each test that failed at first and passed when it ran once more. */
export default class FlakyReporter implements Reporter {
  readonly #seen = new Set<TestCase>();

  onTestEnd(test: TestCase): void {
    this.#seen.add(test);
  }

  onEnd(): void {
    for (const test of this.#seen) {
      if (test.outcome() !== 'flaky') continue;
      const file = path.relative(process.cwd(), test.location.file);
      console.log(`FLAKY: ${file} > ${test.title}`);
    }
  }
}
