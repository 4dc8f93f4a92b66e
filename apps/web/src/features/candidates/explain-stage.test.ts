import { expect, it } from 'vitest';
import { explainStage } from './explain-stage';

it('tells of the button what its run does, and of a drawn step that it tried in vain', () => {
  expect(explainStage(null, false)).toBe('never');
  expect(explainStage(null, true)).toBe('failed');
  expect(explainStage({ status: 'running' }, true)).toBe('running');
  expect(explainStage({ status: 'failed' }, false)).toBe('failed');
  expect(explainStage({ status: 'cancelled' }, false)).toBe('never');
});

it('offers it again where what a run found is not kept any more', () => {
  expect(explainStage({ status: 'succeeded' }, true)).toBe('never');
});
