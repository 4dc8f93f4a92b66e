import { describe, expect, it } from 'vitest';
import { releaseIdSchema } from '../ids';
import { endpointConfigSchema } from './endpoint-config';
import { hasAnswered, newestMoveAfter } from './endpoint-history';

const idOf = (n: number) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`);
const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 10, minute));

/** Revision n, made in minute n. */
const revision = (n: number, weights: Record<number, number>, more: object = {}) => ({
  revision: n,
  createdAt: at(n),
  config: endpointConfigSchema.parse({
    v: 1,
    routes: Object.entries(weights).map(([release, weight]) => ({ release: idOf(Number(release)), weight })),
    chain: [],
    ...more,
  }),
});

describe('the newest move of an endpoint', () => {
  const first = revision(1, { 1: 1 });
  const slower = { budgetMs: 500, last: { kind: 'constant', value: 0 }, process: 'own' };

  it('is none where only its settings were changed', () => {
    expect(newestMoveAfter([first, revision(2, { 1: 1 }, slower)], at(1))).toBeNull();
  });

  it('is the one that moved traffic, not the settings after it', () => {
    const moved = [revision(3, { 2: 1 }, slower), revision(2, { 2: 1 }), first];
    expect(newestMoveAfter(moved, at(1))?.revision).toBe(2);
    expect(newestMoveAfter(moved, at(2))).toBeNull();
    expect([1, 2].map((since) => newestMoveAfter(moved, since)?.revision)).toEqual([2, undefined]);
  });

  it('is a decision also where it leads back, or copies traffic only', () => {
    expect(newestMoveAfter([first, revision(2, { 2: 1 }), revision(3, { 1: 1 })], at(1))?.revision).toBe(3);
    const shadow = { shadow: { release: idOf(2), percent: 10 } };
    expect(newestMoveAfter([first, revision(2, { 1: 1 }, shadow)], at(1))?.revision).toBe(2);
  });

  it('is the first revision of an endpoint that had none', () => {
    expect(newestMoveAfter([first], at(0))?.revision).toBe(1);
    expect(newestMoveAfter([], at(0))).toBeNull();
  });
});

it('a release has answered where it had live traffic, however long ago, and not behind another one', () => {
  const past = [revision(1, { 1: 1 }), revision(2, { 2: 1, 3: 0 }, { chain: [idOf(4)] })];
  expect([1, 2, 3, 4].map((n) => hasAnswered(past, idOf(n)))).toEqual([true, true, false, false]);
});
