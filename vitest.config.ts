import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  plugins: [filesAreMade],
  test: {
    projects: [
      { extends: true, test: { name: 'pipeline-core', include: ['packages/pipeline-core/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'db', include: ['packages/db/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'worker', include: ['apps/worker/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'web', include: ['apps/web/src/**/*.test.{ts,tsx}'] } },
      { extends: true, test: { name: 'scripts', include: ['scripts/**/*.test.ts'] } },
    ],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    // One per core: much of the time is waiting for databases and child processes.
    maxWorkers: availableParallelism(),
    // Databases and child processes start inside tests; the limits only catch what hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
