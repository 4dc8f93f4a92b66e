import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildExport, buildServer } from '../../build-export.mjs';
import { hashFile } from '../data/artifact-store';
import { readTar, writeTar } from '../data/tar';
import { writeBundle } from '../data/write-bundle';
import { hashKey } from '../scoring/keys/api-key';
import { openRelease } from '../scoring/releases/open-release';
import { testReleaseId } from '../testing/fake-release';
import type { ReleaseFacts } from './release-facts';
import { exportBundle as exportMade } from './testing/export-bundle';
import { type ExportedProcess, runExported, startExported } from './testing/exported-process';
import { type MadeBundle, type MadeFormat, makeBundle } from './testing/made-bundles';
import { post, startWorkbench, withoutIds } from './testing/workbench-server';

let home = '';
beforeAll(async () => {
  // Outside the repository: nothing there has a node_modules folder above it.
  home = await mkdtemp(join(tmpdir(), 'millrace-export-'));
  await buildExport(join(home, 'programs'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const exportBundle = (bundle: MadeBundle, name: string, facts: Partial<ReleaseFacts> = {}) =>
  exportMade(bundle.path, { home, name, facts });

/** Version 7 as the workbench serves it. */
async function startRelease(path: string) {
  return startWorkbench((await openRelease({ id: testReleaseId(7), number: 7, modelName: 'churn', path })).served);
}

const formats = ['linear', 'tree-ensemble', 'dense-net', 'text-linear', 'exponential-smoothing'] satisfies MadeFormat[];

describe.each(formats)('%s', (format) => {
  let bundle: MadeBundle;
  let exported: ExportedProcess;
  let workbench: Awaited<ReturnType<typeof startWorkbench>>;
  let facts: ReleaseFacts;
  let folder = '';

  beforeAll(async () => {
    bundle = await makeBundle(format, { folder: home });
    const made = await exportBundle(bundle, `folder-${format}`);
    expect(made.goldenRows).toBe(20);
    ({ facts, folder } = made);
    [exported, workbench] = await Promise.all([startExported(folder), startRelease(bundle.path)]);
  });
  afterAll(async () => {
    expect(await exported.stop()).toBe(0);
    await workbench.server.close();
  });

  it('answers 1,000 rows as the workbench does, to the last digit', async () => {
    const body = { rows: bundle.rows };
    const [here, there] = await Promise.all([
      post(`${exported.url}/predict`, body),
      post(`${workbench.url}/serve/churn/predict`, body),
    ]);
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(here.json.predictions).toHaveLength(1000);
    expect(withoutIds(here.json)).toEqual(withoutIds(there.json));
    const different = here.json.predictions.map(({ id: _id, ...answer }: JsonObject) => JSON.stringify(answer));
    expect(new Set(different).size).toBeGreaterThan(100);
    expect(here.headers.get('x-millrace-bundle')).toBe(facts.bundle);
  });

  it('answers MLflow and refuses as the workbench does', async () => {
    const rows = bundle.rows.slice(0, 50);
    const asked: [string, unknown][] = [
      ['invocations', { dataframe_records: rows }],
      ['invocations', { instances: rows, inputs: rows }],
      ['predict', { rows: [{ nobody: 1 }, rows[0]] }],
      ['predict', '{"a":1,"a":2}'],
      ['predict', '[]'],
      ['predict?release=v9', rows[0]],
    ];
    for (const [path, body] of asked) {
      const here = await post(`${exported.url}/${path}`, body);
      const there = await post(`${workbench.url}/serve/churn/${path}`, body);
      expect([here.status, here.json]).toEqual([there.status, there.json]);
    }
  });

  it('answers the same as lines', async () => {
    const lines = bundle.rows.slice(0, 300).map((row) => JSON.stringify(row));
    const { code, out, said } = await runExported(folder, { args: ['batch'], input: lines.join('\n') });
    expect([code, said]).toEqual([0, '']);
    const there = await post(`${workbench.url}/serve/churn/predict`, { rows: bundle.rows.slice(0, 300) });
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual(withoutIds(there.json).predictions);
    const isForecast = format === 'exponential-smoothing';
    expect(answers.every((answer) => ('low' in answer && 'high' in answer) === isForecast)).toBe(true);
  });
});

describe('an exported server', () => {
  let bundle: MadeBundle;
  let folder = '';
  let facts: ReleaseFacts;
  beforeAll(async () => {
    bundle = await makeBundle('tree-ensemble', { folder: home, name: 'one', rows: 30 });
    ({ folder, facts } = await exportBundle(bundle, 'one'));
  });

  it('is made of nothing that needs a database, a queue or a native library', async () => {
    const { inputs, licenses } = await buildServer(join(home, 'programs', 'again.mjs'));
    expect(inputs).toContain('apps/worker/src/scoring/routes/native-routes.ts');
    expect(
      inputs.filter((file) => /packages\/db|prisma|@duckdb|bullmq|ioredis|onnxruntime|tfjs|\/pg\//.test(file)),
    ).toEqual([]);
    expect(licenses).toMatch(/^fastify \d/m);
    expect(licenses).toMatch(/^zod \d/m);
  });

  it('describes itself, and counts what it answered', async () => {
    const server = await startExported(folder);
    try {
      const get = async (path: string) => (await fetch(`${server.url}${path}`)).text();
      expect(JSON.parse(await get('/health'))).toEqual({
        ...{ status: 'ok', roles: ['score'], release: 'churn v7', bundle: facts.bundle },
      });
      expect(await get('/ping')).toBe('\n');
      expect(await get('/version')).toBe('7');
      expect(JSON.parse(await get('/')).signature.inputs.map(({ name }: { name: string }) => name)).toEqual([
        ...['age', 'spent', 'city'],
      ]);
      const openApi = JSON.parse(await get('/openapi.json'));
      expect(openApi).toEqual(JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8')));
      expect(openApi.components.schemas.Row.required).toEqual(['age', 'spent', 'city']);
      await post(`${server.url}/predict`, bundle.rows[0]);
      expect(await get('/metrics')).toContain(
        'millrace_inference_requests_total{endpoint="churn",model="churn",version="7",protocol="native",code="200"} 1',
      );
      const missing = await fetch(`${server.url}/elsewhere`);
      expect([missing.status, missing.headers.get('x-millrace-bundle')]).toEqual([404, facts.bundle]);
    } finally {
      await server.stop();
    }
  });

  it('lets in who has one of its keys, given as it is or as its hash, and nobody else', async () => {
    const [plain, hashed] = ['a-key-of-the-shop', 'another-key-of-it'];
    const hex = Buffer.from(hashKey(hashed), 'base64url').toString('hex');
    const server = await startExported(folder, { API_KEYS: `${plain}, sha256:${hex}` });
    try {
      const ask = async (key: string) =>
        (await post(`${server.url}/predict`, bundle.rows[0], { 'x-api-key': key })).status;
      expect([await ask(plain), await ask(hashed), await ask('some-other-key-of-it'), await ask('')]).toEqual([
        ...[200, 200, 401, 401],
      ]);
      const bearer = { 'x-api-key': '', authorization: `Bearer ${plain}` };
      expect((await post(`${server.url}/invocations`, { instances: [bundle.rows[0]] }, bearer)).status).toBe(200);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
      for (const path of ['/', '/openapi.json']) {
        const asked = (headers: Record<string, string>) => fetch(`${server.url}${path}`, { headers });
        const statuses = [await asked({}), await asked({ 'x-api-key': 'guess' }), await asked({ 'x-api-key': plain })];
        expect([path, ...statuses.map(({ status }) => status)]).toEqual([path, 401, 401, 200]);
      }
    } finally {
      await server.stop();
    }
  });

  it.each([
    [{ HOST: '0.0.0.0' }, 'HOST is 0.0.0.0, where other machines reach this server, and there are no API_KEYS'],
    [{ API_KEYS: 'short' }, 'API_KEYS: key 1 has 5 characters and needs at least 16'],
    [{ API_KEYS: 'sha256:12' }, 'API_KEYS: key 1 begins with sha256: and needs 64 hexadecimal digits after it'],
    [{ PORT: 'http' }, 'PORT: '],
    [{ PREDICTIONS_FILE: '/nowhere/at/all' }, 'PREDICTIONS_FILE: /nowhere/at/all cannot be written'],
  ])('does not start with %o', async (variables, sentence) => {
    const { code, said } = await runExported(folder, { variables });
    expect(code).toBe(1);
    expect(said).toContain(sentence);
  });

  it('listens where others reach it when told that this is meant', async () => {
    const server = await startExported(folder, { HOST: '0.0.0.0', OPEN_TO_ALL: 'yes' });
    expect((await post(`${server.url}/predict`, bundle.rows[0])).status).toBe(200);
    await server.stop();
  });

  it('writes predictions down, one a line', async () => {
    const path = join(home, 'predictions.ndjson');
    const server = await startExported(folder, { PREDICTIONS_FILE: path });
    const answered = await post(`${server.url}/predict`, { rows: bundle.rows.slice(0, 2) });
    await post(`${server.url}/predict`, { age: 'old' });
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'millrace_predictions_total{state="written"} 3',
    );
    await server.stop();
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    const kept = lines.map((line) => JSON.parse(line));
    expect(kept.slice(0, 2).map(({ id }) => id)).toEqual(answered.json.predictions.map(({ id }: JsonObject) => id));
    expect(kept[0]).toMatchObject({
      input: bundle.rows[0],
      model: 'churn',
      version: 7,
      bundle: facts.bundle,
      status: 'ok',
    });
    expect(kept[2]).toMatchObject({ input: {}, status: 'invalid' });
    expect(kept[0]).not.toHaveProperty('endpoint');
  });

  it('answers the good lines of a batch and ends with 1 when some are refused', async () => {
    const lines = [JSON.stringify(bundle.rows[1]), '{"age":1', '[1]', '{"age":1,"spent":2,"town":"Oslo"}', ''];
    const { code, out, said } = await runExported(folder, { args: ['batch'], input: lines.join('\n') });
    expect([code, said]).toEqual([1, '3 lines were refused: their answers hold an error.\n']);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers[0]).toHaveProperty('prediction');
    expect(answers.slice(1).map(({ error }) => [error.code, error.row])).toEqual([
      ['not-json', 1],
      ['wrong-shape', 2],
      ['invalid-rows', 3],
    ]);
  });

  it('does not start with a damaged bundle, and names the file, what it saw and what it expected', async () => {
    const damaged = (await exportBundle(bundle, 'damaged')).folder;
    const path = join(damaged, 'bundle.tar');
    const files = await readTar(bundle.path);
    const weights = Buffer.from(files.get('model/weights.bin') ?? '');
    weights[40] = weights[40]! ^ 1; // there are more bytes than that
    await rm(path);
    await writeTar(path, { ...Object.fromEntries(files), 'model/weights.bin': weights });
    const { code, said } = await runExported(damaged);
    expect(code).toBe(1);
    const { hash } = await hashFile(path);
    expect(said).toContain(`with sha256 ${hash}, expected ${facts.bytes} bytes with sha256 ${facts.bundle}`);
    expect(said).toMatch(
      /Release bundle › model\/weights\.bin: got \d+ bytes with hash [0-9a-f]{12}…, expected \d+ bytes with hash/,
    );
    await rm(path);
    expect((await runExported(damaged)).said).toContain('bundle.tar cannot be read (ENOENT');
    await writeFile(path, (await readFile(bundle.path)).subarray(0, 3000));
    expect((await runExported(damaged)).said).toContain('got 3000 bytes with sha256');
  });

  it('does not start where it answers otherwise than the workbench did', async () => {
    const files = await readTar(bundle.path);
    const { files: _files, ...manifest } = JSON.parse((files.get('manifest.json') ?? '').toString());
    const golden = (files.get('golden.jsonl') ?? '').toString().replace(/"output":\[[\d.e-]+/, '"output":[0.5');
    const path = join(home, 'other-answers.tar');
    await writeBundle(path, {
      facts: manifest,
      files: { ...Object.fromEntries([...files].filter(([name]) => name !== 'manifest.json')), 'golden.jsonl': golden },
    });
    await expect(exportBundle({ ...bundle, path }, 'other-answers')).rejects.toThrow(
      /churn v7: got other answers to 1 of 20 proof rows .* expected those of the workbench, bit for bit/,
    );
  });

  it('wants looked-up features from callers', async () => {
    const looked = await makeBundle('tree-ensemble', { folder: home, name: 'looked', rows: 30, lookup: ['age'] });
    const made = await exportBundle(looked, 'looked', { lookups: 'sent' });
    const server = await startExported(made.folder);
    try {
      const { age: _age, ...without } = looked.rows[1] ?? {};
      const refused = await post(`${server.url}/predict`, without);
      expect([refused.status, refused.json.error.fields]).toMatchObject([422, [{ field: 'age', problem: 'missing' }]]);
      expect((await post(`${server.url}/predict`, looked.rows[1])).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  it('has no held-out rows, also of an older bundle that has them inside, and still names the release', async () => {
    const old = await makeBundle('tree-ensemble', { folder: home, name: 'old', rows: 300, rowsInside: true });
    const made = await exportBundle(old, 'old-release');
    const path = join(made.folder, 'bundle.tar');
    expect((await readTar(old.path)).has('held-out.jsonl')).toBe(true);
    expect((await readTar(path)).has('held-out.jsonl')).toBe(false);
    const texts = await Promise.all(made.files.map((name) => readFile(join(made.folder, name), 'latin1')));
    for (const row of old.rows.slice(20)) expect(texts.join('')).not.toContain(JSON.stringify(row));
    const { hash, bytes } = await hashFile(path);
    const written = JSON.parse(await readFile(join(made.folder, 'release.json'), 'utf8'));
    expect(written).toEqual({ ...made.facts, bytes, sha256: hash });
    expect(hash).not.toBe(made.facts.bundle);
    expect(await readFile(join(made.folder, 'README.md'), 'utf8')).toContain('They stay there');
    const server = await startExported(made.folder);
    try {
      const answer = await post(`${server.url}/predict`, old.rows[1]);
      expect([answer.status, answer.headers.get('x-millrace-bundle')]).toEqual([200, made.facts.bundle]);
    } finally {
      await server.stop();
    }
    // One that Millrace has sent without them is taken as it is.
    const sent = { ...old, path };
    const again = await exportBundle(sent, 'sent-without', { bundle: made.facts.bundle, bytes, sha256: hash });
    expect(await hashFile(join(again.folder, 'bundle.tar'))).toEqual({ hash, bytes });
  });

  it('is not written over what somebody else keeps in a folder', async () => {
    await expect(exportBundle(bundle, 'programs')).rejects.toThrow(
      'expected a folder that is empty or holds an earlier export',
    );
    await expect(exportBundle(bundle, 'one')).resolves.toMatchObject({ goldenRows: 20 });
    await expect(exportBundle(bundle, 'one', { model: 'another' })).rejects.toThrow(
      /one holds an export of .+ v\d+, expected a folder that is empty or holds one of another\./,
    );
  });
});
