import { randomUUID } from 'node:crypto';
import { workerIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueSlots, removeWorkerInfo, saveWorkerInfo, type WorkerInfo } from '../index';
import { createTestDatabase, type TestDatabase } from '../testing';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function announce(queues: WorkerInfo['queues']) {
  const workerId = workerIdSchema.parse(randomUUID());
  const plain = { host: 'here', pid: 1, roles: ['execute'], capabilities: {}, version: 'test', memory: null };
  await saveWorkerInfo(test.db, { workerId, queues, ...plain });
  return workerId;
}

describe('slots of the workers at work', () => {
  it('are unknown without a worker, the sum of all with some, and not those of workers long unseen', async () => {
    expect(await queueSlots(test.db)).toBeNull();
    const plain = await announce({ cpu: 3 });
    const withCard = await announce({ cpu: 7, gpu: 1 });
    expect(await queueSlots(test.db)).toEqual({ cpu: 10, gpu: 1 });
    await test.db.pool.query(`update worker_info set seen_at = now() - interval '31 seconds' where worker_id = $1`, [
      withCard,
    ]);
    expect(await queueSlots(test.db)).toEqual({ cpu: 3 });
    await removeWorkerInfo(test.db, plain);
    expect(await queueSlots(test.db)).toBeNull();
  });
});
