import {
  type Deployment,
  type DeploymentChange,
  isOpenDeployment,
  listAudit,
  listDeployments,
  startRun,
  updateDeployment,
} from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { addRelease } from '../testing/more-releases';
import { makeStoredThings, runStep, type StoredThings } from '../testing/stored-things';
import { db, type Project, withTestServer } from '../testing/test-server';
import { type MlflowProgram, makeProgram } from './testing/mlflow-program';

withTestServer();

const base = '/api/2.0/mlflow';
let project: Project;
let things: StoredThings;
let deployer: MlflowProgram;

beforeEach(async () => {
  project = await makeProject(db);
  things = await makeStoredThings(db, project.id);
  await updateDeployment(db, { id: things.deployment.id, status: 'succeeded', finishedAt: new Date() });
  await addRelease(db, things.release);
  deployer = await makeProgram(db, { project, role: 'engineer', scopes: ['track:write', 'deploy'] });
});

function makeChampion(ask: MlflowProgram, version: string) {
  return ask('POST', `${base}/registered-models/alias`, JSON.stringify({ name: 'churn', alias: 'champion', version }));
}

async function openDeployments(): Promise<Deployment[]> {
  return (await listDeployments(db, { projectId: project.id })).filter(({ status }) => status === 'queued');
}

type Decision = Pick<Deployment, 'status'> & Pick<DeploymentChange, 'error' | 'stages'>;

/** What the schedule role would do with the next deployment. */
async function decideNext(change: Decision): Promise<Deployment> {
  const ask = async () => {
    const open = await openDeployments();
    if (open.length === 0) throw new Error('nothing was asked for');
    return open;
  };
  const [next] = await vi.waitFor(ask, { timeout: 20_000 }); // only keeps a broken test from hanging
  if (next === undefined) throw new Error('nothing was asked for');
  return updateDeployment(db, { id: next.id, finishedAt: new Date(), ...change });
}

it('needs the scope deploy and somebody who may', async () => {
  const tracker = await makeProgram(db, { project, role: 'engineer' });
  const scientist = await makeProgram(db, { project, role: 'scientist', scopes: ['track:write', 'deploy'] });
  for (const program of [tracker, scientist]) {
    const { status, json } = await makeChampion(program, '2');
    expect({ status, code: json['error_code'] }).toEqual({ status: 403, code: 'PERMISSION_DENIED' });
  }
  expect(await openDeployments()).toEqual([]);
});

it('deploys the release where its model answers, and says when that is done', async () => {
  const [answer, deployed] = await Promise.all([makeChampion(deployer, '2'), decideNext({ status: 'succeeded' })]);
  expect({ status: answer.status, json: answer.json }).toEqual({ status: 200, json: {} });
  const wanted = { endpointId: things.endpoint.id, kind: 'deploy', strategy: 'sandbox', override: false };
  expect(deployed).toMatchObject(wanted);
  const [entry] = await listAudit(db, { projectId: project.id });
  expect(entry).toMatchObject({ action: 'endpoint.deploy-alias', details: { deployment: deployed.id } });
});

it('says that nothing has moved where the deployment waits for an evaluation, and asked again it is that deployment', async () => {
  const waits = 'Waits for the evaluation of churn v2: step "Judge" of run 7.';
  const stage = { name: 'evaluation', status: 'running', startedAt: null, milliseconds: null, error: null };
  const stages = [{ ...stage, log: [waits] }];
  const [first] = await Promise.all([makeChampion(deployer, '2'), decideNext({ status: 'waiting', stages })]);
  const page = `/p/${project.slug}/deployments/${things.endpoint.id}`;
  for (const answer of [first, await makeChampion(deployer, '2')]) {
    expect({ status: answer.status, code: answer.json['error_code'] }).toEqual({
      status: 409, // not what a client tries again by itself
      code: 'RESOURCE_CONFLICT',
    });
    expect(answer.json['message']).toContain('has not moved yet');
    expect(answer.json['message']).toContain(waits);
    expect(answer.json['message']).toContain(page);
  }
  expect((await listDeployments(db, { projectId: project.id })).filter(isOpenDeployment)).toHaveLength(1);
});

it('says that it was cancelled', async () => {
  const [answer] = await Promise.all([makeChampion(deployer, '2'), decideNext({ status: 'cancelled' })]);
  expect(answer.json['message']).toContain('somebody has cancelled it');
});

it('says what stopped it', async () => {
  const error = { message: 'Quality: the new release is worse.' };
  const [answer] = await Promise.all([makeChampion(deployer, '2'), decideNext({ status: 'failed', error })]);
  expect(answer.status).toBe(400);
  expect(answer.json['message']).toContain(error.message);
});

it('does nothing where it answers already, and not twice at once', async () => {
  expect((await makeChampion(deployer, '1')).json).toEqual({});
  expect(await openDeployments()).toEqual([]);
  await updateDeployment(db, { id: things.deployment.id, status: 'running' });
  expect((await makeChampion(deployer, '2')).json['error_code']).toBe('RESOURCE_CONFLICT');
});

it('waits for a run that packs another release for the endpoint', async () => {
  const packing = await startRun(db, {
    ...{ projectId: project.id, requestKey: 'packing', kind: 'release', startedBy: 'ada' },
    ...{ plan: { endpoint: things.endpoint.name, model: 'another' }, steps: [runStep(0, 'register-model')], edges: [] },
  });
  const { json } = await makeChampion(deployer, '2');
  expect(json['error_code']).toBe('RESOURCE_CONFLICT');
  expect(json['message']).toContain(`run ${packing.number} packs another, started by`);
  expect(await openDeployments()).toEqual([]);
});

it('is never a version that Millrace cannot serve', async () => {
  const created = await deployer('POST', `${base}/runs/create`, '{"experiment_id":"0"}');
  // The shape is tested by the replay.
  const run = (created.json as { run: { info: { run_id: string } } }).run.info.run_id;
  const version = { name: 'churn', source: `runs:/${run}/model` };
  const { json } = await deployer('POST', `${base}/model-versions/create`, JSON.stringify(version));
  expect(json).toMatchObject({ model_version: { version: '3' } });
  expect((await makeChampion(deployer, '3')).json['message']).toContain('does not serve');
  expect((await addRelease(db, things.release)).number).toBe(4);
});

it('is not the only alias that pipelines score by: no other comes to a release, or leaves it, without the right', async () => {
  const tracker = await makeProgram(db, { project, role: 'engineer' });
  const path = `${base}/registered-models/alias`;
  const best = (version?: string) => JSON.stringify({ name: 'churn', alias: 'best', version });
  expect((await tracker('POST', path, best('2'))).json['error_code']).toBe('PERMISSION_DENIED');
  expect((await deployer('POST', path, best('2'))).status).toBe(200);
  expect((await tracker('DELETE', path, best())).status).toBe(403);
  const run = await tracker('POST', `${base}/runs/create`, JSON.stringify({ experiment_id: '0' }));
  const { run: made } = run.json as { run: { info: { run_id: string } } }; // the shape is tested by the replay
  const source = `runs:/${made.info.run_id}/model`;
  await tracker('POST', `${base}/model-versions/create`, JSON.stringify({ name: 'churn', source }));
  expect((await tracker('POST', path, best('3'))).status).toBe(403);
  const own = JSON.stringify({ name: 'churn', alias: 'of-files', version: '3' });
  expect((await tracker('POST', path, own)).status).toBe(200);
  expect((await tracker('DELETE', path, own)).status).toBe(200);
  expect((await deployer('DELETE', path, best())).status).toBe(200);
});

it('a model with releases keeps its name and its releases', async () => {
  const name = JSON.stringify({ name: 'churn' });
  expect((await deployer('DELETE', `${base}/registered-models/delete`, name)).status).toBe(400);
  const renamed = JSON.stringify({ name: 'churn', new_name: 'other' });
  expect((await deployer('POST', `${base}/registered-models/rename`, renamed)).status).toBe(400);
  const version = JSON.stringify({ name: 'churn', version: '1' });
  expect((await deployer('DELETE', `${base}/model-versions/delete`, version)).status).toBe(400);
  const files = await deployer('GET', `${base}/model-versions/get-download-uri?name=churn&version=1`);
  expect(files.status).toBe(501);
  const alias = JSON.stringify({ name: 'churn', alias: 'best', version: '2' });
  expect((await deployer('POST', `${base}/registered-models/alias`, alias)).status).toBe(200);
  const [entry] = await listAudit(db, { projectId: project.id });
  expect(entry).toMatchObject({ action: 'model.alias', details: { alias: 'best', version: 2 } });
  const { json } = await deployer('GET', `${base}/registered-models/get?name=churn`);
  expect(json).toMatchObject({
    registered_model: { aliases: [{ alias: 'best', version: '2' }], latest_versions: [{ version: '2' }] },
  });
});
