import { isDrawn, type RunCopy, type StepStatus } from '@millrace/pipeline-core/run';

type Copy = { status: StepStatus; spec: RunCopy };

/** States of the copies of one step, worst first: what one of them is says what the step is. */
const worstFirst: readonly StepStatus[] = ['failed', 'cancelled', 'skipped', 'parked', 'running'];
const ended = new Set<StepStatus>(['succeeded', 'cached', 'failed', 'skipped', 'cancelled']);

/** The copies of a step that a run holds: that of the drawing, on all train rows, and those of the folds in their order. */
export function splitCopies<C extends Copy>(copies: readonly C[]): { whole: C | undefined; folds: C[] } {
  const folds = copies.filter(({ spec }) => spec.fold !== undefined);
  return {
    whole: copies.find(({ spec }) => isDrawn(spec)),
    folds: folds.toSorted((a, b) => (a.spec.fold ?? 0) - (b.spec.fold ?? 0)),
  };
}

/** The copy that stands for all of them: the worst, while some are open one of those, else the one on all train rows. */
export function leadingCopy<C extends Copy>(copies: readonly C[]): C | undefined {
  for (const status of worstFirst) {
    const found = copies.find((copy) => copy.status === status);
    if (found !== undefined) return found;
  }
  const { whole } = splitCopies(copies);
  if (whole !== undefined && !ended.has(whole.status)) return whole;
  return copies.find(({ status }) => !ended.has(status)) ?? whole ?? copies[0];
}

/** State of the step: some of its copies have run anew, or all of them were reused. */
export function stateOfCopies(copies: readonly Copy[]): StepStatus {
  const lead = leadingCopy(copies)?.status ?? 'waiting';
  if (!ended.has(lead) && lead !== 'running' && copies.some(({ status }) => status === 'succeeded')) return 'running';
  if (lead === 'cached' && copies.some(({ status }) => status === 'succeeded')) return 'succeeded';
  return lead;
}
