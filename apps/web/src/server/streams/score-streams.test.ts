import { randomUUID } from 'node:crypto';
import { listAudit } from '@millrace/db';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import {
  changeStreamUseCase,
  createStreamUseCase,
  deleteStreamUseCase,
  listStreamsUseCase,
  streamWishSchema,
} from './score-streams';

withTestServer();

async function makeEndpoint() {
  const context = await makeContext(db, 'engineer');
  const { endpoint } = await makeStoredThings(db, context.project.id);
  const create = (wish: object) =>
    createStreamUseCase.run(context, { endpoint: endpoint.name, ...streamWishSchema.parse(wish) });
  return { context, endpoint: endpoint.id, create };
}

const rules = (otherwise: string) => ({ routes: [{ answer: 'yes', topic: 'keepers' }], otherwise, refused: 'refused' });

it('makes, lists, changes and ends a stream, and writes down who did', async () => {
  const { context, endpoint, create } = await makeEndpoint();
  const { id } = await create({ topic: 'incoming', rules: rules('others') });
  expect((await listStreamsUseCase.run(context, { endpoint })).streams).toMatchObject([
    {
      id,
      topic: 'incoming',
      rules: rules('others'),
      paused: false,
      behind: 0,
      scored: 0,
      mostWaiting: null,
      hasRelease: true,
    },
  ]);
  await changeStreamUseCase.run(context, {
    endpoint,
    id,
    paused: true,
    mostWaiting: 500,
    rules: { v: 1, ...rules('b') },
  });
  expect((await listStreamsUseCase.run(context, { endpoint })).streams).toMatchObject([
    { id, paused: true, mostWaiting: 500, rules: rules('b') },
  ]);
  await deleteStreamUseCase.run(context, { endpoint, id });
  expect((await listStreamsUseCase.run(context, { endpoint })).streams).toEqual([]);
  const actions = (await listAudit(db, { projectId: context.project.id })).map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(['stream.create', 'stream.change', 'stream.delete']));
});

it('refuses a second stream of a topic, topics of the platform and circles', async () => {
  const { context, endpoint, create } = await makeEndpoint();
  const { id } = await create({ topic: 'incoming', rules: rules('others') });
  await expect(create({ topic: 'incoming', rules: rules('x') })).rejects.toThrow('scores the topic incoming already');
  await expect(create({ topic: 'more', rules: rules('run-finished') })).rejects.toThrow('written by Millrace alone');
  await expect(create({ topic: 'others', rules: rules('incoming') })).rejects.toThrow('others → incoming → others');
  const change = { endpoint, id, rules: { v: 1 as const, ...rules('incoming') } };
  await expect(changeStreamUseCase.run(context, change)).rejects.toThrow('scored again without end');
  await expect(changeStreamUseCase.run(context, { endpoint, id: randomUUID(), paused: true })).rejects.toThrow(
    'This stream does not exist',
  );
});
