import { randomUUID } from 'node:crypto';
import { listStepLogs } from '@millrace/db';
import type { LeasedStep } from '@millrace/db/protocol';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { watchSteps } from './watch-steps';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test.drop());

const runId = runIdSchema.parse(randomUUID());
const step = (idx: number): LeasedStep => ({ runId, idx, token: 1, attempt: 1, queue: 'cpu', spec: {}, inputs: [] });

it('keeps 10,000 lines of an attempt, the last of which says that there were more', async () => {
  const watch = watchSteps({ db: test.db, logger: createQuietLogger() });
  const [noisy, calm] = [step(0), step(1)];
  const { log } = watch.of(noisy);
  for (let line = 1; line <= 12_000; line += 1) log('info', `line ${line}`);
  watch.of(calm).log('info', 'odd \0 line');
  watch.of({ ...noisy, attempt: 2 }).log('info', 'another attempt');
  await watch.close();
  const lines = await listStepLogs(test.db, { runId, idx: 0, limit: 20_000 });
  expect(lines).toHaveLength(10_001);
  expect(lines.slice(-3).map(({ level, text }) => [level, text])).toEqual([
    ['info', 'line 9999'],
    ['warning', 'More than 10000 lines: the rest is left out.'],
    ['info', 'another attempt'],
  ]);
  expect((await listStepLogs(test.db, { runId, idx: 1 })).map(({ text }) => text)).toEqual(['odd \ufffd line']);
});
