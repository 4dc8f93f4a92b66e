import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SplitReceipt } from '@millrace/pipeline-core/split';
import { checkReceipt, signReceipt } from '@millrace/pipeline-core/split';
import { tableFromIPC } from 'apache-arrow';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../testing/until';
import { createArtifactStore } from './artifact-store';
import { createDataService } from './data-service';
import { openDuckSession } from './duckdb';
import type { DataServiceOptions, FoundArtifact } from './service/options';
import { splitDigests } from './split-digests';
import { quoteText } from './sql-text';
import { scratchFolder } from './testing/scratch';
import { serviceHeaders as headers, serviceOptions } from './testing/service-options';

const folder = scratchFolder('part-rows');
const tasks = join(folder, 'tasks');
const records = new Map<string, FoundArtifact>();
let options: DataServiceOptions;
let app: FastifyInstance;

beforeAll(async () => {
  const store = await createArtifactStore(join(folder, 'store'));
  options = serviceOptions({ folder, store, records });
  app = createDataService(options);
  await app.ready();
  put = async (name, query) => {
    const path = await writeTable(name, query);
    const kept = await store.putFile(path);
    records.set(kept.hash, { kind: 'table', location: kept.location });
    return kept.hash;
  };
});
afterAll(() => app.close());

let put: (name: string, query: string) => Promise<string>;

async function writeTable(name: string, query: string): Promise<string> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const session = openDuckSession({ folder: own, memoryMegabytes: 256, threads: 1 });
  try {
    const path = join(own, 'table.parquet');
    await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
    return path;
  } finally {
    session.close();
  }
}

/** A hundred rows, every fifth a test row; `changed` is the number in row 7. */
const table = (changed = 7, part = 'train') => `
  SELECT i AS __row, CASE WHEN i = 7 THEN '${part}' WHEN i % 5 = 0 THEN 'test' ELSE 'train' END AS __part,
    CASE WHEN i = 7 THEN ${changed} ELSE i END AS n, CASE WHEN i = 5 THEN 9223372036854775807 ELSE i END AS big,
    CASE WHEN i = 10 THEN 'inf'::DOUBLE ELSE i / 4 END AS x, 'é"' || i AS t, DATE '2025-01-01' + i::INTEGER AS day,
    TIMESTAMP '2025-01-01 10:00:00.5' AS at, i % 2 = 0 AS b
  FROM (SELECT range::BIGINT AS i FROM range(100)) ORDER BY i`;

type Row = Record<string, unknown>;
const lines = (payload: string): Row[] =>
  payload
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('rows of a part', () => {
  it('come as one JSON object a line, all of them, each with its number', async () => {
    const hash = await put('ndjson', table());
    const answer = await app.inject({ url: `/tables/${hash}/rows?part=test`, headers });
    const rows = lines(answer.payload);
    expect(answer.headers['x-millrace-rows']).toBe('20');
    expect(rows.map((row) => row.__row)).toEqual(Array.from({ length: 20 }, (_, at) => at * 5));
    expect(rows[1]).toEqual({
      __row: 5,
      n: 5,
      big: '9223372036854775807',
      x: 1.25,
      t: 'é"5',
      day: '2025-01-06',
      at: '2025-01-01T10:00:00.500Z',
      b: false,
    });
    expect(rows[2]?.x).toBeNull();
    await until(() => readdirSync(tasks).length === 0, { what: 'the folder of the task to go' }); // nothing stays behind
  });

  it('come as CSV with a line of names, all digits, and nothing where there is nothing', async () => {
    const hash = await put('csv', table());
    const { payload } = await app.inject({ url: `/tables/${hash}/rows?part=test&format=csv`, headers });
    const [names, , fifth, tenth, ...others] = payload.trim().split('\n');
    expect(names).toBe('__row,n,big,x,t,day,at,b');
    expect(fifth).toBe('5,5,9223372036854775807,1.25,"é""5",2025-01-06,2025-01-01T10:00:00.500Z,false');
    expect(tenth).toBe('10,10,10,,"é""10",2025-01-11,2025-01-01T10:00:00.500Z,true');
    expect(others).toHaveLength(17);
  });

  it('are shuffled by the seed: the same rows, the same order for the same seed', async () => {
    const hash = await put('shuffled', table());
    const numbers = async (seed: number) =>
      lines(
        (await app.inject({ url: `/tables/${hash}/rows?part=train&order=shuffled&seed=${seed}`, headers })).payload,
      ).map((row) => Number(row.__row));
    const [one, again, other] = [await numbers(1), await numbers(1), await numbers(2)];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect([...one].sort((a, b) => a - b)).toEqual([...other].sort((a, b) => a - b));
    expect(one).toHaveLength(80);
    // As documented: by the MD5 of "seed:row".
    const key = (row: number) => createHash('md5').update(`1:${row}`).digest('hex');
    expect(one).toEqual([...one].sort((a, b) => (key(a) < key(b) ? -1 : 1)));
  });

  it('come as Parquet with the columns asked for', async () => {
    const hash = await put('parquet', table());
    const answer = await app.inject({ url: `/tables/${hash}/rows?part=train&format=parquet&columns=n,t`, headers });
    expect(answer.rawPayload.subarray(0, 4).toString()).toBe('PAR1');
    const rest = await app.inject({ url: `/tables/${hash}/rows?part=test&except=t,n,big,x,day,at`, headers });
    expect(Object.keys(lines(rest.payload)[0] ?? {})).toEqual(['__row', 'b']);
    const unknown = await app.inject({ url: `/tables/${hash}/rows?part=train&columns=gone`, headers });
    expect(unknown.statusCode).toBe(422);
    expect(unknown.json().error.code).toBe('unknown-column');
    await until(() => readdirSync(tasks).length === 0, { what: 'the folder of the task to go' });
  });
});

describe('as an Arrow stream', () => {
  it('holds every type of column as a client of its own reads it, and what is missing', async () => {
    const hash = await put(
      'arrow',
      `SELECT * FROM (${table()}) JOIN (SELECT range::BIGINT AS __row, (range / 8)::FLOAT AS f32,
        CASE WHEN range <> 5 THEN ['a' || range, NULL] END AS words, [range / 2, 1.5]::DOUBLE[] AS vector,
        ('b' || range)::BLOB AS bytes, {i: [range::INTEGER], v: [0.5::DOUBLE]} AS sparse,
        CASE WHEN range <> 10 THEN range::BIGINT END AS gap FROM range(100)) USING (__row) ORDER BY __row`,
    );
    const answer = await app.inject({ url: `/tables/${hash}/rows?part=test&format=arrow`, headers });
    const read = tableFromIPC(answer.rawPayload);
    expect(read.numRows).toBe(20);
    expect(Object.fromEntries(read.schema.fields.map(({ name, type }) => [name, String(type)]))).toEqual({
      ...{ __row: 'Int64', n: 'Int64', big: 'Int64', x: 'Float64', t: 'Utf8', day: 'Date32<DAY>' },
      ...{ at: 'Timestamp<MICROSECOND, UTC>', b: 'Bool', f32: 'Float32', words: 'List<Utf8>', vector: 'List<Float64>' },
      ...{ bytes: 'Binary', sparse: 'Struct<{i:List<Int32>, v:List<Float64>}>', gap: 'Int64' },
    });
    const row = JSON.parse(JSON.stringify(read.get(1), (_, cell) => (typeof cell === 'bigint' ? `${cell}n` : cell)));
    expect(row).toMatchObject({ __row: '5n', n: '5n', big: '9223372036854775807n', x: 1.25, t: 'é"5', f32: 0.625 });
    expect(row).toMatchObject({ b: false, words: null, vector: [2.5, 1.5], sparse: { i: [5], v: [0.5] }, gap: '5n' });
    expect(read.getChild('words')?.get(2).toJSON()).toEqual(['a10', null]);
    expect(Buffer.from(read.getChild('bytes')?.get(1)).toString()).toBe('b5');
    expect(read.getChild('day')?.get(1)).toBe(Date.parse('2025-01-06'));
    expect(read.getChild('at')?.get(1)).toBe(Date.parse('2025-01-01T10:00:00.500Z'));
    expect(read.getChild('x')?.get(2)).toBe(Number.POSITIVE_INFINITY); // JSON lacks it, Arrow does not
    expect([read.getChild('gap')?.get(2), read.getChild('gap')?.nullCount]).toEqual([null, 1]);
  });

  it('comes in several batches where rows are many, and ends well where there are none', async () => {
    const hash = await put('long', `SELECT range AS __row, range % 7 AS n, 't' || range AS t FROM range(700000)`);
    const answer = await app.inject({ url: `/tables/${hash}/rows?part=train&format=arrow`, headers });
    const read = tableFromIPC(answer.rawPayload);
    expect(read.batches.length).toBeGreaterThan(1);
    expect(read.numRows).toBe(700_000);
    let sum = 0n;
    for (const number of read.getChild('__row') ?? []) sum += number;
    expect(sum).toBe((699_999n * 700_000n) / 2n);
    expect(read.get(699_999)?.toJSON()).toEqual({ __row: 699_999n, n: 699_999n % 7n, t: 't699999' });
    const none = await app.inject({ url: `/tables/${hash}/rows?part=test&format=arrow&columns=t`, headers });
    const empty = tableFromIPC(none.rawPayload);
    expect([empty.numRows, empty.schema.names]).toEqual([0, ['__row', 't']]);
  });
});

describe('rows of a fold', () => {
  const folded = `SELECT range AS __row, CASE WHEN range < 80 THEN 'train' ELSE 'test' END AS __part,
    CASE WHEN range < 4 THEN -2 WHEN range < 80 THEN (range // 20)::INTEGER - 1 END AS __fold, range AS n
    FROM range(100)`;
  const ask = async (hash: string, query: string) =>
    lines((await app.inject({ url: `/tables/${hash}/rows?${query}`, headers })).payload).map((row) => Number(row.n));
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

  it('are those it holds out, and those of the other folds', async () => {
    const plain = folded.replace('WHEN range < 4 THEN -2 WHEN range < 80', 'WHEN range BETWEEN 20 AND 79');
    const hash = await put('folds', plain);
    expect(await ask(hash, 'part=validation&fold=1')).toEqual(numbers(40, 60));
    expect(await ask(hash, 'part=train&fold=1')).toEqual([...numbers(20, 40), ...numbers(60, 80)]);
  });

  it('are of the past only where folds follow time', async () => {
    const hash = await put('expanding', folded.replace('WHEN range < 4 THEN -2', 'WHEN range < 4 THEN NULL'));
    expect(await ask(hash, 'part=train&fold=1&expanding=true')).toEqual(numbers(4, 40));
  });

  it('are of the past where rows come before the first fold, whatever the caller says', async () => {
    const hash = await put('follows-time', folded.replace('WHEN range < 4 THEN -2', 'WHEN range < 4 THEN NULL'));
    expect(await ask(hash, 'part=train&fold=1')).toEqual(numbers(4, 40));
    expect(await ask(hash, 'part=train&fold=1&expanding=false')).toEqual(numbers(4, 40));
  });

  it('are refused of a fold that is not there', async () => {
    const hash = await put('three-folds', folded);
    for (const part of ['train', 'validation']) {
      const answer = await app.inject({ url: `/tables/${hash}/rows?part=${part}&fold=3`, headers });
      expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'no-fold-rows']);
      expect(answer.json().error.message).toContain('3 folds');
    }
  });

  it('are refused where there are none, and for the test part', async () => {
    const without = await put('no-folds', table());
    const hash = await put('some-folds', folded);
    for (const url of [`/tables/${without}/rows?part=train&fold=0`, `/tables/${hash}/rows?part=test&fold=0`]) {
      const answer = await app.inject({ url, headers });
      expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'no-fold-rows']);
    }
  });
});

it('ends the work on rows whose reader has gone, and lets others in', async () => {
  let stopped = 0;
  const one = createDataService({
    ...options,
    folder: join(folder, 'left'),
    ordersFolder: join(folder, 'left-orders'),
    slots: 1,
    // Goes on until it is told to stop.
    runTask: ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          stopped += 1;
          reject(new Error('stopped'));
        });
        started += 1;
      }),
  });
  let started = 0;
  const address = await one.listen({ host: '127.0.0.1', port: 0 });
  try {
    const hash = await put('abandoned', table());
    for (const turn of [1, 2]) {
      const reader = new AbortController();
      const answer = fetch(`${address}/tables/${hash}/rows?part=train`, { headers, signal: reader.signal });
      const gone = expect(answer).rejects.toThrow();
      await until(() => started === turn, { what: `read ${turn} to begin` });
      reader.abort();
      await gone;
      await until(() => stopped === turn, { what: `read ${turn} to end` });
    }
    await until(() => readdirSync(join(folder, 'left')).length === 0, { what: 'the folders to go' });
  } finally {
    await one.close();
  }
});

describe('a receipt', () => {
  const key = 'the key of this installation';

  async function measured(hash: string) {
    return (await app.inject({ url: `/tables/${hash}/split`, headers })).json();
  }

  async function signedFor(hash: string) {
    const { assignment, counts } = await measured(hash);
    const receipt: SplitReceipt = {
      v: 1,
      strategy: 'random',
      seed: 1,
      ratios: { train: 0.8, validation: 0, test: 0.2 },
      counts,
      warnings: [],
      proof: { table: hash, assignment, testSet: hash },
    };
    return { receipt, table: hash, project: 'p', run: 'r', madeBy: 'me', at: '2026-11-26T08:00:00.000Z' };
  }

  it('holds for its table, and fails after one changed row', async () => {
    const hash = await put('whole', table());
    const signed = await signedFor(hash);
    const signature = signReceipt(signed, key);
    const failed = async (now: string) =>
      checkReceipt({ signed, signature, key, measured: await measured(now) }).checks.flatMap(({ ok, name }) =>
        ok ? [] : [name],
      );
    expect(await failed(hash)).toEqual([]);
    expect(await failed(await put('cell', table(8)))).toEqual(['table']);
    expect(await failed(await put('mark', table(7, 'test')))).toEqual(['table', 'assignment', 'counts']);
  });

  it('digests marks by row number, whatever the order of the file', async () => {
    const digest = async (name: string, query: string) => {
      const path = await writeTable(name, query);
      const session = openDuckSession({ folder: dirname(path), memoryMegabytes: 256, threads: 2 });
      try {
        return (await splitDigests(session, `read_parquet(${quoteText(path)})`)).assignment;
      } finally {
        session.close();
      }
    };
    const marks = `SELECT range AS __row, CASE WHEN range % 3 = 0 THEN 'test' ELSE 'train' END AS __part FROM range(200000)`;
    const inOrder = await digest('in-order', marks);
    expect(await digest('reversed', `${marks} ORDER BY __row DESC`)).toBe(inOrder);
    expect(await digest('one-less', `${marks} WHERE range <> 150000`)).not.toBe(inOrder);
    // Written out: SHA-256 over the SHA-256 (hex) of every 65,536 rows.
    const whole = createHash('sha256');
    for (let from = 0; from < 200_000; from += 65_536) {
      const rows = Array.from({ length: Math.min(65_536, 200_000 - from) }, (_, at) => from + at);
      const text = rows.map((row) => `${row}:${row % 3 === 0 ? 'test' : 'train'}`).join(',');
      whole.update(createHash('sha256').update(text).digest('hex'));
    }
    expect(whole.digest('hex')).toBe(inOrder);
  });
});
