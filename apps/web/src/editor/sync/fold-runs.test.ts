import { itemsByStep, type PlanItem } from '@millrace/pipeline-core/plan';
import type { StepStatus } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { leadingCopy, splitCopies, stateOfCopies } from './fold-runs';

/** Copies of a step by fold; the last is the one on all train rows. */
function copies(...statuses: StepStatus[]) {
  const last = statuses.length - 1;
  return statuses.map((status, at) => ({ idx: at, status, spec: at === last ? {} : { fold: at } }));
}

describe('the state of a step in a fold region', () => {
  it.each<[StepStatus, StepStatus[]]>([
    ['failed', ['succeeded', 'failed', 'running']],
    ['running', ['succeeded', 'running', 'waiting']],
    ['running', ['succeeded', 'ready', 'waiting']],
    ['ready', ['ready', 'ready', 'ready']],
    ['waiting', ['waiting', 'waiting', 'waiting']],
    ['cached', ['cached', 'cached', 'cached']],
    ['succeeded', ['cached', 'succeeded', 'cached']],
    ['succeeded', ['succeeded', 'succeeded', 'succeeded']],
    ['skipped', ['succeeded', 'succeeded', 'skipped']],
  ])('is %s for %j', (state, statuses) => {
    expect(stateOfCopies(copies(...statuses))).toBe(state);
  });

  it('takes its error and log from the copy that failed, else from the one on all train rows', () => {
    expect(leadingCopy(copies('succeeded', 'failed', 'skipped'))?.idx).toBe(1);
    expect(leadingCopy(copies('succeeded', 'succeeded', 'succeeded'))?.idx).toBe(2);
    expect(splitCopies(copies('cached', 'cached', 'succeeded')).folds.map(({ idx }) => idx)).toEqual([0, 1]);
  });
});

describe('the plan of a step in a fold region', () => {
  it('is what most of it is, and takes the time of all copies', () => {
    // Only what is put together; ids are brands.
    const item = (decision: PlanItem['decision'], fold?: number) =>
      ({ step: 'model', title: '', reason: decision, seconds: 2, decision, fold }) as unknown as PlanItem;
    const found = itemsByStep([item('reused', 0), item('runs', 1), item('reused', 2), item('reused')]);
    expect(found.size).toBe(1);
    expect(found.get('model')).toMatchObject({ decision: 'runs', seconds: 8 });
  });
});
