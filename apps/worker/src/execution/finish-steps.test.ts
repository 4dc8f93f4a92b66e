import type { Queryable, SteadyConnection, StepResult } from '@millrace/db/protocol';
import { runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { finishSteps } from './finish-steps';
import { newLife } from './life';

const runId = runIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const workerId = workerIdSchema.parse('019a0000-0000-7000-8000-000000000002');

it('a result is committed by itself when what was to end with it is refused', async () => {
  const calls: string[] = [];
  const client: Queryable = {
    query: async ({ name }) => {
      calls.push(name);
      if (name === 'mr_finish_with') throw new Error('refused');
      return { rows: [{ a: { accepted: [[runId, 0, 'succeeded']], steps: [] } }] };
    },
  };
  // Only `use` is called, and only `query` of what it hands over.
  const connection = { use: (call: (on: Queryable) => unknown) => call(client) } as unknown as SteadyConnection;
  const result: StepResult = {
    ...{ runId, idx: 0, token: 1, outcome: 'succeeded', outputs: [] },
    ready: [{ idx: 1, outcome: 'succeeded', outputs: [] }],
  };
  const step = { runId, idx: 0, token: 1, attempt: 1, queue: 'cpu', spec: {}, inputs: [] };
  const pending = [{ result, step, since: 0, settled: () => undefined }];
  let fatal = 0;
  const answer = await finishSteps({
    ...{ connection, pending, life: newLife(workerId, 1), proceed: true, logger: createQuietLogger() },
    onFatal: () => {
      fatal += 1;
    },
  });
  expect(answer.accepted).toEqual([[runId, 0, 'succeeded']]);
  expect(calls).toEqual(['mr_finish_with', 'mr_finish']);
  expect(fatal).toBe(0);
});
