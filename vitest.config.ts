import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { alone } from './scripts/test/alone.ts';
import { ByProject } from './scripts/test/by-project.ts';
import { FailuresReporter } from './scripts/test/failures-reporter.ts';

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

/** The files of a project take turns in one process per worker: loading zod and the catalogue again costs more than most tests. */
function shared(name: string, include: string) {
  return { extends: true as const, test: { name, include: [include], exclude: alone, isolate: false } };
}

export default defineConfig({
  plugins: [filesAreMade],
  test: {
    projects: [
      shared('worker', 'apps/worker/src/**/*.test.ts'),
      shared('web', 'apps/web/src/**/*.test.{ts,tsx}'),
      shared('db', 'packages/db/src/**/*.test.ts'),
      shared('scripts', 'scripts/**/*.test.ts'),
      { extends: true, test: { name: 'alone', include: alone } },
      shared('pipeline-core', 'packages/pipeline-core/src/**/*.test.ts'),
    ],
    sequence: { sequencer: ByProject },
    reporters: ['default', ...json, ...(failures === undefined ? [] : [new FailuresReporter(failures)])],
    // One per core: much of the time is waiting for databases and child processes.
    maxWorkers: availableParallelism(),
    // Databases and child processes start inside tests; the limits only catch what hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
