import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { migrateDatabase } from '../../apply-migrations';
import { bundleProgram } from '../../bundle-program';
import { startPostgres } from '../../embedded-postgres';
import { MIGRATIONS_FOLDER, REPOSITORY_ROOT } from '../../root';
import { type Check, checked } from '../check';
import type { VerifyContext } from '../context';

const part = 'as-of';
const comparisonSchema = z.object({
  compared: z.number(),
  found: z.number(),
  differences: z.number(),
  differencesOfDefault: z.number(),
});
const entities = 10_000;
const wholeMoments = 10_000;
const shortMoments = 1_000;
/** Entities that are looked up at each of the times. */
const asked = 100;

/**
 * Random entities at random past times: what a strict as-of join finds offline is what the online store of the product
 * served then. Without regard to what was known at the time there must be differences, else the comparison would prove
 * nothing.
 */
export async function verifyAsOf({ short, seed, log }: VerifyContext): Promise<Check[]> {
  const moments = short ? shortMoments : wholeMoments;
  log(`${count(moments)} past times lived through online, then looked up offline (seed ${seed})`);
  const program = await bundleProgram('apps/worker/src/scoring/features/testing/verify-as-of.ts');
  const server = await startPostgres({ ephemeral: true });
  try {
    await migrateDatabase({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER, queue: false });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, server.url, ...[seed, entities, moments, asked].map(String)],
      { cwd: REPOSITORY_ROOT },
    );
    const seen = comparisonSchema.parse(JSON.parse(stdout));
    return [
      checked({
        part,
        claim: claimOf({ moments, seed }),
        figure: `${seen.differences} differences in ${count(seen.compared)} random reads, ${count(seen.found)} of them found`,
        bar: '0 differences',
        pass: seen.differences === 0 && seen.found > 0 && seen.differencesOfDefault > 0,
        note: `${count(seen.differencesOfDefault)} would differ if it were forgotten what was known then`,
      }),
    ];
  } finally {
    await server.stop();
  }
}

/** What is asked, which is less than every entity at every time. */
export function claimOf({ moments, seed }: { moments: number; seed: number }): string {
  const what = `${asked} random entities of ${count(entities)} at each of ${count(moments)} past times`;
  return `as-of join offline equals the value served then, ${what} (seed ${seed})`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
