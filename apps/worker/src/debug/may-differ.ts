import type { StepContract } from '@millrace/pipeline-core/steps';

/**
 * Why a step may end otherwise when it is executed again with the same inputs, in words; null where it promises the same
 * bytes.
 */
export function mayDiffer(o: {
  flags: StepContract['flags'];
  queue: string;
  /** Somebody asked it to stop with the best so far. */
  asked: boolean;
}): string | null {
  if (o.asked) return 'It was asked to stop with the best so far, at a moment that does not come again.';
  if (o.flags.outside === true) return 'It reads from outside, which may answer otherwise by now.';
  if (o.flags.deterministic !== true) return 'Chance or the clock has a part in what it makes.';
  if (o.queue === 'gpu') return 'It ran on a graphics card, where sums come in another order each time.';
  return null;
}
