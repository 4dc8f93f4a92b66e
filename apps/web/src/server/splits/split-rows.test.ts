import { EventEmitter, once } from 'node:events';
import { listLooks, recordSplit } from '@millrace/db';
import { describe, expect, it } from 'vitest';
import { makeApiReader } from '../testing/api-reader';
import { runStarter } from '../testing/starter-run';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';

const asked: string[] = [];
/** Tells of a request that is never answered: it has `begun`, its caller has `left`. */
const events = new EventEmitter();

/** Stands where the worker's data service is: answers rows at once, and never those of the validation part. */
withTestServer({
  dataService(request, response) {
    const url = request.url ?? '';
    asked.push(url);
    if (!url.includes('part=validation')) return void response.setHeader('x-millrace-rows', '0').end('');
    request.socket.once('close', () => events.emit('left'));
    events.emit('begun');
  },
});

/** A split step with its stored table, and a key that may read it. */
async function makeReader() {
  const context = await makeContext(db, 'scientist');
  const { split } = await makeStoredThings(db, context.project.id);
  const { runId, at } = await runStarter(db, context.project.id);
  const { id: _, ...like } = split;
  const made = await recordSplit(db, {
    ...like,
    runId,
    idx: at('split'),
    receipt: { ...like.receipt, target: 'left' },
  });
  const reader = await makeApiReader(context);
  const ask = (path: string, signal?: AbortSignal) => reader(`splits/${made.id}/${path}`, signal);
  const read = (query: string, signal?: AbortSignal) => ask(`rows?${query}`, signal);
  return { read, ask, get: reader, split: made, projectId: context.project.id };
}

/** What Cross-validate says of rows that nobody has split. */
const allTrain = {
  ...{ v: 1, strategy: 'sequential', seed: 1, ratios: { train: 1, validation: 0, test: 0 } },
  ...{ counts: { train: 6, validation: 0, test: 0 }, warnings: [] },
};

/**
 * A step of the split's own run that made folds: its table, known by the proof of the split; with `target`, of rows that
 * nobody has split.
 */
async function makeFolds(
  { split }: Awaited<ReturnType<typeof makeReader>>,
  o: { idx: number; expanding: boolean; target?: string },
) {
  const [hash, meta] = [hashOf(`folds ${split.id} ${o.idx}`), hashOf(`folds meta ${split.id} ${o.idx}`)];
  const counts = Array.from({ length: 3 }, () => ({ train: 4, validation: 2 }));
  const how = {
    ...{ v: 1, strategy: 'k-fold', k: 3, expanding: o.expanding, seed: 1, without: 0 },
    ...{ warnings: [{ code: 'tiny-fold', message: 'Folds are tiny.' }], target: o.target },
  };
  const column = (name: string) => ({ name, type: 'text', role: 'feature', sqlType: 'VARCHAR' });
  const inline = {
    columns: [column('city'), column('left')],
    split: { receipt: o.target === undefined ? split.receipt : allTrain, folds: { ...how, counts } },
  };
  await db.pool.query(`insert into artifact (hash, bytes, kind, location) values ($1, 1, 'table', 'a/f')`, [hash]);
  await db.pool.query(`insert into artifact (hash, bytes, kind, inline) values ($1, 1, 'table-meta', $2)`, [
    meta,
    inline,
  ]);
  await db.pool.query(
    `insert into artifact_use (run_id, idx, dir, port, hash)
     values ($1, $2, 'out', 'split', $3), ($1, $2, 'out', 'split.meta', $4)`,
    [split.runId, o.idx, hash, meta],
  );
  return hash;
}

it('names no columns but the labels that are left out, however wide the table is', async () => {
  const { read } = await makeReader();
  expect((await read('part=train')).status).toBe(200);
  const whole = new URL(asked.at(-1) ?? '', 'http://data').searchParams;
  expect([whole.get('columns'), whole.get('except')]).toEqual([null, null]);
  expect((await read('part=train&labels=false')).status).toBe(200);
  const blind = new URL(asked.at(-1) ?? '', 'http://data').searchParams;
  expect([blind.get('columns'), blind.get('except')]).toEqual([null, 'left']);
});

describe('a fold', () => {
  it('is read from the table that Cross-validate made, by its side, with or without labels', async () => {
    const reader = await makeReader();
    const { read } = reader;
    expect((await read('fold=1')).status).toBe(422); // there are no folds
    const hash = await makeFolds(reader, { idx: 90, expanding: true });
    for (const format of ['ndjson', 'parquet', 'arrow'] as const) {
      const answer = await read(`part=train&fold=2&labels=false&format=${format}`);
      expect(answer.status).toBe(200);
      const url = new URL(asked.at(-1) ?? '', 'http://data');
      expect(url.pathname).toBe(`/tables/${hash}/rows`);
      const wanted = Object.fromEntries(url.searchParams);
      expect(wanted).toMatchObject({ part: 'train', fold: '1', expanding: 'true', except: 'left', format });
    }
    const arrow = await read('part=train&fold=3&format=arrow');
    expect(arrow.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
    expect(arrow.headers.get('content-disposition')).toContain('fold-3-train.arrows');
    const looks = await listLooks(db, { projectId: reader.projectId, testSet: reader.split.testSet });
    expect(looks.total).toBe(0); // rows of folds are train rows
  });

  it('has to be there, has no test rows, and is of one table where several were made', async () => {
    const reader = await makeReader();
    const { read } = reader;
    const first = await makeFolds(reader, { idx: 90, expanding: false });
    expect((await read('part=train&fold=4')).status).toBe(422);
    expect((await read('part=test&fold=1')).status).toBe(422);
    expect((await read(`part=train&folds=${first}`)).status).toBe(422);
    const second = await makeFolds(reader, { idx: 91, expanding: false });
    const unclear = await read('part=train&fold=1');
    expect([unclear.status, JSON.stringify(await unclear.json())]).toEqual([422, expect.stringContaining(second)]);
    expect((await read(`part=train&fold=1&folds=${second}`)).status).toBe(200);
    expect(asked.at(-1)).toContain(`/tables/${second}/rows`);
    const listed: unknown = await (await reader.ask('folds')).json();
    expect(listed).toMatchObject({ items: [{ table: first, receipt: { k: 3 } }, { table: second }] });
  });
});

describe('a fold of rows that nobody has split', () => {
  it('is read by its table, by its side, with or without labels, in every format', async () => {
    const reader = await makeReader();
    const hash = await makeFolds(reader, { idx: 90, expanding: true, target: 'left' });
    expect((await reader.read('part=train&fold=1')).status).toBe(422); // no split leads to it
    for (const format of ['ndjson', 'parquet', 'arrow'] as const) {
      const answer = await reader.get(`folds/${hash}/rows?fold=2&labels=false&format=${format}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('millrace-warnings')).toBe('tiny-fold');
      const url = new URL(asked.at(-1) ?? '', 'http://data');
      expect(url.pathname).toBe(`/tables/${hash}/rows`);
      const wanted = Object.fromEntries(url.searchParams);
      expect(wanted).toMatchObject({ part: 'train', fold: '1', expanding: 'true', except: 'left', format });
    }
    const shuffled = await reader.get(`folds/${hash}/rows?fold=3&order=shuffled&seed=7`);
    expect(shuffled.headers.get('content-disposition')).toContain('fold-3-train.ndjson');
    expect(asked.at(-1)).toContain('order=shuffled');
    expect(asked.at(-1)).toContain('seed=7');
    expect(asked.at(-1)).not.toContain('except');
  });

  it('has two sides, is counted from 1, and is of this project', async () => {
    const reader = await makeReader();
    const hash = await makeFolds(reader, { idx: 90, expanding: false, target: 'left' });
    const status = async (query: string) => (await reader.get(`folds/${hash}/rows?${query}`)).status;
    for (const query of ['', 'fold=0', 'fold=4', 'fold=1&part=test']) expect(await status(query)).toBe(422);
    expect(await (await reader.get(`folds/${reader.split.tableHash}/rows?fold=1`)).json()).toMatchObject({
      status: 404,
    });
    const stranger = await makeReader();
    expect((await stranger.get(`folds/${hash}/rows?fold=1`)).status).toBe(404);
    expect(await (await stranger.get('folds')).json()).toEqual({ items: [], next: null });
  });

  it('is listed with those behind a split, the newest run of a table once', async () => {
    const reader = await makeReader();
    const behind = await makeFolds(reader, { idx: 90, expanding: false });
    const alone = await makeFolds(reader, { idx: 91, expanding: false, target: 'left' });
    const { items }: { items: { table: string }[] } = await (await reader.get('folds')).json();
    expect(items.map(({ table }) => table).sort()).toEqual([behind, alone].sort());
    expect(items).toContainEqual(expect.objectContaining({ table: alone, run: reader.split.runId }));
    expect((await reader.get(`folds/${behind}/rows?fold=1`)).status).toBe(200);
  });
});

it('leads through all tables with folds by pages, none twice', async () => {
  const reader = await makeReader();
  const made: string[] = [];
  for (let idx = 90; idx < 95; idx += 1) made.push(await makeFolds(reader, { idx, expanding: false })); // of one moment
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await reader.get(`folds?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const { items, next }: { items: { table: string }[]; next: string | null } = await answer.json();
    seen.push(...items.map(({ table }) => table));
    sizes.push(items.length);
    cursor = next;
  }
  expect(sizes).toEqual([2, 2, 1]);
  expect(seen.sort()).toEqual(made.sort());
  expect((await reader.get('folds?cursor=yesterday')).status).toBe(422);
});

it('lets go of the data service when the caller hangs up', async () => {
  const { read } = await makeReader();
  const caller = new AbortController();
  const [begun, left] = [once(events, 'begun'), once(events, 'left')];
  const answer = read('part=validation', caller.signal);
  await begun;
  caller.abort();
  await left;
  expect((await answer).status).not.toBe(200);
});
