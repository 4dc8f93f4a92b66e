import { benchNames } from '../../bench/run-bench';
import { checksOfBench } from '../bench-lines';
import type { Check } from '../check';
import type { VerifyContext } from '../context';

/** The lines of the bench that are about data. */
export async function verifyDataBench(context: VerifyContext): Promise<Check[]> {
  return checksOfBench(
    context,
    benchNames.filter((name) => name.startsWith('data-')),
  );
}
