import type { Outputs } from '../../client/outputs';
import { formatCount } from '../../lib/format-number';

type Ahead = Outputs['runs']['ahead']['ahead'][number];

/** "behind run 6 of adult income, 3 steps ahead": what a step that waits for a worker is behind; null where nothing is. */
export function behindWords(ahead: readonly Ahead[]): string | null {
  const [first, ...others] = ahead;
  if (first === undefined) return null;
  const of = first.pipelineName === null ? '' : ` of ${first.pipelineName}`;
  const more = others.length === 0 ? '' : ` and ${formatCount(others.length, 'other')}`;
  const steps = ahead.reduce((sum, run) => sum + run.steps, 0);
  return `behind run ${first.number}${of}${more}, ${formatCount(steps, 'step')} ahead`;
}
