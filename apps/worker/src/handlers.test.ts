import { addToOutbox, readOutbox } from '@millrace/db';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHandlers, type HandlerDeps } from './handlers';
import { createQuietLogger } from './testing/quiet-logger';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.drop());

const never = () => Promise.reject(new Error('not asked for'));

it('leaves a publication that a former version queued among the other events to the job it has now', async () => {
  await addToOutbox(test.db, { topic: 'features-published', key: 'of a former version', payload: {} });
  const [row] = await readOutbox(test.db);
  if (row === undefined) throw new Error('no row');
  const handlers = createHandlers({
    db: test.db,
    // No handler asks the queues here.
    queues: {} as HandlerDeps['queues'],
    files: { pathOf: (location) => location, remove: never, sweepCandidates: never },
    bundles: { open: never, checkBundle: never, heldOut: never },
    ...{
      webhookSecret: null,
      allowPrivateWebhooks: false,
      receiptKey: null,
      predictionDays: 90,
      logger: createQuietLogger(),
    },
  });
  const event = { outboxId: String(row.id), topic: row.topic, key: row.key, payload: row.payload };
  const { signal } = new AbortController();
  const context = { jobId: '1', attempt: 1, lastAttempt: false, scheduledFor: null, signal, stopping: signal };
  await handlers['handle-event'](event, context);
  expect(await readOutbox(test.db)).toHaveLength(1);
  await expect(handlers['publish-view'](event, context)).rejects.toThrow(); // nobody can read this one
});
