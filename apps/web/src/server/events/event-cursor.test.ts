import { publishEvents } from '@millrace/db';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { makeApiReader } from '../testing/api-reader';
import { db, makeContext, withTestServer } from '../testing/test-server';

withTestServer();

const answerSchema = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable() });

async function makeReader() {
  const context = await makeContext(db, 'scientist');
  const read = await makeApiReader(context);
  return { projectId: context.project.id, ask: (query: string) => read(`events?${query}`) };
}

it('leads through all events by pages, none twice, also while new ones come', async () => {
  const { projectId, ask } = await makeReader();
  const publish = (topic: string, ids: string[]) =>
    publishEvents(db, {
      ...{ projectId, topic },
      events: ids.map((id) => ({ id, source: '/shop', type: 'shop.paid', time: new Date(), data: {} })),
    });
  const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  await publish('orders', ids('o', 12)); // of one moment: topic and offset tell them apart
  await publish('returns', ids('r', 9));
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const answer = answerSchema.parse(await (await ask(`limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`)).json());
    expect(answer.items.length).toBe(page === 4 ? 1 : 5);
    seen.push(...answer.items.map(({ id }) => id));
    cursor = answer.next;
    await publish('orders', [`late${page}`]);
  }
  expect(seen.sort()).toEqual([...ids('o', 12), ...ids('r', 9)].sort());
});

it('is refused where it is none', async () => {
  const { ask } = await makeReader();
  for (const cursor of ['yesterday', Buffer.from('{"topic":1}').toString('base64url')])
    expect((await ask(`cursor=${cursor}`)).status).toBe(422);
});
