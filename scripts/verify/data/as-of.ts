import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { bundleProgram } from '../../bundle-program';
import { REPOSITORY_ROOT } from '../../root';
import { type Check, checked } from '../check';

const part = 'data';
const comparisonSchema = z.object({
  compared: z.number(),
  found: z.number(),
  differences: z.number(),
  differencesOfDefault: z.number(),
});

/**
 * Random entities at random past times: what a strict as-of join finds offline is what the online store served then.
 * Without regard to what was known at the time there must be differences, else the comparison would prove nothing.
 */
export async function verifyAsOf({ seed }: { seed: number }): Promise<Check[]> {
  const [entities, moments] = [10_000, 10_000];
  const program = await bundleProgram('apps/worker/src/scoring/features/testing/verify-as-of.ts');
  const args = [program, String(seed), String(entities), String(moments)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: REPOSITORY_ROOT });
  const seen = comparisonSchema.parse(JSON.parse(stdout));
  return [
    checked({
      part,
      claim: `as-of join offline equals the value served then, ${entities} entities x ${moments} past times (seed ${seed})`,
      figure: `${seen.differences} differences in ${seen.compared} reads, ${seen.found} of them found`,
      bar: '0 differences',
      pass: seen.differences === 0 && seen.found > 0 && seen.differencesOfDefault > 0,
    }),
  ];
}
