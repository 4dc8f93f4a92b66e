import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { alone } from './scripts/test/alone.ts';
import { FailuresReporter } from './scripts/test/failures-reporter.ts';
import { InOrder } from './scripts/test/in-order.ts';
import { watchedForks } from './scripts/test/watched-fork.ts';

const generated = fileURLToPath(new URL('./apps/worker/src/generated/', import.meta.url));

/** `npm test` makes the kernels and the texts of guests first; who starts vitest by hand is told how. */
const filesAreMade = {
  name: 'files-are-made',
  enforce: 'pre' as const,
  resolveId(id: string) {
    const file = /generated\/(kernels|guest-texts)$/.exec(id)?.[1];
    if (file !== undefined && !existsSync(`${generated}${file}.ts`))
      throw new Error(`${generated}${file}.ts is missing: run "npm run generate" first.`);
    return null;
  },
};

/** A file for the results as JSON, beside what is printed: `npm run verify` reads them. */
const report = process.env.UNIT_REPORT;
const json: ['json', { outputFile: string }][] = report === undefined ? [] : [['json', { outputFile: report }]];
/** Another one for what failed, which `npm test` runs once more. */
const failures = process.env.FAILURES_REPORT;

/** Where test files are. */
const tests = [
  'apps/worker/src/**/*.test.ts',
  'apps/web/src/**/*.test.{ts,tsx}',
  'packages/db/src/**/*.test.ts',
  'scripts/**/*.test.ts',
  'packages/pipeline-core/src/**/*.test.ts',
];

export default defineConfig({
  plugins: [filesAreMade],
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      // They take turns in one process per worker: loading zod and the catalogue again costs more than most tests.
      { extends: true, test: { name: 'shared', include: tests, exclude: alone, isolate: false } },
    ],
    pool: watchedForks,
    sequence: { sequencer: InOrder },
    reporters: ['default', ...json, ...(failures === undefined ? [] : [new FailuresReporter(failures)])],
    // Half as many again as there are cores: part of the time is waiting for databases, clocks and child processes.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // Databases and child processes start inside tests; the limits only catch what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
