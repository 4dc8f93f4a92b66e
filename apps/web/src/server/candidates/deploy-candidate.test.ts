import {
  addToOutbox,
  cancelRun,
  createDeployment,
  getRun,
  listAudit,
  markEndpointLive,
  startRun,
  updateDeployment,
} from '@millrace/db';
import { type BundleManifest, bundleManifestSchema, overrideOf, rowsInside } from '@millrace/pipeline-core/release';
import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { makeLiveUseCase } from '../endpoints/make-live';
import { commitSteps } from '../testing/commit-steps';
import { makeStoredThings as makeThings, runStep } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { deployCandidateUseCase, deployInputSchema } from './deploy-candidate';
import { previewDeploymentUseCase } from './preview-deployment';

withTestServer();

/** As they are once the deployment is over. */
async function makeStoredThings(...of: Parameters<typeof makeThings>) {
  const things = await makeThings(...of);
  await updateDeployment(db, { id: things.deployment.id, status: 'succeeded', finishedAt: new Date() });
  return things;
}

describe('the Deploy button', () => {
  it('starts a run of register-model and deploy over what is already stored', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: 'churn-live' });
    const { run: id } = await deployCandidateUseCase.run(context, input);
    const run = await getRun(db, { projectId: context.project.id, id });
    expect(run).toMatchObject({ kind: 'release', edges: [[0, 1]], startedBy: context.actor });
    const [register, deploy] = run?.stepRuns.map(({ spec }) => spec) ?? [];
    expect(register).toMatchObject({ type: 'register-model', params: { name: 'churn' }, inputs: {} });
    expect(
      Object.fromEntries(
        Object.entries(register?.references ?? {}).map(([port, { kind, artifacts }]) => [port, { kind, artifacts }]),
      ),
    ).toEqual({
      model: { kind: 'artifact', artifacts: { model: hashes.model } },
      rows: { kind: 'artifact', artifacts: { rows: hashes.rows, 'rows.meta': hashes.rowsMeta } },
      source: { kind: 'artifact', artifacts: { source: hashes.rows, 'source.meta': hashes.rowsMeta } },
      evaluation: { kind: 'artifact', artifacts: { evaluation: hashes.evaluation } },
    });
    const { inputs, origins = {} } = getContract('register-model');
    expect([...Object.keys(inputs), ...Object.keys(origins)]).toEqual(
      expect.arrayContaining(Object.keys(register?.references ?? {})),
    );
    expect(deploy).toMatchObject({
      type: 'deploy',
      params: { endpoint: 'churn-live', strategy: 'sandbox' },
      inputs: { release: [{ idx: 0, port: 'release' }] },
    });
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.map(({ action }) => action)).toContain('candidate.deploy');
  });

  it('refuses when the rows are gone that would prove the answers equal', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: 'churn' });
    await expect(deployCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });

  it('keeps a sandbox deployment off a live endpoint, and takes one on a sandbox', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, endpoint } = await makeStoredThings(db, context.project.id);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: endpoint.name });
    expect((await deployCandidateUseCase.run(context, input)).run).toBeTypeOf('string');
    await markEndpointLive(db, endpoint.id);
    await expect(deployCandidateUseCase.run(context, input)).rejects.toThrow('churn is live');
  });

  it('asks why all traffic moves at once, and for the typed name to override', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate } = await makeStoredThings(db, context.project.id);
    const direct = { candidate: candidate.id, model: 'churn', endpoint: 'churn', strategy: 'direct' as const };
    const reason = 'It did well in the sandbox.';
    await expect(deployCandidateUseCase.run(context, direct)).rejects.toThrow('needs a reason');
    await expect(deployCandidateUseCase.run(context, { ...direct, reason, override: 'chrun' })).rejects.toThrow(
      'not the name',
    );
    const { run: id } = await deployCandidateUseCase.run(context, { ...direct, reason });
    const run = await getRun(db, { projectId: context.project.id, id });
    expect(run?.plan).toMatchObject({ strategy: 'direct', reason, override: false });
    await cancelRun(db, { projectId: context.project.id, id });
    const forced = await deployCandidateUseCase.run(context, { ...direct, reason, override: 'churn' });
    expect((await getRun(db, { projectId: context.project.id, id: forced.run }))?.plan).toMatchObject({
      override: true,
      overridden: [],
    });
  });

  it('refuses what would change nothing, and says where the model answers already', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, endpoint } = await makeStoredThings(db, context.project.id);
    const { id: candidateId } = candidate;
    const wish = { candidate: candidateId, model: 'churn', endpoint: endpoint.name };
    const already = async (more: object = {}) => {
      const { already: found } = await previewDeploymentUseCase.run(context, { ...wish, ...more });
      return found;
    };
    // Its evaluation came after it was packed.
    expect(await already()).toMatchObject({
      release: 'churn v1',
      packedAnew: 'with the newest evaluation of its model',
    });
    const { result } = await db.prisma.evaluation.findFirstOrThrow({ where: { candidateId } });
    await db.prisma.release.updateMany({ where: { candidateId }, data: { evaluation: structuredClone(result) ?? {} } });
    expect(await already()).toEqual({
      ...{ endpoint: { name: 'churn', sandbox: true }, release: 'churn v1', share: 1, busiest: true, packedAnew: null },
      revision: expect.any(Number),
    });
    expect(await already({ model: 'another' })).toMatchObject({ packedAnew: 'as another v1' });
    expect(await already({ endpoint: 'new' })).toBeNull();
    const release = await db.prisma.release.findFirstOrThrow({ where: { candidateId } });
    const { files, ...manifest } = bundleManifestSchema.parse(release.manifest);
    const inside = { path: rowsInside, bytes: 1, sha256: 'a'.repeat(64) };
    const keep = (all: BundleManifest['files']) =>
      db.prisma.release.updateMany({ where: { candidateId }, data: { manifest: { ...manifest, files: all } } });
    await keep([...files, inside]);
    expect(await already()).toMatchObject({ packedAnew: 'with its held-out rows beside its bundle' });
    await keep(files);
    const deploy = (more: object) => deployCandidateUseCase.run(context, deployInputSchema.parse({ ...wish, ...more }));
    await expect(deploy({})).rejects.toThrow(/churn v1 answers at churn already: revision \d+, 100% of the traffic/);
    // The endpoint becomes live by it, and another name is another release.
    const { run: id } = await deploy({ strategy: 'direct', reason: 'It did well in the sandbox.' });
    await cancelRun(db, { projectId: context.project.id, id });
    expect((await deploy({ model: 'another' })).run).toBeTypeOf('string');
  });

  it('overrides what was read, not what has failed since', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, endpoint } = await makeStoredThings(db, context.project.id);
    const wish = { candidate: candidate.id, model: 'another', endpoint: endpoint.name, strategy: 'sandbox' as const };
    const champion = async (auc: number) => {
      const part = { rows: 1, metrics: { auc }, intervals: {} }; // the candidate has 0.5
      const parts = { train: part, validation: part, test: part };
      await db.prisma.release.updateMany({
        where: { candidateId: candidate.id },
        data: { evaluation: { v: 1, task: 'binary', target: 'left', parts, part: 'test', curves: {} } },
      });
    };
    await champion(0.8);
    const { forecast } = await previewDeploymentUseCase.run(context, wish);
    const forced = {
      ...{ ...wish, reason: 'It is what we want.', override: endpoint.name },
      overridden: overrideOf(forecast.failed),
    };
    await champion(0.9);
    await expect(deployCandidateUseCase.run(context, forced)).rejects.toThrow(
      /This is not what the override is of\. Figure against what answers today: ROC AUC 0\.5000 .* has 0\.9000/,
    );
    await champion(0.8);
    const { run } = await deployCandidateUseCase.run(context, forced);
    const { plan } = (await getRun(db, { projectId: context.project.id, id: run })) ?? {};
    expect(plan).toMatchObject({
      overridden: [{ check: 'metric', subjects: [expect.stringContaining('has 0.8000')] }],
    });
  });

  it('waits for another deployment to the endpoint, and says beforehand whose it is', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, deployment, endpoint } = await makeStoredThings(db, context.project.id);
    const wish = { candidate: candidate.id, model: 'another', endpoint: endpoint.name };
    const seen = async () => (await previewDeploymentUseCase.run(context, wish)).inTheWay;
    const deploy = () => deployCandidateUseCase.run(context, deployInputSchema.parse(wish));
    expect(await seen()).toBeNull();
    const { endpointId, releaseId, strategy } = deployment;
    const other = await createDeployment(db, { endpointId, releaseId, strategy, createdBy: context.actor });
    const found = { kind: 'deployment', release: 'churn v1', since: other.createdAt, who: expect.any(String) };
    expect(await seen()).toEqual({ ...found, waits: false });
    await expect(deploy()).rejects.toThrow(
      /^Another deployment to churn is going on: churn v1 is in its checks, started by .+ on 20.+ UTC\.$/,
    );
    await updateDeployment(db, { id: other.id, status: 'waiting' });
    expect(await seen()).toMatchObject({ waits: true });
    await updateDeployment(db, { id: other.id, status: 'failed', finishedAt: new Date() });
    expect(await seen()).toBeNull();
    const { run: id, number } = await deploy();
    // Another one is packed: nothing of it stands on the timeline yet.
    expect(await seen()).toMatchObject({ kind: 'packing', model: 'another', run: { id, number } });
    await expect(deploy()).rejects.toThrow(`churn is going on: run ${number} packs another, started by `);
    expect((await previewDeploymentUseCase.run(context, { ...wish, endpoint: 'new' })).inTheWay).toBeNull();
    await cancelRun(db, { projectId: context.project.id, id });
    expect(await seen()).toBeNull();
  });

  it('is not begun between the end of the packing and the deployment that it asks for', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, deployment, endpoint } = await makeStoredThings(db, context.project.id);
    const wish = { candidate: candidate.id, model: 'another', endpoint: endpoint.name };
    const deploy = () => deployCandidateUseCase.run(context, deployInputSchema.parse(wish));
    const { run: id, number } = await deploy();
    // As the commit of its last step leaves it: nobody has acted on what that asks for.
    await addToOutbox(db, { topic: 'deploy-requested', key: `${id}-1-0`, payload: {} });
    await db.pool.query("update run set status = 'succeeded' where id = $1", [id]);
    const both = await Promise.allSettled([deploy(), deploy()]);
    for (const one of both)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining(`run ${number} packs`) },
      });
    const champion = { endpoint: endpoint.id, release: deployment.releaseId, reason: 'It answered well for a week.' };
    await expect(makeLiveUseCase.run(context, champion)).rejects.toThrow('moved meanwhile');
    // The deployment is there, and its event done with.
    const { endpointId, releaseId, strategy } = deployment;
    const made = await createDeployment(db, { endpointId, releaseId, strategy, createdBy: context.actor });
    await db.pool.query('delete from outbox where key = $1', [`${id}-1-0`]);
    await expect(deploy()).rejects.toThrow('is in its checks');
    await updateDeployment(db, { id: made.id, status: 'failed', finishedAt: new Date() });
    expect((await deploy()).run).toBeTypeOf('string');
  });

  it.each(['churn', 'new'])('to %s is begun by one of several who do so at once', async (endpoint) => {
    const context = await makeContext(db, 'engineer');
    const { candidate } = await makeStoredThings(db, context.project.id);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'another', endpoint });
    const asked = await Promise.allSettled([1, 2, 3].map(() => deployCandidateUseCase.run(context, input)));
    const [begun, ...more] = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value.number] : []));
    expect([begun, more]).toEqual([expect.any(Number), []]);
    for (const one of asked)
      if (one.status === 'rejected') expect(String(one.reason)).toContain(`run ${begun} packs another, started by`);
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.filter(({ action }) => action === 'candidate.deploy')).toHaveLength(1);
  });

  it('can be foretold: what the endpoint is and serves, and the gates known before', async () => {
    const context = await makeContext(db, 'viewer');
    const { candidate, endpoint } = await makeStoredThings(db, context.project.id);
    const preview = (name: string, model = 'churn') =>
      previewDeploymentUseCase.run(context, { candidate: candidate.id, model, endpoint: name });
    expect((await preview('new', 'another')).release).toEqual({ name: 'another v1', number: 1 });
    expect((await preview('new')).release).toEqual({ name: 'churn v1', number: 1 }); // registered already
    expect(await preview('new')).toMatchObject({ endpoint: null, serves: null, forecast: { outcome: 'open' } });
    expect(await preview(endpoint.name)).toMatchObject({
      endpoint: { id: endpoint.id, name: 'churn', sandbox: true },
      inTheWay: null,
      serves: 'churn v1',
      gates: [
        { gate: 'unit' },
        { gate: 'quality' },
        { gate: 'policy', checks: [{ id: 'card-complete', status: 'warn' }] },
      ],
    });
    const part = { rows: 1, metrics: { auc: 0.9 }, intervals: {} }; // the candidate has 0.5
    const parts = { train: part, validation: part, test: part };
    await db.prisma.release.updateMany({
      where: { candidateId: candidate.id },
      data: { evaluation: { v: 1, task: 'binary', target: 'left', parts, part: 'test', curves: {} } },
    });
    const another = await preview(endpoint.name, 'another'); // the release itself is compared with nothing
    expect(another.forecast).toMatchObject({ outcome: 'override', failed: [{ id: 'metric' }] });
  });

  it('says beforehand that a deployment will wait for an evaluation, or that there is nothing to compare', async () => {
    const context = await makeContext(db, 'viewer');
    const { candidate, endpoint, hashes } = await makeStoredThings(db, context.project.id);
    const { id: candidateId } = candidate;
    const { result } = await db.prisma.evaluation.findFirstOrThrow({ where: { candidateId } });
    await db.prisma.release.updateMany({ where: { candidateId }, data: { evaluation: structuredClone(result) ?? {} } });
    await db.prisma.evaluation.deleteMany({ where: { candidateId } });
    const preview = async () => {
      const wish = { candidate: candidate.id, model: 'another', endpoint: endpoint.name };
      const { gates, forecast } = await previewDeploymentUseCase.run(context, wish);
      return { forecast, metric: gates.flatMap(({ checks }) => checks).find(({ id }) => id === 'metric') };
    };
    expect(await preview()).toMatchObject({
      forecast: { outcome: 'override' },
      metric: { status: 'fail', reason: 'Cannot be compared, because another v1 was not evaluated.' },
    });
    const judge = runStep(1, 'evaluate', { model: [{ idx: 0, port: 'model' }] });
    const again = await startRun(db, {
      ...{ projectId: context.project.id, requestKey: 'again', startedBy: 'ada', plan: {} },
      ...{ steps: [runStep(0, 'baseline'), judge], edges: [[0, 1]] },
    });
    const model = { port: 'model', kind: 'model', hash: hashes.model, bytes: 1, location: `a/${hashes.model}` };
    await commitSteps(db, { run: again.runId, steps: 1, outputsOf: () => [model] });
    const reason = `The deployment waits for the evaluation of another v1: step "evaluate" of run ${again.number}.`;
    expect(await preview()).toMatchObject({ forecast: { outcome: 'open' }, metric: { status: 'not-run', reason } });
  });

  it.each(['', 'Churn', 'churn_live', '-churn', 'x'.repeat(64)])('takes no name like "%s"', (name) => {
    const ids = { candidate: '00000000-0000-4000-8000-000000000000', model: 'churn' };
    expect(deployInputSchema.safeParse({ ...ids, endpoint: name }).success).toBe(false);
    expect(deployInputSchema.safeParse({ ...ids, endpoint: 'churn-live-2' }).success).toBe(true);
  });
});
