import { benchNames } from '../../bench/run-bench';
import { checksOfBench } from '../bench-lines';
import type { Check } from '../check';
import type { VerifyContext } from '../context';
import { withUnshown } from './claims';

const part = 'bench';

/** The lines of the bench that are about serving. */
export async function verifyServeBench(context: VerifyContext): Promise<Check[]> {
  const names = benchNames.filter((name) => name.startsWith('serve-'));
  return withUnshown(part, await checksOfBench(context, names, part));
}
