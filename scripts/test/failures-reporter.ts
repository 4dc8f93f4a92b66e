import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, SerializedError, TestModule, TestSpecification } from 'vitest/node';
import type { Failures } from './flaky';
import { unaskedEnds } from './watched-fork.ts';

/** What vitest says of a process of tests that is gone. */
const processEnded = /^\[vitest-pool\]: Worker \w+ emitted error/;

/** Writes which files of a run failed, and by which tests, to a file as JSON (`Failures`). */
export class FailuresReporter implements Reporter {
  readonly #file: string;
  #wanted: readonly TestSpecification[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#wanted = specifications;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const over = new Set(modules.filter(isOver).map(({ moduleId }) => moduleId));
    const failed = modules.filter((module) => module.state() === 'failed');
    const unfinished = this.#wanted.filter(({ moduleId }) => !over.has(moduleId));
    const ended = errors.filter(({ message }) => processEnded.test(message));
    const failures: Failures = {
      errors: errors.length - ended.length,
      endedProcesses: ended.map((_, at) => withoutRoot(unaskedEnds[at] ?? 'nobody saw how')),
      files: [
        ...failed.map((module) => ({
          file: module.relativeModuleId,
          tests: Array.from(module.children.allTests('failed'), ({ fullName }) => fullName),
        })),
        // Its process ended before it was through: nothing of it is known.
        ...unfinished.map(({ moduleId }) => ({ file: path.relative(process.cwd(), moduleId), tests: [] })),
      ],
    };
    writeFileSync(this.#file, JSON.stringify(failures));
  }
}

function withoutRoot(text: string): string {
  return text.replaceAll(`${process.cwd()}${path.sep}`, '');
}

function isOver(module: TestModule): boolean {
  return ['passed', 'failed', 'skipped'].includes(module.state());
}
