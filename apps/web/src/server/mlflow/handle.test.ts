import { makeProject } from '@millrace/db/testing';
import { keyScopes } from '@millrace/pipeline-core/access';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../keys/api-keys';
import { db, makeMember, type Project, withTestServer } from '../testing/test-server';
import { mlflowCalls } from './calls';
import { fileStore } from './testing/file-store';
import { type MlflowProgram, makeProgram, programWith } from './testing/mlflow-program';

const store = fileStore();
withTestServer({ dataService: store.listener });

const base = '/api/2.0/mlflow';
const files = '/api/2.0/mlflow-artifacts/artifacts';
let project: Project;
let ask: MlflowProgram;
beforeAll(async () => {
  project = await makeProject(db);
  ask = await makeProgram(db, { project });
});

const post = (path: string, body: object) => ask('POST', `${base}/${path}`, JSON.stringify(body));
const get = (path: string) => ask('GET', `${base}/${path}`);

async function makeRun(program: MlflowProgram = ask): Promise<string> {
  const { json } = await program('POST', `${base}/runs/create`, JSON.stringify({ experiment_id: '0', start_time: 5 }));
  return (json as { run: { info: { run_id: string } } }).run.info.run_id; // the shape is tested by the replay
}

/** A path and method for a call, with ids that nobody has. */
function requestOf(call: (typeof mlflowCalls)[number]): { method: string; path: string; body?: string } {
  const path = call.path.replace('{path*}', 'x').replace(/\{\w+\}/g, 'm-00000000000000000000000000000000');
  const method = call.methods[0] ?? 'GET';
  return { method, path, ...(method === 'GET' ? {} : { body: '{}' }) };
}

describe('keys', () => {
  const each = mlflowCalls.map((call) => ({ name: `${call.methods.join('|')} ${call.path}`, call }));

  // The same for every call: a person and a key take longer to make than an answer.
  let strangers: MlflowProgram[];
  let other: MlflowProgram;
  let readers: MlflowProgram[];
  beforeAll(async () => {
    const owner = await makeMember(db, { project, role: 'admin' });
    const ended = { projectId: project.id, name: 'k', scopes: [...keyScopes], ownerId: owner.user };
    const expired = await makeKey({ ...ended, expiresAt: new Date(Date.now() - 1000) });
    const none: Record<string, string> = {};
    const headers = [none, { authorization: 'Bearer mr_nobody' }, { authorization: `Bearer ${expired.key}` }];
    strangers = headers.map(programWith);
    const scopes = keyScopes.filter((scope) => scope !== 'track:write' && scope !== 'read');
    other = await makeProgram(db, { project, role: 'admin', scopes });
    readers = [
      await makeProgram(db, { project, role: 'admin', scopes: ['read'] }),
      await makeProgram(db, { project, role: 'viewer' }),
    ];
  });

  it.each(each)('$name needs one that is ours, and in time', async ({ call }) => {
    const { method, path, body } = requestOf(call);
    for (const program of strangers) {
      const { status, json } = await program(method, path, body);
      expect({ status, code: json['error_code'] }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    }
  });

  it.each(each)('$name needs the scope track:write, or read to read', async ({ call }) => {
    const { method, path, body } = requestOf(call);
    expect((await other(method, path, body)).json['error_code']).toBe('PERMISSION_DENIED');
    for (const program of readers) {
      const { status } = await program(method, path, body);
      if (call.needs === 'write') expect(status).toBe(403);
      else expect([401, 403]).not.toContain(status);
    }
  });

  it('come in three forms', async () => {
    const owner = await makeMember(db, { project, role: 'scientist' });
    const own = { projectId: project.id, name: 'k', ownerId: owner.user, expiresAt: null };
    const { key } = await makeKey({ ...own, scopes: ['track:write'] });
    const basic = Buffer.from(`anybody:${key}`).toString('base64');
    const forms: Record<string, string>[] = [
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { authorization: `Basic ${basic}` },
    ];
    for (const headers of forms) {
      expect((await programWith(headers)('GET', `${base}/experiments/get?experiment_id=0`)).status).toBe(200);
    }
  });
});

describe('errors', () => {
  it('name unknown calls, which clients must not try again', async () => {
    for (const [method, path] of [
      ['GET', '/api/2.0/mlflow/nothing'],
      ['POST', '/api/3.0/mlflow/traces'],
      ['DELETE', '/api/2.0/mlflow/runs/create'],
      ['GET', ''],
    ] as const) {
      const { status, json } = await ask(method, path);
      expect({ status, code: json['error_code'] }).toEqual({ status: 404, code: 'ENDPOINT_NOT_FOUND' });
    }
  });

  it('say what is missing or wrong, and are never 500', async () => {
    const run = await makeRun();
    const metric = { run_id: run, key: 'm', value: 1, timestamp: 1 };
    const long = { run_id: run, key: 'p', value: 'x'.repeat(6001) };
    const many = { run_id: run, params: Array(101).fill({ key: 'a', value: 'b' }) };
    const cases: [string, string, string][] = [
      ['runs/create', '{', 'BAD_REQUEST'],
      ['runs/create', '[]', 'INVALID_PARAMETER_VALUE'],
      ['runs/create', '{"experiment_id":"999"}', 'RESOURCE_DOES_NOT_EXIST'],
      ['runs/create', '{"experiment_id":"99999999999999"}', 'INVALID_PARAMETER_VALUE'],
      ['runs/create', '{"start_time":9223372036854775807}', 'INVALID_PARAMETER_VALUE'],
      ['runs/create', '{"run_name":"a\\u0000b"}', 'INVALID_PARAMETER_VALUE'],
      ['runs/log-metric', '{"run_id":"x","key":"m","value":NaN,"timestamp":1}', 'BAD_REQUEST'],
      ['runs/log-metric', JSON.stringify({ ...metric, value: 'x' }), 'INVALID_PARAMETER_VALUE'],
      ['runs/log-metric', JSON.stringify({ ...metric, timestamp: undefined }), 'INVALID_PARAMETER_VALUE'],
      ['runs/log-metric', JSON.stringify({ ...metric, run_id: 'x' }), 'RESOURCE_DOES_NOT_EXIST'],
      ['runs/log-parameter', JSON.stringify(long), 'INVALID_PARAMETER_VALUE'],
      ['runs/log-batch', JSON.stringify(many), 'INVALID_PARAMETER_VALUE'],
      ['runs/search', '{"experiment_ids":["0"],"filter":"metrics.a > 1 OR params.b = 2"}', 'INVALID_PARAMETER_VALUE'],
      ['runs/search', '{"experiment_ids":["0"],"max_results":60000}', 'INVALID_PARAMETER_VALUE'],
      ['runs/search', '{"experiment_ids":["0"],"page_token":"?"}', 'INVALID_PARAMETER_VALUE'],
      ['runs/delete-tag', JSON.stringify({ run_id: run, key: 'zz' }), 'RESOURCE_DOES_NOT_EXIST'],
      ['runs/update', JSON.stringify({ run_id: run, status: 'WRONG' }), 'INVALID_PARAMETER_VALUE'],
      ['experiments/create', '{"name":""}', 'INVALID_PARAMETER_VALUE'],
      ['experiments/create', '{"name":"Default"}', 'RESOURCE_ALREADY_EXISTS'],
      ['registered-models/create', '{"name":"a/b"}', 'INVALID_PARAMETER_VALUE'],
    ];
    for (const [path, body, code] of cases) {
      const { status, json } = await ask('POST', `${base}/${path}`, body);
      expect({ path, body, code: json['error_code'] }).toEqual({ path, body, code });
      expect(status).toBeLessThan(500);
      expect(Object.keys(json).sort()).toEqual(['error_code', 'message']);
    }
    expect((await get('runs/get')).json['message']).toContain("Missing value for required parameter 'run_id'");
  });

  it('keep nothing of a batch in which one thing does not fit', async () => {
    const run = await makeRun();
    await post('runs/log-parameter', { run_id: run, key: 'p', value: '1' });
    const metrics = [{ key: 'm', value: 1, timestamp: 1, step: 0 }];
    const params = [
      { key: 'p', value: '2' },
      { key: 'q', value: '3' },
    ];
    const { status, json } = await post('runs/log-batch', { run_id: run, metrics, params, tags: [] });
    expect(status).toBe(400);
    expect(json['message']).toMatch(/^Changing param values is not allowed/);
    const { json: read } = await get(`runs/get?run_id=${run}`);
    expect(read).toMatchObject({ run: { data: { params: [{ key: 'p', value: '1' }] } } });
    expect(read).not.toMatchObject({ run: { data: { metrics: expect.anything() } } });
  });
});

it('whole numbers of 64 bits come back as they went in', async () => {
  const run = await makeRun();
  const body = `{"run_id":"${run}","key":"m","value":0.1,"timestamp":5,"step":9007199254740993}`;
  expect((await ask('POST', `${base}/runs/log-metric`, body)).status).toBe(200);
  const { response } = await get(`metrics/get-history?run_id=${run}&metric_key=m`);
  expect(await response.text()).toContain('"step":9007199254740993');
});

it('a run that was deleted takes nothing, and can be brought back', async () => {
  const run = await makeRun();
  await post('runs/delete', { run_id: run });
  const tag = { run_id: run, key: 'a', value: 'b' };
  expect((await post('runs/set-tag', tag)).json['message']).toContain("must be in the 'active' state");
  expect((await ask('PUT', `${files}/0/${run}/artifacts/x`, 'text')).status).toBe(400);
  await post('runs/restore', { run_id: run });
  expect((await post('runs/set-tag', tag)).status).toBe(200);
});

it('the name of a run and its tag are one', async () => {
  const run = await makeRun();
  await post('runs/set-tag', { run_id: run, key: 'mlflow.runName', value: 'renamed' });
  expect((await get(`runs/get?run_id=${run}`)).json).toMatchObject({ run: { info: { run_name: 'renamed' } } });
  await post('runs/update', { run_id: run, run_name: 'again' });
  const { json } = await get(`runs/get?run_id=${run}`);
  expect(json).toMatchObject({ run: { data: { tags: [{ key: 'mlflow.runName', value: 'again' }] } } });
});

it('what is in another project is not there', async () => {
  const theirs = await makeProgram(db, { project: await makeProject(db) });
  const run = await makeRun(theirs);
  await theirs('PUT', `${files}/0/${run}/artifacts/secret.txt`, 'secret');
  for (const { status } of [
    await get(`runs/get?run_id=${run}`),
    await post('runs/set-tag', { run_id: run, key: 'a', value: 'b' }),
    await ask('GET', `${files}/0/${run}/artifacts/secret.txt`),
    await ask('GET', `${files}?path=0/${run}/artifacts`),
    await ask('PUT', `${files}/0/${run}/artifacts/secret.txt`, 'mine'),
    await ask('DELETE', `${files}/0/${run}/artifacts/secret.txt`),
  ]) {
    expect(status).toBe(404);
  }
});

it('a metric is of a model of its project, or it is not kept', async () => {
  const makeModel = async (program: MlflowProgram) => {
    const { json } = await program('POST', `${base}/logged-models`, JSON.stringify({ experiment_id: '0' }));
    return (json as { model: { info: { model_id: string } } }).model.info.model_id; // the shape is tested by the replay
  };
  const theirs = await makeProgram(db, { project: await makeProject(db) });
  const [own, foreign] = [await makeModel(ask), await makeModel(theirs)];
  const run = await makeRun();
  const metric = (model: string) => ({ key: 'acc', value: 1, timestamp: 1, step: 0, model_id: model });
  for (const model of [foreign, 'm-00000000000000000000000000000000']) {
    const one = await post('runs/log-metric', { run_id: run, ...metric(model) });
    expect(one).toMatchObject({ status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } });
    expect(one.json['message']).toContain(model);
    const batch = { run_id: run, metrics: [metric(own), metric(model)], params: [], tags: [{ key: 'a', value: 'b' }] };
    expect((await post('runs/log-batch', batch)).status).toBe(404);
  }
  const { json: read } = await get(`runs/get?run_id=${run}`);
  expect(JSON.stringify(read)).not.toContain('"acc"');
  const { json: model } = await theirs('GET', `${base}/logged-models/${foreign}`);
  expect(JSON.stringify(model)).not.toContain('"acc"');
  await ask('DELETE', `${base}/logged-models/${own}`);
  expect((await post('runs/log-metric', { run_id: run, ...metric(own) })).status).toBe(200);
});

describe('artifacts', () => {
  it('are sent back as files to be saved, never as pages of ours', async () => {
    const run = await makeRun();
    expect((await ask('PUT', `${files}/0/${run}/artifacts/page%20one.html`, '<script>1</script>')).status).toBe(200);
    const { response } = await ask('GET', `${files}/0/${run}/artifacts/page%20one.html`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''page%20one.html");
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(await response.text()).toBe('<script>1</script>');
  });

  it('may be empty, and are taken away by name or by folder', async () => {
    const run = await makeRun();
    await ask('PUT', `${files}/0/${run}/artifacts/a/empty`, '');
    await ask('PUT', `${files}/0/${run}/artifacts/a/b/c`, 'x');
    const list = await get(`artifacts/list?run_id=${run}&path=a`);
    expect(list.json['files']).toEqual([
      { path: 'a/b', is_dir: true },
      { path: 'a/empty', is_dir: false, file_size: 0 },
    ]);
    expect((await ask('DELETE', `${files}/0/${run}/artifacts/a`)).json).toEqual({});
    expect((await get(`artifacts/list?run_id=${run}`)).json['files']).toBeUndefined();
    expect((await ask('GET', `${files}/0/${run}/artifacts/a/empty`)).status).toBe(404);
  });

  it('have no way out of their run, however it is written', async () => {
    const run = await makeRun();
    const before = store.kept.size;
    const ways = [
      '..%2f..%2fx',
      '%2e%2e%2f%2e%2e%2fx',
      '%252e%252e%252fx',
      '..%5c..%5cx',
      '%2fetc%2fpasswd',
      'file:%2f%2f%2fetc%2fpasswd',
      'a%00b',
      'C:%5cx',
      'a%2f%2e%2e%2f%2e%2e%2fb',
      '%',
      '%E0%A4%A',
    ];
    for (const way of ways) {
      for (const method of ['PUT', 'GET', 'DELETE'] as const) {
        const { status } = await ask(method, `${files}/0/${run}/artifacts/${way}`, method === 'PUT' ? 'x' : undefined);
        expect({ way, method, status }).toEqual({ way, method, status: 400 });
      }
      const query = encodeURIComponent(`0/${run}/artifacts/`) + way;
      const { status } = await ask('GET', `${files}?path=${query}`);
      // A query keeps what is no escape as it stands: an odd name, and no way out.
      expect({ way, status }).toEqual({ way, status: way.endsWith('%') || way.endsWith('%A') ? 200 : 400 });
    }
    for (const path of ['../..', '/etc', 'a\\b']) {
      expect((await get(`artifacts/list?run_id=${run}&path=${encodeURIComponent(path)}`)).status).toBe(400);
    }
    expect(store.kept.size).toBe(before);
  });

  it('of another experiment are not found under this one', async () => {
    const run = await makeRun();
    await post('experiments/create', { name: 'other' });
    expect((await ask('PUT', `${files}/1/${run}/artifacts/x`, 'x')).status).toBe(404);
  });

  it('are sent in one piece', async () => {
    const { status, json } = await ask('POST', '/api/2.0/mlflow-artifacts/mpu/create/0/x/artifacts/y', '{}');
    expect(status).toBe(501);
    expect(json['message']).toMatch(/^Multipart upload is not supported/);
  });
});

describe('the registry', () => {
  it('registers what this server holds, and nothing else', async () => {
    await post('registered-models/create', { name: 'guarded' });
    const theirs = await makeRun(await makeProgram(db, { project: await makeProject(db) }));
    const elsewhere = ['/etc', 'file:///etc/passwd', 'http://169.254.169.254/latest', 's3://b/x'];
    for (const source of [...elsewhere, 'mlflow-artifacts:/../x', 'models:/../x', '']) {
      const { status, json } = await post('model-versions/create', { name: 'guarded', source });
      const code = json['error_code'];
      expect({ source, status, code }).toEqual({ source, status: 400, code: 'INVALID_PARAMETER_VALUE' });
    }
    const foreign = [`runs:/${theirs}/model`, `mlflow-artifacts:/0/${theirs}/artifacts/m`, `models:/m-${theirs}`];
    for (const source of foreign) {
      expect((await post('model-versions/create', { name: 'guarded', source })).status).toBe(404);
    }
    const run = await makeRun();
    const made = await post('model-versions/create', { name: 'guarded', source: `runs:/${run}/model`, run_id: run });
    expect(made.json).toMatchObject({ model_version: { version: '1', status: 'READY', run_id: run } });
    const again = await post('model-versions/create', { name: 'guarded', source: 'models:/guarded/1' });
    expect(again.json).toMatchObject({ model_version: { version: '2', run_id: run } });
    const uri = await get('model-versions/get-download-uri?name=guarded&version=2');
    expect(uri.json).toEqual({ artifact_uri: `mlflow-artifacts:/0/${run}/artifacts/model` });
  });

  it('keeps words that mean something else for themselves', async () => {
    const run = await makeRun();
    await post('registered-models/create', { name: 'named' });
    await post('model-versions/create', { name: 'named', source: `runs:/${run}/model` });
    for (const alias of ['v1', 'latest', 'Latest', 'candidate', 'a b', 'champion ']) {
      const { status } = await post('registered-models/alias', { name: 'named', alias, version: '1' });
      expect({ alias, status }).toEqual({ alias, status: 400 });
    }
  });

  it('stages put the others away when asked', async () => {
    const run = await makeRun();
    await post('registered-models/create', { name: 'staged' });
    for (const version of ['1', '2']) {
      await post('model-versions/create', { name: 'staged', source: `runs:/${run}/model` });
      const stage = { name: 'staged', version, stage: 'production', archive_existing_versions: true };
      expect((await post('model-versions/transition-stage', stage)).json).toMatchObject({
        model_version: { version, current_stage: 'Production' },
      });
    }
    const stages = ['Production', 'Archived'];
    const { json } = await post('registered-models/get-latest-versions', { name: 'staged', stages });
    expect(json).toMatchObject({ model_versions: [{ version: '2' }, { version: '1' }] });
  });
});

it('tools ask for health and version without a key', async () => {
  const nobody = programWith({});
  expect(await (await nobody('GET', '/health')).response.text()).toBe('OK');
  expect(await (await nobody('GET', '/version')).response.text()).toMatch(/^\d+\.\d+\.\d+$/);
});
