import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { S3Object } from '../../../../outside/s3/list-objects';
import { comparePlaces, type Landed, LandedObjects, landedSchema } from './landed-objects';
import { fitsName } from './object-name';

const object = (key: string, modified: number, etag = `"${key}"`): S3Object => ({ key, etag, size: 1, modified });

/** One run: takes the `most` oldest of what is new, remembering so many. */
function run(
  bucket: readonly S3Object[],
  landed: Landed | null,
  o: { take?: number; known?: number; again?: boolean; pattern?: string },
) {
  const pattern = o.pattern ?? '*';
  const objects = new LandedObjects(landed, { again: o.again ?? false, pattern });
  const taken = bucket
    .filter((one) => fitsName(pattern, one.key) && objects.isNew(one))
    .sort(comparePlaces)
    .slice(0, o.take ?? 1000);
  return { taken: taken.map(({ key }) => key), landed: objects.with(taken, o.known ?? 1000) };
}

describe('what has landed', () => {
  it('is known by key and content: a changed object is new, a late one too, the same one put again only if asked', () => {
    const first = run([object('a', 10), object('b', 20)], null, {});
    expect(first.taken).toEqual(['a', 'b']);
    const bucket = [object('a', 30, '"changed"'), object('b', 40), object('late', 5)];
    expect(run(bucket, first.landed, {}).taken).toEqual(['late', 'a']);
    expect(run(bucket, first.landed, { again: true }).taken).toEqual(['late', 'a', 'b']);
    // From the same memory: a change of mind lands nothing twice.
    expect(run([object('a', 10), object('b', 20)], first.landed, { again: true }).taken).toEqual([]);
  });

  it('is told apart by size and time where a server gives no ETag', () => {
    const { landed } = run([object('a', 10, '')], null, {});
    expect(run([object('a', 10, '')], landed, {}).taken).toEqual([]);
    expect(run([object('a', 11, '')], landed, {}).taken).toEqual(['a']);
  });

  it('is bounded: the oldest are taken as landed by their place, ties in time by key', () => {
    const bucket = ['a', 'b', 'c', 'd'].map((key) => object(key, 10));
    const { landed } = run(bucket, null, { known: 2 });
    expect(landed.known).toHaveLength(2);
    expect(landed.border).toEqual({ modified: 10, key: 'b' });
    expect(run([...bucket, object('bb', 10)], landed, { known: 2 }).taken).toEqual(['bb']);
  });

  it('forgets what is no longer in the bucket first', () => {
    const { landed } = run([object('a', 1), object('b', 2)], null, { known: 2 });
    const next = run([object('b', 2), object('c', 3)], landed, { known: 2 });
    expect(next.landed.border).toBeNull();
    expect(run([object('b', 2), object('c', 3)], next.landed, {}).taken).toEqual([]);
  });

  it('is told by the pattern that took it: another one finds what was left out, and lands nothing twice', () => {
    const csv = ['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((key, at) => object(key, 10 * at));
    const bucket = [...csv, object('a.json', 1), object('z.json', 100)];
    const first = run(bucket, null, { pattern: '*.csv', known: 2 });
    expect(first.landed.border).toEqual({ modified: 10, key: 'b.csv' });
    const all = run(bucket, first.landed, { pattern: '*', known: 2 });
    expect(all.taken).toEqual(['a.json', 'z.json']);
    expect(run(bucket, all.landed, { pattern: '*', known: 2 }).taken).toEqual([]);
    // Back to the first: what only the other pattern took is no matter, and its own border still stands.
    expect(run([...bucket, object('e.csv', 5)], all.landed, { pattern: '*.csv', known: 2 }).taken).toEqual([]);
    expect(run([...bucket, object('e.csv', 200)], all.landed, { pattern: '*.csv', known: 2 }).taken).toEqual(['e.csv']);
  });

  it('has the pattern of its source where a cursor says none', () => {
    const landed = landedSchema.parse({ known: [], border: { modified: 10, key: 'b.csv' } });
    const bucket = [object('a.csv', 1), object('c.csv', 20)];
    expect(run(bucket, landed, { pattern: '*.csv' }).taken).toEqual(['c.csv']);
  });

  it('leaves what was put aside new, also below the border, until it lands', () => {
    const small = ['a', 'b', 'c', 'd'].map((key, at) => object(key, 10 * at + 10));
    const large = object('large', 5);
    const objects = new LandedObjects(null, { again: false, pattern: '*' });
    expect([large, ...small].every((one) => objects.isNew(one))).toBe(true);
    objects.putAside(large);
    const landed = objects.with(small, 2);
    expect(landed.border).toEqual({ modified: 20, key: 'b' });
    const then = run([large, ...small], landed, { known: 2 });
    expect(then.taken).toEqual(['large']);
    expect(run([large, ...small], then.landed, { known: 2 }).taken).toEqual([]);
  });

  it('never takes an object twice, and misses only what came below the border', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed);
      const bucket: S3Object[] = [];
      const below = new Set<string>();
      const taken: string[] = [];
      let landed: Landed | null = null;
      const step = (arrivals: number) => {
        for (let n = 0; n < arrivals; n++) {
          // Times tie often, and some come late.
          const one = object(
            `k${random.int(1_000_000)}-${bucket.length}`,
            Math.max(0, bucket.length - random.int(12)) >> 2,
          );
          if (landed?.border != null && comparePlaces(one, landed.border) <= 0) below.add(one.key);
          bucket.push(one);
        }
        const next = run(random.shuffle([...bucket]), landed, { take: 1 + random.int(4), known: 8 });
        taken.push(...next.taken);
        landed = next.landed;
        expect(landed.known.length).toBeLessThanOrEqual(8);
      };
      for (let turn = 0; turn < 20; turn++) step(random.int(5));
      for (let turn = 0; turn < 60; turn++) step(0);
      expect(new Set(taken).size, `seed ${seed}`).toBe(taken.length);
      expect(taken.sort(), `seed ${seed}`).toEqual(
        bucket
          .map(({ key }) => key)
          .filter((key) => !below.has(key))
          .sort(),
      );
    }
  });
});
