import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What failed in a run: files with their tests (none where a file failed as a whole), and errors that belong to no test. */
const failuresSchema = z.object({
  errors: z.int(),
  files: z.array(z.object({ file: z.string(), tests: z.array(z.string()) })),
});
export type Failures = z.output<typeof failuresSchema>;

/** More than so many failed files is no accident of a busy machine. */
const MOST_FILES = 5;

/** Reads what a run wrote; null when it broke off before it could. */
export function readFailures(file: string): Failures | null {
  if (!existsSync(file)) return null;
  return failuresSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * The files that run once more, alone: those that failed, unless they are many, or an error beside the tests says that
 * something else is wrong.
 */
export function filesToRepeat(failures: Failures | null): string[] {
  if (failures === null || failures.errors > 0 || failures.files.length > MOST_FILES) return [];
  return failures.files.map(({ file }) => file);
}

/** One line for each test that failed and passed when its file ran once more: nobody may overlook it. */
export function flakyLines(first: Failures, second: Failures): string[] {
  const still = new Set(second.files.map(({ file }) => file));
  return first.files
    .filter(({ file }) => !still.has(file))
    .flatMap(({ file, tests }) =>
      (tests.length === 0 ? ['the whole file'] : tests).map((test) => `FLAKY: ${file} > ${test}`),
    );
}
