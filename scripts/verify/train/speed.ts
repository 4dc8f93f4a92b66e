import { benchNames } from '../../bench/run-bench';
import { checksOfBench } from '../bench-lines';
import type { Check } from '../check';
import type { VerifyContext } from '../context';
import { withUnshown } from './claims';

const part = 'speed';

/** The lines of the bench that are about training. */
export async function verifySpeed(context: VerifyContext): Promise<Check[]> {
  const names = benchNames.filter((name) => name.startsWith('train-'));
  return withUnshown(part, await checksOfBench(context, names, part));
}
