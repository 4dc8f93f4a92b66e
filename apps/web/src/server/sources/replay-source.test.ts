import { createDataset, createSource, listAudit, listTriggers, publishEvents } from '@millrace/db';
import { pushTopic } from '@millrace/pipeline-core/events';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { replaySourceUseCase } from './replay-source';

withTestServer();

/** A source with two events at ten o'clock and one at noon. */
async function makePushed() {
  const context = await makeContext(db, 'scientist');
  const projectId = context.project.id;
  const dataset = await createDataset(db, { projectId, name: 'orders', createdBy: 'ada' });
  if (!dataset.ok) throw new Error(dataset.error);
  const source = await createSource(db, {
    ...{ projectId, name: 'orders', secret: null, createdBy: 'ada', datasetId: dataset.value.id },
    ...{ config: sourceConfigSchema.parse({ kind: 'push' }), policy: sourcePolicySchema.parse({}) },
  });
  if (!source.ok) throw new Error(source.error);
  const { id, pipelineId } = source.value;
  const happened = (name: string, hour: number) => ({
    ...{ id: name, source: '/shop', type: 'shop.paid', data: {} },
    time: new Date(Date.UTC(2026, 0, 1, hour)),
  });
  const events = [happened('a', 10), happened('b', 10), happened('c', 12)];
  await publishEvents(db, { projectId, topic: pushTopic(id), events });
  await db.pool.query(`update source set cursor = '100' where id = $1`, [id]); // all of them have landed
  const ask = (from: number, to: number, requestKey: string) =>
    replaySourceUseCase.run(context, { id, time: { from: at(from), to: at(to) }, requestKey });
  const told = async () => {
    const audit = await listAudit(db, { projectId, limit: 20 });
    const wishes = await listTriggers(db, { projectId, pipelineId, limit: 20 });
    return { audit: audit.filter(({ action }) => action === 'source.replay').length, wishes: wishes.length };
  };
  return { context, projectId, id, ask, told };
}

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

it('answers a request that is sent again as it answered the first, with one line in the audit', async () => {
  const { ask, told, projectId, id, context } = await makePushed();
  const [first, beside] = await Promise.all([ask(9, 11, 'k'), ask(9, 11, 'k')]);
  expect(first).toMatchObject({ id, events: 2 });
  expect(beside).toEqual(first);
  // What happened in that time and came later is told to nobody who only asks again.
  const late = { id: 'late', source: '/shop', type: 'shop.paid', time: new Date(at(10)), data: {} };
  await publishEvents(db, { projectId, topic: pushTopic(id), events: [late] });
  expect(await ask(9, 11, 'k')).toEqual(first);
  const offset = { from: '2026-01-01T10:00:00+01:00', to: '2026-01-01T12:00:00+01:00' };
  expect(await replaySourceUseCase.run(context, { id, time: offset, requestKey: 'k' })).toEqual(first);
  expect(await told()).toEqual({ audit: 1, wishes: 1 });
});

it('refuses a key that has asked for another time, and asks for nothing', async () => {
  const { ask, told } = await makePushed();
  await ask(9, 11, 'k');
  await expect(ask(11, 13, 'k')).rejects.toMatchObject({ kind: 'conflict' });
  await expect(ask(11, 13, 'k')).rejects.toThrow('the time from 2026-01-01 09:00 UTC to 2026-01-01 11:00 UTC');
  expect(await told()).toEqual({ audit: 1, wishes: 1 });
  expect(await ask(11, 13, 'other')).toMatchObject({ events: 1 });
  expect(await told()).toEqual({ audit: 2, wishes: 2 });
});

it('refuses a time without events, and asks for nothing', async () => {
  const { ask, told } = await makePushed();
  await expect(ask(1, 2, 'k')).rejects.toMatchObject({ kind: 'invalid' });
  expect(await told()).toEqual({ audit: 0, wishes: 0 });
});
