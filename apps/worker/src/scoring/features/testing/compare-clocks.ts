import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { type AsOfMode, asOfJoinSql } from '../../../data/as-of-join';
import type { DuckSession } from '../../../data/duckdb';
import { loadComputed } from '../../../data/join-columns';
import { readColumns } from '../../../data/read-columns';

/** A row on its way into a view; times in whole seconds. */
export type ClockRow = { entity: number; event: number; known: number; value: number };

/** An online store that lives through the past: rows come when they are known, and somebody asks. */
export type PastStore = {
  put(rows: readonly ClockRow[]): Promise<void>;
  /** What is served at that moment; NaN for nothing. */
  read(entities: readonly number[], moment: number): Float64Array;
};

export type CompareClocks = {
  session: DuckSession;
  store: PastStore;
  entities: number;
  /** Times at which somebody asks for every entity. */
  moments: number;
  /** Rows that speak of the entities over the whole past. */
  rows: number;
  ttlSeconds: number | null;
  seed: number;
  /** Pairs of an entity and a time that one join looks up, and that are held here; at least those of one time. */
  pairsAtOnce?: number;
  onProgress?: (pairs: number) => void;
};

export type ClockComparison = {
  /** Pairs of an entity and a time: served online, joined offline, and held against each other. */
  compared: number;
  found: number;
  /** Where the offline value, as it was known then, is not the one that was served. */
  differences: number;
  /** Pairs of the last time of each join, compared without regard to what was known then, and how many differ. */
  comparedOfDefault: number;
  differencesOfDefault: number;
};

/**
 * Lives through a random past once online and looks it up once offline, every entity at every time:
 * 1. Rows speak of random times and become known later, at once, or before; some correct others for the same time.
 * 2. Online: each row comes when it is in sight; at each moment every entity is asked for.
 * 3. Offline: all rows of the whole past, in random order, joined strictly as of the moments. Every answer must be the
 *    one that was served. That goes by blocks of moments, so that the pairs need not fit into memory; the rows are all
 *    there from the start, those of the future included.
 */
export async function compareClocks(o: CompareClocks): Promise<ClockComparison> {
  const { session, store, entities } = o;
  const random = createRandom(o.seed);
  const rows = makeRows(o, random);
  const moments = Float64Array.from({ length: o.moments }, () => random.int(span)).sort();
  await loadTables(session, { rows, moments, random });
  const arrive = arrivals(store, rows);
  const everyone = Array.from({ length: entities }, (_, entity) => entity);
  const blockMoments = Math.max(1, Math.floor((o.pairsAtOnce ?? 1_000_000) / entities));
  const tally: ClockComparison = {
    ...{ compared: 0, found: 0, differences: 0 },
    ...{ comparedOfDefault: 0, differencesOfDefault: 0 },
  };
  for (let from = 0; from < moments.length; from += blockMoments) {
    const block = moments.subarray(from, from + blockMoments);
    const served = new Float64Array(block.length * entities).fill(unanswered);
    for (const [at, moment] of block.entries()) {
      await arrive(moment);
      served.set(store.read(everyone, moment), at * entities);
    }
    const to = from + block.length;
    tally.found += countWhere(served, (value) => !Number.isNaN(value));
    tally.differences += countDifferences(served, await lookUp(o, { mode: 'strict', from, to }));
    tally.compared += served.length;
    const last = served.subarray(-entities);
    tally.differencesOfDefault += countDifferences(last, await lookUp(o, { mode: 'default', from: to - 1, to }));
    tally.comparedOfDefault += last.length;
    o.onProgress?.(tally.compared);
  }
  return tally;
}

/** No row holds it: what the store left out is a difference. */
const unanswered = -1;

/** Puts the rows into the store that have come into sight since the last call. */
function arrivals(store: PastStore, rows: readonly ClockRow[]): (moment: number) => Promise<void> {
  const arriving = rows.map((row, place) => ({ row, place, at: Math.max(row.event, row.known) }));
  arriving.sort((a, b) => a.at - b.at || a.place - b.place);
  let next = 0;
  return async (moment) => {
    const due: ClockRow[] = [];
    for (let row = arriving[next]; row !== undefined && row.at <= moment; row = arriving[next]) {
      due.push(row.row);
      next += 1;
    }
    if (due.length > 0) await store.put(due);
  };
}

function countWhere(values: Float64Array, test: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (test(value)) count += 1;
  return count;
}

/** @throws where the join lost or repeated a question */
function countDifferences(served: Float64Array, offline: Float64Array): number {
  if (offline.length !== served.length) throw new Error(`${offline.length} of ${served.length} pairs were looked up`);
  let count = 0;
  for (const [at, value] of served.entries()) if (!Object.is(value, offline[at])) count += 1;
  return count;
}

/** Length of the past in seconds. */
const span = 1_000_000;

function makeRows({ rows, entities }: CompareClocks, random: ReturnType<typeof createRandom>): ClockRow[] {
  const made: ClockRow[] = [];
  for (let value = 0; value < rows; value += 1) {
    const corrected = random.int(10) === 0 ? made[random.int(Math.max(1, made.length))] : undefined;
    const event = corrected?.event ?? random.int(span);
    const late = [0, random.int(60), random.int(span / 10), -random.int(span / 50)][random.int(4)] ?? 0;
    made.push({ entity: corrected?.entity ?? random.int(entities), event, known: event + late, value });
  }
  return made;
}

async function loadTables(
  session: DuckSession,
  o: { rows: readonly ClockRow[]; moments: Float64Array; random: ReturnType<typeof createRandom> },
): Promise<void> {
  const order = o.random.shuffle(o.rows.map((_, place) => place));
  const column = (name: keyof ClockRow) => ({
    ...{ name, type: 'DOUBLE' as const, values: order.map((place) => o.rows[place]?.[name] ?? Number.NaN) },
  });
  await session.run('DROP TABLE IF EXISTS history; DROP TABLE IF EXISTS moments');
  const names = ['entity', 'event', 'known', 'value'] as const;
  await loadComputed(session, { table: 'history', rowNumbers: order, columns: names.map(column) });
  await loadComputed(session, {
    table: 'moments',
    rowNumbers: Array.from(o.moments.keys()),
    columns: [{ name: 'moment', type: 'DOUBLE', values: o.moments }],
  });
}

const timestamp = (name: string) => `make_timestamp(CAST(${name} * 1e6 AS BIGINT)) AS ${name}`;

type Block = { mode: AsOfMode; from: number; to: number };

/** What every entity had at each of the moments from one place to before another: by moment, then by entity. */
async function lookUp({ session, entities, ttlSeconds }: CompareClocks, block: Block): Promise<Float64Array> {
  const { mode, from, to } = block;
  const pairs = `SELECT (m.__row - ${from}) * ${entities} + e.place AS __row,
      CAST(e.place AS DOUBLE) AS asked, ${timestamp('moment')}
    FROM moments m CROSS JOIN range(${entities}) e(place) WHERE m.__row >= ${from} AND m.__row < ${to}`;
  const sql = asOfJoinSql({
    left: `(${pairs})`,
    right: `(SELECT __row, entity, ${timestamp('event')}, ${timestamp('known')}, value FROM history)`,
    keys: [{ left: 'asked', right: 'entity' }],
    leftTime: 'moment',
    eventTime: 'event',
    knownSince: 'known',
    order: ['__row'],
    ttlSeconds,
    mode,
    features: [{ feature: 'value', as: 'found' }],
  });
  const relation = `(SELECT found FROM (${sql}) ORDER BY __row)`;
  const { columns } = await readColumns(session, relation, [{ name: 'found', kind: 'number', sqlType: 'DOUBLE' }]);
  const [found] = columns;
  if (found?.kind !== 'number') throw new Error('the looked-up values were not read as numbers');
  return found.values;
}

/** The rule of the online store in memory: a row replaces one that is not newer. */
export function memoryStore(ttlSeconds: number | null): PastStore {
  const held = new Map<number, ClockRow>();
  return {
    async put(rows) {
      for (const row of rows) {
        const before = held.get(row.entity);
        const older =
          before !== undefined &&
          (row.event < before.event || (row.event === before.event && row.known < before.known));
        if (!older) held.set(row.entity, row);
      }
    },
    read: (entities, moment) =>
      Float64Array.from(entities, (entity) => {
        const row = held.get(entity);
        const tooOld = row !== undefined && ttlSeconds !== null && moment - row.event > ttlSeconds;
        return row === undefined || tooOld ? Number.NaN : row.value;
      }),
  };
}
