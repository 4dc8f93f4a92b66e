import { expect, it } from 'vitest';
import { until } from '../../testing/until';
import { createStartPlaces } from './start-places';

/** Starts that end when they are told to. */
function setUp(o: { most: number; holdMs: number }) {
  const inPlace = createStartPlaces(o);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string) =>
    inPlace(() => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  return { start, begun, end: (name: string) => ends.get(name)?.() };
}

it('lets so many start at a time, and the next in turn where one has started', async () => {
  const { start, begun, end } = setUp({ most: 2, holdMs: 60_000 });
  const first = start('a');
  for (const name of ['b', 'c', 'd']) void start(name);
  await until(() => begun.length === 2, { what: 'two starts' });
  expect(begun).toEqual(['a', 'b']);
  end('a');
  await first;
  await until(() => begun.length === 3, { what: 'the third' });
  expect(begun).toEqual(['a', 'b', 'c']);
});

it('gives the place of one that fails to the next', async () => {
  const inPlace = createStartPlaces({ most: 1, holdMs: 60_000 });
  await expect(inPlace(() => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
  expect(await inPlace(async () => 'there')).toBe('there');
});

it('takes the place of one that hangs, which goes on; its end frees no second one', async () => {
  const { start, begun, end } = setUp({ most: 1, holdMs: 5 });
  const hung = start('hung');
  void start('b');
  await until(() => begun.length === 2, { what: 'a start beside the one that hangs' });
  void start('c');
  await until(() => begun.length === 3, { what: 'a start beside both' });
  end('hung');
  await hung;
  expect(begun).toEqual(['hung', 'b', 'c']);
});
