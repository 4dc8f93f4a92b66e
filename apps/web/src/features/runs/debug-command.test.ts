import { runIdSchema } from '@millrace/pipeline-core/ids';
import { parseStepRunId, stepStatuses } from '@millrace/pipeline-core/run';
import { expect, it } from 'vitest';
import { debugCommand, isDebuggable } from './debug-command';

it('names the step as the command reads it', () => {
  const runId = runIdSchema.parse('0199c2f0-7a31-7bbb-8c00-3f2a44f0a1de');
  const name = debugCommand(runId, 4).split(' ').at(-1) ?? '';
  expect(parseStepRunId(name)).toEqual({ runId, idx: 4 });
});

it('is offered for steps that have run', () => {
  const debuggable = (type: string, queue = 'cpu') =>
    stepStatuses.filter((status) => isDebuggable({ status, type, queue }));
  expect(debuggable('filter-rows').toSorted()).toEqual(['cached', 'failed', 'succeeded']);
  expect(debuggable('notebook')).toEqual([]);
  expect(debuggable('evaluate').length).toBeGreaterThan(0);
  expect(debuggable('evaluate', 'python')).toEqual([]);
});
