import type { ServedFeed } from '@millrace/db';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { ClosedFeed, createOpenFeeds } from './open-feeds';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const feed = (id: string, error: string | null): ServedFeed => ({
  ...{ id, viewId: `view ${id}`, view: id, projectId, topic: `topic ${id}`, digest: id, place: 0, error },
});

it('notes a feed that cannot be opened, once, and goes on with the others', async () => {
  const noted: [string, string | null][] = [];
  const errors = new Map<string, string | null>([
    ['bad', null],
    ['gone', 'of before'],
  ]);
  const asked: string[] = [];
  const feeds = createOpenFeeds({
    list: async () => [...errors].map(([id, error]) => feed(id, error)),
    async get(id) {
      asked.push(id);
      if (id === 'bad') throw new Error('no plan of this version');
      return null;
    },
    async note({ id }, error) {
      noted.push([id, error]);
      errors.set(id, error);
    },
  });
  await feeds.reload();
  await feeds.reload();
  expect(asked).toEqual(['bad', 'gone', 'bad', 'gone']);
  const why =
    'The way of events into bad cannot be opened: no plan of this version. Run the pipeline that publishes it again.';
  expect(noted).toEqual([
    ['bad', why],
    ['gone', null],
  ]);
  const list = async () => [feed('bad', null)];
  const get = () => Promise.reject(new Error('no plan of this version'));
  await expect(feeds.open({ list, get })).rejects.toThrow(ClosedFeed);
});
