import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * What failed in a run: files with their tests (none where a file failed as a whole), errors that belong to no test, and how
 * processes of tests ended when nobody had asked them to.
 */
const failuresSchema = z.object({
  errors: z.int(),
  endedProcesses: z.array(z.string()),
  files: z.array(z.object({ file: z.string(), tests: z.array(z.string()) })),
});
export type Failures = z.output<typeof failuresSchema>;

/** One may end so, and is named; more are no accident. */
const MOST_ENDED = 1;
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
  if (failures === null || !isAccident(failures) || failures.files.length > MOST_FILES) return [];
  return failures.files.map(({ file }) => file);
}

/** Whether all that went wrong beside the tests is one process that ended; its files that were not through run once more. */
function isAccident({ errors, endedProcesses }: Failures): boolean {
  return errors === 0 && endedProcesses.length <= MOST_ENDED;
}

/** Whether every file was through and well, and only a process ended behind them. */
export function isOnlyEnd(failures: Failures | null): boolean {
  return failures !== null && isAccident(failures) && failures.endedProcesses.length > 0 && failures.files.length === 0;
}

/** One line for each process of a run that ended so. */
export function endedLines(failures: Failures | null): string[] {
  return (failures?.endedProcesses ?? []).map((how) => `FLAKY: a process of the unit tests ended unasked, ${how}`);
}

/** One line for each test that failed and passed when its file ran once more: nobody may overlook it. */
export function flakyLines(first: Failures, second: Failures): string[] {
  const still = new Set(second.files.map(({ file }) => file));
  const again = first.files
    .filter(({ file }) => !still.has(file))
    .flatMap(({ file, tests }) =>
      (tests.length === 0 ? ['the whole file'] : tests).map((test) => `FLAKY: ${file} > ${test}`),
    );
  return [...again, ...endedLines(first)];
}
