import type { EndedStep, Queryable, SteadyConnection, StepResult } from '@millrace/db/protocol';
import { type RunId, runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createQuietLogger } from '../testing/quiet-logger';
import { finishSteps } from './finish-steps';
import { newLife } from './life';

const runId = runIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const other = runIdSchema.parse('019a0000-0000-7000-8000-000000000003');
const workerId = workerIdSchema.parse('019a0000-0000-7000-8000-000000000002');

it('several results that find one search over name each part of it once', async () => {
  let sent: unknown;
  const client: Queryable = {
    query: async ({ values }) => {
      sent = JSON.parse(String(values[1]));
      return { rows: [{ a: { accepted: [], steps: [] } }] };
    },
  };
  // Only `use` is called, and only `query` of what it hands over.
  const connection = { use: (call: (on: Queryable) => unknown) => call(client) } as unknown as SteadyConnection;
  const one = (of: { idx: number; run?: RunId }, parts: number[]) => {
    const { idx, run = runId } = of;
    const alsoEnds = parts.map((part): EndedStep => ({ idx: part, outcome: 'succeeded', outputs: [] }));
    const result: StepResult = { runId: run, idx, token: 1, outcome: 'succeeded', outputs: [], alsoEnds };
    const step = { runId: run, idx, token: 1, attempt: 1, queue: 'cpu', spec: {}, inputs: [] };
    return { result, step, since: 0, settled: () => undefined };
  };
  await finishSteps({
    ...{ connection, life: newLife(workerId, 1), proceed: true, logger: createQuietLogger() },
    // Of one clock; of the same; of another one of that run; of another run.
    pending: [
      one({ idx: 0 }, [8, 9]),
      one({ idx: 1 }, [8, 9]),
      one({ idx: 2 }, [9, 10]),
      one({ idx: 0, run: other }, [8]),
    ],
    onFatal: () => undefined,
  });
  const named = z.array(z.object({ alsoEnds: z.array(z.object({ idx: z.number() })).optional() })).parse(sent);
  expect(named.map(({ alsoEnds }) => alsoEnds?.map(({ idx }) => idx))).toEqual([[8, 9], undefined, [10], [8]]);
});

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
    alsoEnds: [{ idx: 1, outcome: 'succeeded', outputs: [] }],
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
