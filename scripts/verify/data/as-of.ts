import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
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
  comparedOfDefault: z.number(),
  differencesOfDefault: z.number(),
});
const entities = 10_000;
const wholeMoments = 10_000;
const shortMoments = 1_000;

/**
 * All entities at all past times: what a strict as-of join finds offline is what the online store of the product
 * served then. Each pair is read from the store at its time and joined offline, none is argued away. Without regard to
 * what was known at the time there must be differences, else the comparison would prove nothing.
 */
export async function verifyAsOf({ short, seed, log }: VerifyContext): Promise<Check[]> {
  const moments = short ? shortMoments : wholeMoments;
  log(`${count(moments)} past times lived through online, then looked up offline (seed ${seed})`);
  const begun = performance.now();
  const program = await bundleProgram('apps/worker/src/scoring/features/testing/verify-as-of.ts');
  const server = await startPostgres({ ephemeral: true });
  try {
    await migrateDatabase({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER, queue: false });
    const args = [program, server.url, ...[seed, entities, moments].map(String)];
    const running = promisify(execFile)(process.execPath, args, { cwd: REPOSITORY_ROOT });
    const { stderr } = running.child;
    if (stderr !== null) createInterface({ input: stderr }).on('line', log);
    const seen = comparisonSchema.parse(JSON.parse((await running).stdout));
    const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
    return [
      checked({
        part,
        claim: claimOf({ moments, seed }),
        figure: `${count(seen.differences)} differences in ${count(seen.compared)} pairs, ${count(seen.found)} of them found`,
        bar: '0 differences',
        pass: isProof(seen, entities * moments),
        note: [
          `${minutes} min, each pair read from the online store at its time and joined offline`,
          `${count(seen.differencesOfDefault)} of ${count(seen.comparedOfDefault)} would differ if it were forgotten what was known then`,
        ].join('; '),
      }),
    ];
  } finally {
    await server.stop();
  }
}

/** What is compared, said in full. */
export function claimOf({ moments, seed }: { moments: number; seed: number }): string {
  const what = `each of ${count(entities)} entities at each of ${count(moments)} random past times`;
  return `as-of join offline equals the value served then, ${what} (seed ${seed})`;
}

/** No difference counts only where every pair was compared, many were there, and the comparison can tell. */
export function isProof(seen: z.output<typeof comparisonSchema>, pairs: number): boolean {
  const { compared, found, differences, differencesOfDefault } = seen;
  return differences === 0 && compared === pairs && found > pairs / 4 && differencesOfDefault > 0;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
