import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterPipeline } from '@millrace/pipeline-core/document';
import { associationReportSchema, pairPictureSchema, tableProfileSchema } from '@millrace/pipeline-core/profile';
import { tableSketchSchema } from '@millrace/pipeline-core/sketch';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../testing/until';
import { type ArtifactStore, createArtifactStore } from './artifact-store';
import { createDataService } from './data-service';
import type { DataServiceOptions, FoundArtifact } from './service/options';
import { writeTar } from './tar';
import { scratchFolder } from './testing/scratch';
import { serviceHeaders as headers, serviceOptions } from './testing/service-options';

const folder = scratchFolder('service');
const records = new Map<string, FoundArtifact>();
let store: ArtifactStore;
let options: DataServiceOptions;
let app: FastifyInstance;

beforeAll(async () => {
  store = await createArtifactStore(join(folder, 'store'));
  options = serviceOptions({ folder, store, records });
  app = createDataService(options);
  await app.ready();
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url, headers });
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, headers, payload });

async function upload(file: string, payload: string) {
  const response = await app.inject({ method: 'POST', url: `/land?file=${file}`, headers, payload });
  return { status: response.statusCode, json: response.json() };
}

it('says below which folders sources may watch', async () => {
  expect((await get('/sources/roots')).json()).toEqual({ roots: [] });
  const watching = createDataService({ ...options, watchRoots: ['/srv/arrivals'] });
  const response = await watching.inject({ url: '/sources/roots', headers });
  expect(response.json()).toEqual({ roots: ['/srv/arrivals'] });
  expect((await watching.inject({ url: '/sources/roots' })).statusCode).toBe(401);
  await watching.close();
});

async function landTable(): Promise<string> {
  const rows = Array.from(
    { length: 60 },
    (_, index) =>
      `${index},${index % 3 === 0 ? 'yes' : 'no'},${index * 1.5},2024-01-${String((index % 28) + 1).padStart(2, '0')}`,
  );
  const { status, json } = await upload('t.csv', `id,answer,size,day\n${rows.join('\n')}\n1,2\n`);
  expect(status).toBe(200);
  for (const { hash, location, kind } of [json.raw, json.table]) records.set(hash, { kind, location });
  expect(json).toMatchObject({
    format: 'csv',
    rejected: 1,
    meta: { rows: 60 },
    metaArtifact: { kind: 'table-meta' },
    profile: { rows: 60 },
  });
  expect(json.rejects).toMatchObject([{ line: 62, reason: 'Line 62: the line has 2 cells, expected 4.', text: '1,2' }]);
  return json.table.hash;
}

describe('data service', () => {
  it('refuses callers without the token', async () => {
    const response = await app.inject({ url: '/health' });
    expect(response.statusCode).toBe(401);
    expect(response.json().error.code).toBe('unauthorised');
  });

  it('keeps a file of any kind byte for byte, and none that is too large', async () => {
    const payload = Buffer.from([0, 255, 10, 13]);
    const keep = (to: FastifyInstance) => to.inject({ method: 'POST', url: '/files', headers, payload });
    const kept = (await keep(app)).json();
    expect(kept.bytes).toBe(4);
    expect(readFileSync(store.pathOf(kept.location))).toEqual(payload);
    const small = createDataService({ ...options, uploadLimit: 3 });
    const refused = await keep(small);
    expect([refused.statusCode, refused.json().error.code]).toEqual([422, 'file-too-large']);
    await small.close();
  });

  it('lands a file, keeps its bytes and shows windows of it', async () => {
    const table = await landTable();
    const window = async (query: string) => (await get(`/tables/${table}/window?${query}`)).json();
    expect(await window('offset=10&limit=2')).toMatchObject({
      total: 60,
      offset: 10,
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'answer', type: 'text' },
        { name: 'size', type: 'number' },
        { name: 'day', type: 'date' },
      ],
      rows: [
        [10, 'no', 15, '2024-01-11'],
        [11, 'no', 16.5, '2024-01-12'],
      ],
    });
    expect((await window('limit=1&sort=size&descending=true')).rows).toEqual([[59, 'no', 88.5, '2024-01-04']]);
    expect(await window('search=YES&limit=1')).toMatchObject({ total: 20, rows: [[0, 'yes', 0, '2024-01-01']] });
    expect(await window('row=13&limit=1')).toMatchObject({ total: 1, rowNumbers: [13] });
    expect((await window('sort=nothing')).error.code).toBe('unknown-column');
  });

  it('follows a row through several tables in one child, and refuses a table that is not there', async () => {
    const table = await landTable();
    const follow = (payload: object) => app.inject({ method: 'POST', url: '/follow', headers, payload });
    const moves = [{ from: 'a', to: 'b', way: 'on', by: { how: 'kept' } }];
    const ports = [
      { key: 'a', table, origin: null },
      { key: 'b', table, origin: null },
      { key: 'c', table, origin: null },
    ];
    const { ports: found } = (await follow({ ports, picked: { key: 'a', row: 13 }, moves })).json();
    const shown = { rowNumbers: [13], rows: [[13, 'no', 19.5, '2024-01-14']], columnsLeftOut: 0 };
    expect(found).toMatchObject([
      { key: 'a', count: 1, shown },
      { key: 'b', count: 1, shown },
      { key: 'c', count: 0, shown: null },
    ]);
    const gone = await follow({
      ports: [{ key: 'a', table: 'f'.repeat(64), origin: null }],
      picked: { key: 'a', row: 0 },
      moves: [],
    });
    expect([gone.statusCode, gone.json().error.code]).toEqual([404, 'artifact-not-found']);
  });

  it('shows rows of steps that have not run, and keeps nothing of them', async () => {
    const { json } = await upload('t.csv', 'id,size\n1,10\n2,x\n3,y\n4,30\n');
    records.set(json.table.hash, { kind: 'table', location: json.table.location });
    const { hash, kind, inline } = json.metaArtifact;
    records.set(hash, { kind, location: null, inline });
    const artifacts = { table: json.table.hash, 'table.meta': hash };
    const step = (params: object) => {
      const facts = { id: 'cast', title: 'Sizes', type: 'cast-types', version: 1, seed: 1 };
      return { ...facts, params, inputs: { table: [{ title: 'Rows', artifacts }] } };
    };
    const ask = (payload: object) => app.inject({ method: 'POST', url: '/preview', headers, payload });
    const show = { step: 'cast', port: 'table' };
    const before = await store.sweepCandidates(Date.now() + 60_000);
    const answer = await ask({ steps: [step({ types: { size: 'integer' } })], show, rows: 2 });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      {
        ok: true,
        columns: [{ name: 'id' }, { name: 'size', type: 'integer' }],
        rows: [
          [1, 10],
          [2, null],
        ],
        basis: { way: 'first-rows', rows: 2, of: 4 },
        notes: [{ step: 'cast', title: 'Sizes' }],
      },
    ]);
    const failed = await ask({ steps: [step({ types: { nowhere: 'integer' } })], show });
    expect([failed.statusCode, failed.json()]).toMatchObject([
      200,
      { ok: false, step: 'cast', error: { place: expect.stringContaining('Sizes') } },
    ]);
    expect(readdirSync(join(folder, 'tasks')).filter((name) => name.startsWith('task-'))).toEqual([]);
    expect(await store.sweepCandidates(Date.now() + 60_000)).toEqual(before);
    const asked: (boolean | undefined)[] = [];
    const watched = createDataService({ ...options, runTask: async ({ alone }) => ({ alone: asked.push(alone) }) });
    const send = (payload: object) => watched.inject({ method: 'POST', url: '/preview', headers, payload });
    await send({ steps: [{ ...step({}), type: 'sql' }], show });
    await send({ steps: [step({})], show });
    await watched.close();
    expect(asked).toEqual([true, false]); // what an author wrote runs in a process of its own
    const gone = { title: 'Rows', artifacts: { table: 'f'.repeat(64) } };
    const lost = await ask({ steps: [{ ...step({}), inputs: { table: [gone] } }], show });
    expect([lost.statusCode, lost.json().error.code]).toEqual([404, 'artifact-not-found']);
    expect((await ask({ steps: [], show })).statusCode).toBe(422);
  });

  it('gives previews slots of their own, and a process of its own to what an author wrote', async () => {
    const table = await landTable();
    const asked: { task: string; alone: boolean | undefined }[] = [];
    const ends: (() => void)[] = [];
    const busy = createDataService({
      ...options,
      slots: 1,
      previewSlots: 1,
      waitMs: 60_000,
      runTask: async ({ task, alone }) => {
        asked.push({ task, alone });
        await new Promise<void>((resolve) => ends.push(resolve));
        return {};
      },
    });
    const ask = (type: string) => {
      const step = { id: 'one', title: 'One', type, version: 1, seed: 1, params: {}, inputs: {} };
      const payload = { steps: [step], show: { step: 'one', port: 'table' } };
      return busy.inject({ method: 'POST', url: '/preview', headers, payload }).then(({ statusCode }) => statusCode);
    };
    const query = ask('sql');
    await until(() => asked.length === 1, { what: 'the first preview' });
    const sorted = ask('sort-rows');
    const window = busy.inject({ url: `/tables/${table}/window`, headers }).then(({ statusCode }) => statusCode);
    await until(() => asked.length === 2, { what: 'the window' }); // though no slot of previews is free
    expect(asked[1]?.task).toBe('window');
    ends[0]?.();
    expect(await query).toBe(200);
    await until(() => asked.length === 3, { what: 'the second preview' });
    for (const end of ends) end();
    expect([await sorted, await window]).toEqual([200, 200]);
    expect(asked.map(({ task, alone }) => [task, alone])).toEqual([
      ['preview', true],
      ['window', undefined],
      ['preview', false],
    ]);
    await busy.close();
  });

  it('lets a preview that hears nothing be killed after 20 s, in words of its own', async () => {
    const told: object[] = [];
    const watched = createDataService({
      ...options,
      runTask: async ({ seconds, lateError }) => ({ told: told.push({ seconds, code: lateError?.code }) }),
    });
    const step = { id: 'one', title: 'One', type: 'sort-rows', version: 1, seed: 1, params: {}, inputs: {} };
    const payload = { steps: [step], show: { step: 'one', port: 'table' } };
    await watched.inject({ method: 'POST', url: '/preview', headers, payload });
    await watched.close();
    expect(told).toEqual([{ seconds: 20, code: 'preview-time-limit' }]);
  });

  it('says of a preview with too many settings what to do', async () => {
    const payload = JSON.stringify({ steps: 'x'.repeat(17 * 1024 ** 2) });
    const answer = await app.inject({ method: 'POST', url: '/preview', headers, payload });
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'request-too-long']);
  });

  it('profiles against a target', async () => {
    const table = await landTable();
    const response = await post(`/tables/${table}/profile`, { target: 'answer' });
    const profile = tableProfileSchema.parse(response.json());
    expect(profile.columns.map(({ name }) => name)).toEqual(['id', 'answer', 'size', 'day']);
    expect(profile.columns[0]).toMatchObject({ looksLikeId: true, distinct: 60 });
    expect(profile.columns[1]?.top).toEqual([
      { value: 'no', count: 40 },
      { value: 'yes', count: 20 },
    ]);
    expect(profile.columns[2]?.targetScore).toBeGreaterThanOrEqual(0.5);
    const split = profile.columns[2]?.byTarget;
    if (split?.kind !== 'class') throw new Error('not split by class');
    expect(split.classes).toEqual(['no', 'yes']);
    const shown = profile.columns[2]?.histogram?.counts.reduce((sum, count) => sum + count, 0);
    expect(split.bars.flat().reduce((sum, count) => sum + count, 0)).toBe(shown);
  });

  it('profiles and relates the columns that are asked for alone', async () => {
    const table = await landTable();
    const columns = ['size', 'id'];
    const profile = tableProfileSchema.parse((await post(`/tables/${table}/profile`, { columns })).json());
    expect(profile.columns.map(({ name }) => name)).toEqual(['id', 'size']);
    const related = associationReportSchema.parse((await post(`/tables/${table}/associations`, { columns })).json());
    expect(related.pairs.map(({ a, b }) => [a, b])).toEqual([['id', 'size']]);
    const gone = await post(`/tables/${table}/profile`, { columns: ['id', 'gone'] });
    expect([gone.statusCode, gone.json().error.code]).toEqual([422, 'unknown-column']);
  });

  it('reads and relates many columns with long names, which no address would hold', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `${'показатель '.repeat(5)}${at}`);
    expect(encodeURIComponent(names.join()).length).toBeGreaterThan(16_384); // Node ends a request beyond that
    const csv = `${names.join(',')}\n${[1, 2, 3].map((row) => names.map(() => row).join(',')).join('\n')}\n`;
    const { table: stored } = (await upload('long.csv', csv)).json;
    records.set(stored.hash, { kind: stored.kind, location: stored.location });
    const table: string = stored.hash;
    const profile = await post(`/tables/${table}/profile`, { columns: names });
    expect(tableProfileSchema.parse(profile.json()).columns.map(({ name }) => name)).toEqual(names);
    const related = await post(`/tables/${table}/associations`, { columns: names });
    expect(related.statusCode).toBe(200);
  });

  it('filters windows by column, and says which value a column cannot hold', async () => {
    const table = await landTable();
    const filtered = (...filters: object[]) =>
      get(`/tables/${table}/window?limit=1&filters=${encodeURIComponent(JSON.stringify(filters))}`);
    const yes = { column: 'answer', op: 'is', value: 'yes' };
    expect((await filtered(yes, { column: 'size', op: 'at-least', value: '60' })).json()).toMatchObject({
      total: 6,
      rows: [[42, 'yes', 63, '2024-01-15']],
    });
    expect((await filtered({ column: 'day', op: 'at-most', value: '2024-01-01' })).json().total).toBe(3);
    expect((await filtered({ column: 'day', op: 'missing' })).json().total).toBe(0);
    const refused = await filtered({ column: 'size', op: 'is', value: "1' OR '1'='1" });
    expect([refused.statusCode, refused.json().error.code]).toEqual([422, 'no-filter-value']);
  });

  it('summarises a table and says how its columns go together', async () => {
    const table = await landTable();
    const sketch = tableSketchSchema.parse((await get(`/tables/${table}/sketch`)).json());
    expect(sketch.columns.map(({ name, present, max }) => [name, present, max])).toEqual([
      ['id', 60, 59],
      ['answer', 60, null],
      ['size', 60, 88.5],
      ['day', 60, Date.UTC(2024, 0, 28)],
    ]);
    const report = associationReportSchema.parse((await post(`/tables/${table}/associations`, {})).json());
    expect(report).toMatchObject({ rows: 60, ofRows: 60, left: [], beyond: [] });
    expect(report.pairs[0]).toMatchObject({ a: 'id', b: 'size', kind: 'correlation', rows: 60 });
    expect(report.pairs[0]?.value).toBeCloseTo(1, 9);
    const picture = async (a: string, b: string) =>
      pairPictureSchema.parse((await get(`/tables/${table}/pair?a=${a}&b=${b}`)).json()).picture;
    expect((await picture('id', 'size')).kind).toBe('points');
    expect(await picture('size', 'answer')).toMatchObject({
      kind: 'boxes',
      boxes: [{ label: 'no', rows: 40 }, { rows: 20 }],
    });
    expect(await picture('answer', 'answer')).toMatchObject({
      kind: 'counts',
      counts: [
        [40, 0],
        [0, 20],
      ],
    });
  });

  it('gives artifacts back byte for byte, and 404 for what it does not know', async () => {
    const body = 'a;b\n1;2\n';
    const { json } = await upload('raw.csv', body);
    records.set(json.raw.hash, { kind: 'file', location: json.raw.location });
    expect((await get(`/artifacts/${json.raw.hash}`)).body).toBe(body);
    expect((await get(`/artifacts/${'0'.repeat(64)}`)).statusCode).toBe(404);
    records.set('1'.repeat(64), { kind: 'metrics', location: null, inline: { a: 1 } });
    expect((await get(`/artifacts/${'1'.repeat(64)}/json`)).json()).toEqual({ a: 1 });
  });

  it('gives an older bundle without the held-out rows in it, with the hash of what it gives', async () => {
    const tar = join(folder, 'old-bundle.tar');
    await writeTar(tar, { 'golden.jsonl': 'g', 'held-out.jsonl': 'private', 'manifest.json': '{}' });
    const { hash, location } = await store.putFile(tar);
    records.set(hash, { kind: 'bundle', location });
    const answer = await get(`/artifacts/${hash}/without-rows`);
    expect(answer.body).toContain('golden.jsonl');
    expect(answer.body).not.toContain('private');
    const sha256 = createHash('sha256').update(answer.rawPayload).digest('hex');
    expect(answer.headers).toMatchObject({
      'millrace-sent': sha256,
      'content-length': String(answer.rawPayload.byteLength),
    });
  });

  it('answers an upload to a full disk with 503, and leaves nothing behind', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const putFile = async () => {
      throw full;
    };
    const before = await store.sweepCandidates(Date.now() + 60_000);
    const onFullDisk = createDataService({ ...options, store: { ...store, putFile } });
    const answer = await onFullDisk.inject({ method: 'POST', url: '/land?file=a.csv', headers, payload: 'a\n1\n' });
    await onFullDisk.close();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ error: { code: 'disk-full', family: 'operator' } });
    expect(readdirSync(join(folder, 'tasks'))).toEqual([]);
    expect(await store.sweepCandidates(Date.now() + 60_000)).toEqual(before);
  });

  it('answers 503 when all processes are busy, and asks for a window within 30 s', async () => {
    const table = await landTable();
    const asked: { task: string; seconds: number }[] = [];
    let end: () => void = () => undefined;
    const busy = createDataService({
      ...options,
      slots: 1,
      waitMs: 5,
      runTask: async ({ task, seconds }) => {
        asked.push({ task, seconds });
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return {};
      },
    });
    const url = `/tables/${table}/window`;
    const first = busy.inject({ url, headers }).then((answer) => answer.statusCode);
    await until(() => asked.length === 1, { what: 'the first window' });
    const second = await busy.inject({ url, headers });
    expect([second.statusCode, second.json().error.code]).toEqual([503, 'busy']);
    end();
    expect(await first).toBe(200);
    expect(asked).toEqual([{ task: 'window', seconds: 30 }]);
    await busy.close();
  });

  it('stores a file that is a header only, with a profile that a first pipeline is refused by', async () => {
    const { status, json } = await upload('header.csv', 'id,answer,size\n');
    expect(status).toBe(200);
    expect(json).toMatchObject({ rejected: 0, meta: { rows: 0 }, profile: { rows: 0 } });
    const names = (columns: { name: string }[]) => columns.map(({ name }) => name);
    expect(names(json.meta.columns)).toEqual(['id', 'answer', 'size']);
    records.set(json.table.hash, { kind: json.table.kind, location: json.table.location });
    expect((await get(`/tables/${json.table.hash}/window`)).json()).toMatchObject({ total: 0, rows: [] });
    const profile = tableProfileSchema.parse(
      (await post(`/tables/${json.table.hash}/profile`, { target: 'answer' })).json(),
    );
    expect(names(profile.columns)).toEqual(['id', 'answer', 'size']);
    const starter = () => starterPipeline({ profile, datasetId: 'd', datasetName: 'Header', target: 'answer' });
    expect(starter).toThrow(/no value in any of 0 rows/);
  });

  it('answers bad files with what to do', async () => {
    expect(await upload('e.csv', '')).toMatchObject({ status: 422, json: { error: { code: 'empty-file' } } });
    expect(await upload('x.pdf', '%PDF-1.7')).toMatchObject({
      status: 422,
      json: { error: { code: 'unsupported-format' } },
    });
  });
});

describe('artifact store', () => {
  it('addresses by content, gives every put its place and finds leftovers', async () => {
    const root = join(folder, 'own-store');
    const store = await createArtifactStore(root);
    const path = join(folder, 'file.txt');
    writeFileSync(path, 'hello');
    const first = await store.putFile(path);
    const second = await store.putFile(path);
    expect(second.hash).toBe(first.hash);
    expect(second.location).not.toBe(first.location);
    expect(readFileSync(store.pathOf(first.location), 'utf8')).toBe('hello');
    mkdirSync(join(root, 'tmp'), { recursive: true });
    writeFileSync(join(root, 'tmp', 'left'), 'x');
    const found = await store.sweepCandidates(Date.now() + 60_000);
    expect(found.map(({ location }) => location).sort()).toEqual([first.location, second.location, 'tmp/left'].sort());
    await store.remove(first.location);
    await store.remove(first.location);
    expect(() => store.pathOf('../escape')).toThrow(/outside/);
    expect((await store.putJson({ b: 1, a: 2 })).hash).toBe((await store.putJson({ a: 2, b: 1 })).hash);
  });
});
