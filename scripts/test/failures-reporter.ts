import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Failures } from './flaky';

/** Writes which files of a run failed, and by which tests, to a file as JSON (`Failures`). */
export class FailuresReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const failed = modules.filter((module) => module.state() === 'failed');
    const failures: Failures = {
      errors: errors.length,
      files: failed.map((module) => ({
        file: module.relativeModuleId,
        tests: Array.from(module.children.allTests('failed'), ({ fullName }) => fullName),
      })),
    };
    writeFileSync(this.#file, JSON.stringify(failures));
  }
}
