import { expect, it } from 'vitest';
import { countDrawnSteps } from './count-drawn-steps';
import type { StepStatus } from './step-status';

const of = (step: string, status: StepStatus) => ({ status, spec: { step } });

it('steps of a run are counted as they are drawn: a search is one until the last of it has ended', () => {
  const run = [of('data', 'cached'), of('find', 'succeeded'), of('find', 'running'), of('find', 'waiting')];
  expect(countDrawnSteps(run)).toEqual({ steps: 2, openSteps: 1, failedSteps: 0 });
  const ended = [of('data', 'succeeded'), of('find', 'failed'), of('find', 'failed'), of('evaluate', 'skipped')];
  expect(countDrawnSteps(ended)).toEqual({ steps: 3, openSteps: 0, failedSteps: 1 });
});
