import { createDeployment, deleteDataset, getCandidate, insertPredictions } from '@millrace/db';
import { type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { makeApiReader } from '../testing/api-reader';
import { beginRollout } from '../testing/begin-rollout';
import { addRelease } from '../testing/more-releases';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { testPrediction } from '../testing/test-prediction';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { addTracedRelease } from '../testing/traced-release';
import { passportUseCase } from './passport';

withTestServer();

/** A project with a release that knows its batch, split and plan; `ask` stores an answer and reads its passport. */
async function makeTraced() {
  const context = await makeContext(db, 'engineer');
  const { project } = context;
  const stored = await makeStoredThings(db, project.id);
  const release = await addTracedRelease(db, {
    projectId: project.id,
    stored,
    batches: [stored.batch.id],
    name: 'traced',
  });
  const ask = async (more: Partial<Parameters<typeof testPrediction>[0]> = {}) => {
    const prediction = testPrediction({ endpoint: stored.endpoint.id, release: release.id, ...more });
    await insertPredictions(db, [prediction]);
    return passportUseCase.run(context, { id: prediction.id });
  };
  return { context, stored, release, ask };
}

it('leads from a score to every part behind it, with the hashes that those have themselves', async () => {
  const { context, stored, release, ask } = await makeTraced();
  const passport = await ask({ caller: context.actor });
  const { batch, split, run, pipeline, dataset } = stored;
  expect(passport.batches).toMatchObject([
    {
      id: batch.id,
      dataset: { id: dataset.id, name: 'customers' },
      raw: batch.rawHash,
      table: batch.tableHash,
      deleted: false,
    },
  ]);
  expect(passport.split).toMatchObject({ record: { id: split.id, run: run.runId, step: 0 }, receipt: split.receipt });
  expect(passport.training).toMatchObject({
    candidate: { title: 'Baseline', model: release.modelHash },
    run: {
      id: run.runId,
      number: run.number,
      step: { idx: 1, id: 's1' },
      pipeline: { id: pipeline.id, name: 'Churn' },
    },
  });
  expect(passport.release).toMatchObject({ id: release.id, number: 2, bundle: release.bundleHash });
  expect(passport.features).toMatchObject({
    set: release.manifest.featureSetId,
    values: [{ name: 'twice', type: 'number', value: 24 }],
    request: [{ name: 'tenure', value: 12, view: null }],
  });
  expect(passport.route).toMatchObject({ endpoint: { name: 'churn', deleted: false }, revision: 1, rollout: null });
  expect(passport.evaluations).toEqual([]);
  expect(passport.prediction.caller).toMatch(/^Person /);
  expect(passport.gone).toEqual([{ part: 'deployment', why: expect.stringContaining('No deployment') }]);
});

it('names the rollout whose move routed it, and the deployment that began it', async () => {
  const { context, stored, ask } = await makeTraced();
  const challenger = await addRelease(db, stored.release);
  const endpointId = stored.endpoint.id;
  const deploy = (releaseId: ReleaseId) =>
    createDeployment(db, { endpointId, releaseId, strategy: 'canary', createdBy: context.actor });
  const sending = await deploy(challenger.id);
  await beginRollout(db, { endpointId, deploymentId: sending.id, challenger: challenger.id, by: context.actor });
  const again = await deploy(challenger.id); // later, and it did not bring what answered
  await db.pool.query("update deployment set status = 'succeeded' where id = any($1)", [
    [again.id, stored.deployment.id],
  ]);
  const by = expect.stringMatching(/^Person /);
  const ofRollout = { champion: 'v1', challenger: 'v3', percent: 1, by };
  const sent = await ask({ revision: 2, release: challenger.id });
  expect(sent).toMatchObject({ route: { share: 0.01, rollout: ofRollout }, deployment: { id: sending.id } });
  // The champion came by a deployment of before its first revision, and a later one of it changes nothing.
  await db.pool.query("update deployment set created_at = created_at - interval '1 day' where id = $1", [
    stored.deployment.id,
  ]);
  await db.pool.query("update deployment set status = 'succeeded' where id = $1", [
    (await deploy(stored.release.id)).id,
  ]);
  const kept = await ask({ revision: 2, release: stored.release.id });
  expect(kept).toMatchObject({ route: { share: 0.99 }, deployment: { id: stored.deployment.id, override: false } });
  expect((await ask({ revision: 1 })).route?.rollout).toBeNull();
});

it('names who rolled back to it, and before that who had made it live and why', async () => {
  const { context, stored, ask } = await makeTraced();
  const { id: endpointId } = stored.endpoint;
  const releaseId = stored.release.id;
  const begin = (wish: Pick<Parameters<typeof createDeployment>[1], 'strategy' | 'kind' | 'reason'>) =>
    createDeployment(db, { endpointId, releaseId, createdBy: context.actor, ...wish });
  const live = await begin({ strategy: 'direct', reason: 'It is good enough.' });
  const back = await begin({ strategy: 'direct', kind: 'rollback' });
  await db.pool.query("update deployment set status = 'succeeded' where id = any($1)", [
    [stored.deployment.id, live.id, back.id],
  ]);
  const early = [stored.deployment.id, live.id, back.id].map((deployment, place) =>
    db.pool.query(
      "update deployment set created_at = now() - interval '1 day' + $2 * interval '1 hour' where id = $1",
      [deployment, place],
    ),
  );
  await Promise.all(early);
  const { deployment } = await ask({ revision: 1, release: releaseId });
  expect(deployment).toMatchObject({ id: back.id, kind: 'rollback', by: expect.stringMatching(/^Person /) });
  expect(deployment?.earlier).toMatchObject([
    { id: live.id, reason: 'It is good enough.' },
    { id: stored.deployment.id },
  ]);
});

it('takes the plan of the table that the training step read, of two with one feature set', async () => {
  const { stored, release, ask } = await makeTraced();
  const own = await db.pool.query("select hash, inline from artifact where inline->>'featureSetId' = $1", [
    release.manifest.featureSetId,
  ]);
  const meta = own.rows[0].inline;
  // The nodes are the same, and so the id; what a caller sends is of another type.
  const source = [{ name: 'tenure', type: 'text', role: 'feature' }];
  const other = { ...meta, plan: { ...meta.plan, source } };
  const hash = hashOf(`other ${release.id}`);
  await db.pool.query("insert into artifact (hash, bytes, kind, inline) values ($1, 1, 'table-meta', $2)", [
    hash,
    JSON.stringify(other),
  ]);
  await db.pool.query(
    "insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, 0, 'out', -1, 'aaa.meta', $2)",
    [stored.run.runId, hash],
  );
  const values = [{ name: 'twice', value: 24 }];
  expect(await ask()).toMatchObject({ features: { values } });
  // Without a word on what it read, the one that asks for what the model asks for.
  await db.pool.query("update artifact_use set dir = 'out', from_idx = -1 where hash = $1", [own.rows[0].hash]);
  expect(await ask()).toMatchObject({ features: { values } });
});

it('tells a plan that does not fit the request from one that is not kept', async () => {
  const { ask } = await makeTraced();
  const passport = await ask({ input: { tenure: 'long' } });
  expect(passport.features?.values).toBeNull();
  expect(passport.gone).toContainEqual({ part: 'features', why: expect.stringContaining('does not fit') });
});

it('names the evaluation that a release was registered with once, with the run that judged it', async () => {
  const { stored, ask } = await makeTraced();
  const { run, candidate } = stored;
  const judged = () => ask({ release: stored.release.id });
  expect((await judged()).evaluations).toMatchObject([
    { run: { id: run.runId }, registered: false, metrics: { auc: 0.5 } },
  ]);
  const result = (await getCandidate(db, { projectId: stored.candidate.projectId, id: candidate.id }))?.evaluations[0]
    ?.result;
  await db.pool.query('update release set evaluation = $1 where id = $2', [JSON.stringify(result), stored.release.id]);
  expect((await judged()).evaluations).toMatchObject([{ run: { id: run.runId }, registered: true }]);
  const later = JSON.stringify({ ...result, threshold: 0.3 });
  await db.pool.query('update release set evaluation = $1 where id = $2', [later, stored.release.id]);
  expect((await judged()).evaluations.map(({ registered }) => registered)).toEqual([true, false]);
});

it('says of what is gone why, and still tells the rest', async () => {
  const { context, stored, ask } = await makeTraced();
  await deleteDataset(db, { projectId: context.project.id, id: stored.dataset.id });
  const deleted = await ask();
  expect(deleted.batches).toMatchObject([{ raw: stored.batch.rawHash, deleted: true }]);
  expect(deleted.gone).toContainEqual({ part: 'batches', why: expect.stringContaining('customers was deleted') });
  await db.pool.query('delete from batch where id = $1', [stored.batch.id]);
  expect((await ask()).gone).toContainEqual({ part: 'batches', why: 'One batch it was trained on is gone.' });
  await db.pool.query("delete from artifact_use where port like '%.meta'");
  expect(await ask()).toMatchObject({
    features: { values: null },
    gone: expect.arrayContaining([{ part: 'features', why: expect.stringContaining('not kept with the run') }]),
  });
  await db.pool.query('delete from split_receipt where id = $1', [stored.split.id]);
  expect((await ask()).split).toMatchObject({ record: null, receipt: { seed: 1 } });
});

it.each([
  ['invalid', null, 'The request was refused before a release was asked'],
  ['error', null, 'No release answered.'],
  ['fallback', null, 'The constant of the endpoint answered'],
  ['ok', releaseIdSchema.parse('00000000-0000-4000-8000-000000000001'), 'is not in this project any more'],
] as const)('has no chain where a request ended %s without a release', async (status, release, why) => {
  const { ask } = await makeTraced();
  const passport = await ask({ status, release });
  expect(passport).toMatchObject({ release: null, training: null, batches: [], evaluations: [] });
  expect(passport.gone).toEqual([{ part: 'release', why: expect.stringContaining(why) }]);
});

it('leads from a refused request to the release whose signature it did not fit, and has no values', async () => {
  const { release, ask } = await makeTraced();
  const passport = await ask({ status: 'invalid', input: {}, output: null, reason: 'tenure: a text' });
  expect(passport).toMatchObject({
    release: { id: release.id },
    features: null,
    prediction: { reason: 'tenure: a text' },
  });
  expect(passport.gone).toContainEqual({ part: 'features', why: expect.stringContaining('No model has seen') });
});

it('is answered by the API, and refused where there is no such prediction', async () => {
  const { context, stored } = await makeTraced();
  const read = await makeApiReader(context);
  const answer = await read(`predictions/${stored.prediction.id}/passport`);
  expect(await answer.json()).toMatchObject({ v: 1, prediction: { id: stored.prediction.id }, release: { number: 1 } });
  const none = await read(`predictions/${stored.release.id}/passport`);
  expect([none.status, (await none.json()).next]).toEqual([404, expect.stringContaining('kept for a time')]);
});
