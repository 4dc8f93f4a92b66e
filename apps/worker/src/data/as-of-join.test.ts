import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { type AsOfMode, asOfJoinSql } from './as-of-join';
import { scratchFolder, scratchSession } from './testing/scratch';

const session = scratchSession(scratchFolder('as-of'));

type Right = { id: number; event: number | null; known: number | null; v: number; place: number };
type Left = { place: number; id: number | null; at: number | null };

const minutes = (value: number | null) => (value === null ? 'NULL' : `epoch_ms(${value * 60_000})`);

async function join(o: { right: Right[]; left: Left[]; ttlMinutes: number | null; mode: AsOfMode }) {
  const right = o.right.map((r) => `(${r.id}, ${minutes(r.event)}, ${minutes(r.known)}, ${r.v}, ${r.place})`);
  const left = o.left.map((l) => `(${l.place}, ${l.id ?? 'NULL::INT'}, ${minutes(l.at)}::TIMESTAMP)`);
  const sql = asOfJoinSql({
    left: `(SELECT * FROM (VALUES ${left.join(', ')}) t(place, id, looked))`,
    right: `(SELECT * FROM (VALUES ${right.join(', ')}) t(key, event, known, v, place))`,
    keys: [{ left: 'id', right: 'key' }],
    leftTime: 'looked',
    eventTime: 'event',
    knownSince: 'known',
    order: ['place'],
    ttlSeconds: o.ttlMinutes === null ? null : o.ttlMinutes * 60,
    mode: o.mode,
    features: [{ feature: 'v', as: 'value' }],
  });
  const rows = await session.query(`SELECT value::DOUBLE AS value FROM (${sql}) ORDER BY place`);
  return rows.map(({ value }) => value);
}

/** The definition, row by row: the best of all rows that may be seen. */
function naive(o: { right: Right[]; left: Left[]; ttlMinutes: number | null; mode: AsOfMode }): (number | null)[] {
  const times = ({ event, known, place }: Right) => [event ?? 0, known ?? Number.NEGATIVE_INFINITY, place] as const;
  const better = (a: Right, b: Right) => {
    const [x, y] = [times(a), times(b)];
    const differs = [0, 1, 2].find((at) => x[at] !== y[at]);
    return differs !== undefined && (x[differs] ?? 0) > (y[differs] ?? 0);
  };
  return o.left.map(({ id, at }) => {
    if (at === null) return null;
    let best: Right | null = null;
    for (const row of o.right) {
      if (row.id !== id || row.event === null || row.event > at) continue;
      if (o.ttlMinutes !== null && row.event < at - o.ttlMinutes) continue;
      if (o.mode === 'strict' && (row.known === null || row.known > at)) continue;
      if (best === null || better(row, best)) best = row;
    }
    return best?.v ?? null;
  });
}

describe('the golden case of the standard', () => {
  const right: Right[] = [
    { id: 1, event: 0, known: 5, v: 10, place: 0 },
    { id: 1, event: 120, known: 125, v: 20, place: 1 },
    { id: 1, event: 120, known: 540, v: 21, place: 2 },
    { id: 2, event: 0, known: 0, v: 99, place: 3 },
  ];
  const left = [
    [1, 0],
    [1, 119],
    [1, 180],
    [1, 300],
    [2, 540],
    [3, 540],
  ].map(([id = 0, at = 0], place) => ({ place, id, at }));
  it.each([
    ['default', [10, 10, 21, null, null, null]],
    ['strict', [null, 10, 20, null, null, null]],
  ] as const)('%s', async (mode, expected) => {
    expect(await join({ right, left, ttlMinutes: 120, mode })).toEqual(expected);
  });
});

describe('against the definition, over random rows with late, equal, early and missing times', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i', async (seed) => {
    const random = createRandom(seed);
    const span = [6, 40, 2000][seed % 3] ?? 6;
    const orNull = (value: number) => (random.int(12) === 0 ? null : value);
    const right = Array.from({ length: 1 + random.int(120) }, (_, place): Right => {
      const event = random.int(span);
      const late = random.int(4) === 0 ? -random.int(5) : random.int(span);
      return { id: random.int(4), event: orNull(event), known: orNull(event + late), v: place, place };
    });
    const left = Array.from({ length: 150 }, (_, place): Left => {
      return { place, id: orNull(random.int(5)), at: orNull(random.int(span * 2)) };
    });
    const ttlMinutes = [null, 0, 3, 25][random.int(4)] ?? null;
    for (const mode of ['default', 'strict'] as const) {
      const given = { right, left, ttlMinutes, mode };
      expect(await join(given)).toEqual(naive(given));
    }
  });
});
