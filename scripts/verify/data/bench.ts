import { benchNames } from '../../bench/run-bench';
import { checksOfBench } from '../bench-lines';
import type { Check } from '../check';
import { notBuilt } from '../check';
import type { VerifyContext } from '../context';

const part = 'bench';

/** What is asked and has no bench yet. */
const missing = [{ claim: '12-step prepared pipeline on 10 M rows against one hand-written SQL', bar: '<= 1.15x' }];

/** The lines of the bench that are about data. */
export async function verifyDataBench(context: VerifyContext): Promise<Check[]> {
  const only = benchNames.filter((name) => name.startsWith('data-'));
  return [...(await checksOfBench(context, only)), ...missing.map((claim) => notBuilt({ part, ...claim }))];
}
