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
  /** Times at which somebody asks, and how many entities each time. */
  moments: number;
  asked: number;
  rows: number;
  ttlSeconds: number | null;
  seed: number;
};

export type ClockComparison = {
  compared: number;
  found: number;
  /** Where the offline value, as it was known then, is not the one that was served. */
  differences: number;
  /** The same without regard to what was known then: shows that the comparison can tell. */
  differencesOfDefault: number;
};

/**
 * Lives through a random past once online and looks it up once offline:
 * 1. Rows speak of random times and become known later, at once, or before; some correct others for the same time.
 * 2. Online: each row comes when it is in sight; at each moment random entities are asked for.
 * 3. Offline: all rows, in random order, joined strictly as of the moments. Every answer must be the one that was served.
 */
export async function compareClocks(o: CompareClocks): Promise<ClockComparison> {
  const random = createRandom(o.seed);
  const rows = makeRows(o, random);
  const moments = Float64Array.from({ length: o.moments }, () => random.int(span)).sort();
  const questions = { row: [] as number[], entity: [] as number[], moment: [] as number[] };
  const served: number[] = [];
  let next = 0;
  const arriving = rows.map((row, place) => ({ row, place, at: Math.max(row.event, row.known) }));
  arriving.sort((a, b) => a.at - b.at || a.place - b.place);
  for (const moment of moments) {
    const due: ClockRow[] = [];
    for (let row = arriving[next]; row !== undefined && row.at <= moment; row = arriving[next]) {
      due.push(row.row);
      next += 1;
    }
    if (due.length > 0) await o.store.put(due);
    const asked = Array.from({ length: o.asked }, () => random.int(o.entities));
    served.push(...o.store.read(asked, moment));
    for (const entity of asked) {
      questions.row.push(questions.row.length);
      questions.entity.push(entity);
      questions.moment.push(moment);
    }
  }
  await loadTables(o.session, { rows, questions, random });
  const strict = await lookUp(o, 'strict');
  const loose = await lookUp(o, 'default');
  const differing = (offline: Float64Array) => served.filter((value, at) => !Object.is(value, offline[at])).length;
  return {
    compared: served.length,
    found: served.filter((value) => !Number.isNaN(value)).length,
    differences: differing(strict),
    differencesOfDefault: differing(loose),
  };
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
  o: {
    rows: readonly ClockRow[];
    questions: { row: number[]; entity: number[]; moment: number[] };
    random: ReturnType<typeof createRandom>;
  },
): Promise<void> {
  const order = o.random.shuffle(o.rows.map((_, place) => place));
  const column = (name: keyof ClockRow) => ({
    ...{ name, type: 'DOUBLE' as const, values: order.map((place) => o.rows[place]?.[name] ?? Number.NaN) },
  });
  await session.run('DROP TABLE IF EXISTS history; DROP TABLE IF EXISTS questions');
  const names = ['entity', 'event', 'known', 'value'] as const;
  await loadComputed(session, { table: 'history', rowNumbers: order, columns: names.map(column) });
  await loadComputed(session, {
    table: 'questions',
    rowNumbers: o.questions.row,
    columns: [
      { name: 'asked', type: 'DOUBLE', values: o.questions.entity },
      { name: 'moment', type: 'DOUBLE', values: o.questions.moment },
    ],
  });
}

const timestamp = (name: string) => `make_timestamp(CAST(${name} * 1e6 AS BIGINT)) AS ${name}`;

async function lookUp({ session, ttlSeconds }: CompareClocks, mode: AsOfMode): Promise<Float64Array> {
  const sql = asOfJoinSql({
    left: `(SELECT __row, asked, ${timestamp('moment')} FROM questions)`,
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
