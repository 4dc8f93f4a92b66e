import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { viewTimes } from '@millrace/pipeline-core/features';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { asOfJoinSql } from './as-of-join';
import { packView } from './pack-view';
import { parquetRelation, quoteText } from './sql-text';
import { scratchFolder, scratchSession } from './testing/scratch';

const root = scratchFolder('pack-view');
const session = scratchSession(root);
const shape = {
  keys: [{ name: 'id', type: 'integer' as const }],
  features: [
    { name: 'v', type: 'number' as const },
    { name: 'later', type: 'text' as const },
  ],
  ttlSeconds: null,
};

type Row = { id: number; event: number; known: number; v: number | null; later?: string | null };

const moment = (minute: number) => `epoch_ms(${minute * 60_000})`;
const cell = (value: string | number | null) => (value === null ? 'NULL' : JSON.stringify(value).replaceAll('"', "'"));

/** A publication as a table of its own; without the second feature where no row has it. */
async function publish(name: string, rows: readonly Row[]): Promise<string> {
  const path = join(root, `${name}.parquet`);
  const more = rows.some(({ later }) => later !== undefined);
  const values = rows.map(
    ({ id, event, known, v, later = null }, at) =>
      `(${at}, ${id}, ${moment(event)}, ${moment(known)}, ${cell(v)}, ${cell(later)})`,
  );
  const query = `SELECT place::BIGINT AS __row, id::BIGINT AS id, event AS ${viewTimes.event}, known AS ${viewTimes.known},
    v::DOUBLE AS v ${more ? ', later::VARCHAR AS later' : ''}
    FROM (VALUES ${values.join(', ')}) t(place, id, event, known, v, later)`;
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  return path;
}

async function pack(name: string, paths: string[]) {
  const folder = join(root, name);
  mkdirSync(folder);
  return packView(session, { args: { paths, shape }, folder });
}

/** What every entity has at every minute, in both modes and with and without an age that is too old. */
async function lookUp(relation: string, span: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const mode of ['default', 'strict'] as const) {
    for (const ttlSeconds of [null, 300]) {
      const sql = asOfJoinSql({
        left: `(SELECT a.range AS who, ${'epoch_ms(b.range * 60000)'} AS looked FROM range(5) a, range(${span}) b)`,
        right: relation,
        keys: [{ left: 'who', right: 'id' }],
        leftTime: 'looked',
        eventTime: viewTimes.event,
        knownSince: viewTimes.known,
        order: ['__version', '__row'],
        ttlSeconds,
        mode,
        features: shape.features.map(({ name }) => ({ feature: name, as: name })),
      });
      answers.push(await session.query(`SELECT who, looked, v, later FROM (${sql}) ORDER BY who, looked`));
    }
  }
  return answers;
}

const numbered = (paths: readonly string[]) =>
  `(${paths.map((path, at) => `SELECT *, ${at} AS __version FROM ${parquetRelation(path)}`).join(' UNION ALL BY NAME ')})`;

describe('a packed view answers as its publications do', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))('over a random past, seed %i', async (seed) => {
    const random = createRandom(seed);
    const rows = (more: boolean) =>
      Array.from({ length: 1 + random.int(60) }, (): Row => {
        const event = random.int(30);
        const known = event + random.int(4) - 1;
        const v = random.int(6) === 0 ? null : random.int(2);
        return { id: random.int(5), event, known, v, ...(more ? { later: random.int(3) === 0 ? null : 'x' } : {}) };
      });
    const pasts = Array.from({ length: 6 }, (_, at) => rows(at > 3));
    const paths = await Promise.all(pasts.map((past, at) => publish(`r${seed}-${at}`, past)));
    const packed = await pack(`r${seed}`, paths);
    const given = pasts.flat().length;
    expect(packed.given).toBe(given);
    expect(packed.rows).toBeLessThan(given); // values repeat, so some rows say nothing new
    expect(packed.meta.columns.map(({ name }) => name)).toEqual(['id', 'event_time', 'known_since', 'v', 'later']);
    const expected = await lookUp(numbered(paths), 45);
    expect(await lookUp(numbered([packed.path]), 45)).toEqual(expected);
    // A pack takes more publications in, and later ones go on behind it.
    const again = await pack(`again${seed}`, [
      (await pack(`first${seed}`, paths.slice(0, 3))).path,
      ...paths.slice(3, 5),
    ]);
    expect(await lookUp(numbered([again.path, ...paths.slice(5)]), 45)).toEqual(expected);
  });
});

it('leaves out what is repeated in everything, and nothing that is said again later', async () => {
  const night = (known: number) => Array.from({ length: 50 }, (_, id): Row => ({ id, event: id, known, v: id }));
  const nights = (name: string, times: number[]) =>
    Promise.all(times.map((known, at) => publish(`${name}${at}`, night(known))));
  const twice = await pack('twice', await nights('twice', [100, 100, 200]));
  expect([twice.rows, twice.given]).toEqual([100, 150]);
  const row = (v: number): Row => ({ id: 1, event: 0, known: 1, v });
  const back = await Promise.all([10, 20, 10].map((v, at) => publish(`back${at}`, [row(v)])));
  expect((await pack('back', back)).rows).toBe(3); // taken back and said again: the last word counts
});
