import { rmSync, writeFileSync } from 'node:fs';
import {
  appendRevision,
  createDeployment,
  createModelTest,
  deleteModelTest,
  findEndpointByName,
  findModelByName,
  getAlias,
  insertPredictions,
  listAudit,
  listCandidates,
  listDeployments,
  listPredictions,
  listReleases,
  listRevisions,
  listServingMinutes,
} from '@millrace/db';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  endpointConfigSchema,
  expectationSchema,
  gateSchema,
  type LastAnswer,
  overrideOf,
  rollbackTarget,
} from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEvaluation } from '../testing/test-bundle';
import { until } from '../testing/until';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;

const checkOf = (gates: unknown, id: string) =>
  gateSchema
    .array()
    .parse(gates)
    .flatMap(({ checks }) => checks)
    .find((check) => check.id === id);

beforeAll(async () => {
  flow = await startReleaseFlow();
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

describe('from a step’s events to an answer', () => {
  it('registers, deploys, answers, keeps and counts', async () => {
    const evaluation = testEvaluation(0.9, [0.88, 0.92]);
    const made = await flow.makeBundle({ slope: 2, evaluation });
    await flow.register(made, evaluation);
    await flow.send('candidate-evaluated', { model: made.model.hash, evaluation } as never);
    await flow.send('deploy-requested', { bundle: made.bundle.hash, endpoint: 'prices-api', strategy: 'sandbox' });
    await flow.outboxEmpty();

    const [candidate] = await listCandidates(flow.db, { projectId: flow.project.id });
    expect(candidate).toMatchObject({ title: 'Linear', stepType: 'linear-regression', modelHash: made.model.hash });
    expect(candidate?.evaluations).toHaveLength(1);

    const endpoint = await until(
      async () => {
        const found = await findEndpointByName(flow.db, { projectId: flow.project.id, name: 'prices-api' });
        return found?.config ? found : null;
      },
      { what: 'the endpoint to be routed' },
    );
    expect(endpoint).toMatchObject({ slug: `${flow.project.slug}.prices-api`, sandbox: true, revision: 1 });

    const answered = await until(
      async () => {
        const answer = await flow.ask(endpoint.slug, [{ x: 3 }, { x: 10 }]);
        return answer.status === 200 ? answer.json : null;
      },
      { what: 'the endpoint to answer' },
    );
    expect(answered).toMatchObject({ release: 'v1', model: 'prices', revision: 1 });
    expect(answered.predictions[0]?.prediction).toBeCloseTo(6, 6);

    const predictions = await until(
      async () => {
        const rows = await listPredictions(flow.db, { endpointId: endpoint.id });
        return rows.length === 2 ? rows : null;
      },
      { what: 'the predictions in the database' },
    );
    expect(predictions[0]).toMatchObject({ status: 'ok', protocol: 'test-form', caller: 'ada', rank: 0 });
    expect(await insertPredictions(flow.db, predictions)).toBe(0);
    const minutes = await until(
      async () => {
        const rows = await listServingMinutes(flow.db, {
          endpointId: endpoint.id,
          from: new Date(0),
          to: new Date(Date.now() + 60_000),
        });
        return rows.length > 0 ? rows : null;
      },
      { what: 'the traffic of the minute' },
    );
    expect(minutes.reduce((sum, minute) => sum + minute.served, 0)).toBe(2);

    const model = await findModelByName(flow.db, { projectId: flow.project.id, name: 'prices' });
    if (model === null) throw new Error('no model');
    for (const alias of ['candidate', 'champion']) {
      expect((await getAlias(flow.db, { modelId: model.id, alias }))?.number).toBe(1);
    }
    expect((await listAudit(flow.db, { projectId: flow.project.id })).map((entry) => entry.action)).toContain(
      'endpoint.route',
    );
  });

  it('takes the same events twice and does their work once', async () => {
    const made = await flow.makeBundle({ slope: 2, evaluation: testEvaluation(0.9, [0.88, 0.92]) });
    await flow.register(made);
    await flow.outboxEmpty();
    expect(await listReleases(flow.db, { projectId: flow.project.id })).toHaveLength(1);
    expect(await listCandidates(flow.db, { projectId: flow.project.id })).toHaveLength(1);
  });

  it('goes on after all queue data were deleted', async () => {
    await flow.queues.obliterate();
    const made = await flow.makeBundle({ slope: 2.5, evaluation: testEvaluation(0.91, [0.89, 0.93]) });
    await flow.register(made, testEvaluation(0.91, [0.89, 0.93]));
    await flow.queues.obliterate();
    await flow.outboxEmpty();
    expect((await flow.latestRelease()).number).toBe(2);
  }, 60_000);
});

describe('deployments from the button', () => {
  it('moves the endpoint and keeps the release before as first fallback', async () => {
    const endpoint = await flow.endpointNamed('prices-api');
    const release = await flow.latestRelease();
    const { id } = await createDeployment(flow.db, {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'sandbox',
      createdBy: 'grace',
    });
    const row = await flow.finished(id);
    expect(row.error).toBeNull();
    expect(row.status).toBe('succeeded');
    expect(row.stages).toMatchObject([
      { name: 'evaluation', status: 'done' },
      { name: 'build', status: 'done' },
      { name: 'load', status: 'done' },
      { name: 'health-check', status: 'done' },
      { name: 'smoke-test', status: 'done' },
      { name: 'route', status: 'done' },
    ]);
    const after = await flow.endpointNamed('prices-api');
    expect(after.revision).toBe(2);
    expect(after.config?.routes).toEqual([{ release: release.id, weight: 1 }]);
    expect(after.config?.chain).toHaveLength(1);
    const answer = await until(
      async () => {
        const { json } = await flow.ask(after.slug, [{ x: 2 }]);
        return json.release === 'v2' ? json : null;
      },
      { what: 'the new release to answer' },
    );
    expect(answer.predictions[0]?.prediction).toBeCloseTo(5, 6);
  });

  it('changes nothing when the release is routed already', async () => {
    const endpoint = await flow.endpointNamed('prices-api');
    const release = await flow.latestRelease();
    const { id } = await createDeployment(flow.db, {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'sandbox',
      createdBy: 'grace',
    });
    expect((await flow.finished(id)).status).toBe('succeeded');
    expect(await flow.endpointNamed('prices-api')).toMatchObject({ revision: 2, sandbox: true });
  });

  it('makes a sandbox endpoint live when all traffic is sent to it, and keeps a sandbox deployment off it then', async () => {
    const endpoint = await flow.endpointNamed('prices-api');
    const release = await flow.latestRelease();
    const wish = { endpointId: endpoint.id, releaseId: release.id, createdBy: 'grace' };
    const direct = await createDeployment(flow.db, { ...wish, strategy: 'direct', reason: 'It did well.' });
    expect((await flow.finished(direct.id)).status).toBe('succeeded');
    expect(await flow.endpointNamed('prices-api')).toMatchObject({ revision: 3, sandbox: false });

    const worse = await flow.makeBundle({ slope: 2.5, evaluation: testEvaluation(0.92, [0.9, 0.94]) });
    await flow.register(worse, testEvaluation(0.92, [0.9, 0.94]));
    await flow.outboxEmpty();
    await flow.send('deploy-requested', { bundle: worse.bundle.hash, endpoint: 'prices-api', strategy: 'sandbox' });
    await flow.outboxEmpty();
    const [asked] = await listDeployments(flow.db, { projectId: flow.project.id, endpointId: endpoint.id });
    const refused = await flow.finished(asked?.id ?? '');
    expect(refused).toMatchObject({ strategy: 'sandbox', status: 'failed', error: { code: 'endpoint-is-live' } });
    const after = await flow.endpointNamed('prices-api');
    expect(after).toMatchObject({ revision: 3, sandbox: false });
    expect(after.config?.routes).toEqual([{ release: release.id, weight: 1 }]);
  });

  it('blocks a worse release, and lets it through with a written reason that stays', async () => {
    const worse = testEvaluation(0.5, [0.48, 0.52]);
    await flow.register(await flow.makeBundle({ slope: 9, evaluation: worse }), worse);
    await flow.outboxEmpty();
    const endpoint = await flow.endpointNamed('prices-api');
    const release = await flow.latestRelease();
    const wish = { endpointId: endpoint.id, releaseId: release.id, strategy: 'direct', createdBy: 'grace' } as const;
    const refused = await flow.finished((await createDeployment(flow.db, wish)).id);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    const reason = 'The old target was measured wrongly.';
    const explained = await flow.finished((await createDeployment(flow.db, { ...wish, reason })).id);
    expect(explained).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } }); // a reason alone is none to override
    expect((await flow.endpointNamed('prices-api')).revision).toBe(3);
    const forced = await flow.finished((await createDeployment(flow.db, { ...wish, reason, override: true })).id);
    expect(forced.status).toBe('succeeded');
    const [revision] = await listRevisions(flow.db, { projectId: flow.project.id, endpointId: endpoint.id });
    expect(revision).toMatchObject({ revision: 4, kind: 'deploy', reason });
    expect((await listAudit(flow.db, { projectId: flow.project.id }))[0]).toMatchObject({
      action: 'endpoint.route-overridden',
      details: { reason },
    });
  });

  it('goes back although the release before has the worse metric, and leaves the one it goes back from out', async () => {
    const better = testEvaluation(0.97, [0.96, 0.98]);
    await flow.register(await flow.makeBundle({ slope: 3, evaluation: better }), better);
    await flow.outboxEmpty();
    const endpoint = await flow.endpointNamed('prices-api');
    const good = endpoint.config?.routes[0]?.release;
    if (good === undefined) throw new Error('nothing is served');
    const wish = { endpointId: endpoint.id, strategy: 'direct', createdBy: 'grace' } as const;
    const bad = await flow.latestRelease();
    expect((await flow.finished((await createDeployment(flow.db, { ...wish, releaseId: bad.id })).id)).status).toBe(
      'succeeded',
    );
    const forward = await flow.finished((await createDeployment(flow.db, { ...wish, releaseId: good })).id);
    expect(forward).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });

    const back = await flow.finished(
      (await createDeployment(flow.db, { ...wish, releaseId: good, kind: 'rollback' })).id,
    );
    expect(back).toMatchObject({ status: 'succeeded', gates: [{ gate: 'unit' }] });
    const after = await flow.endpointNamed('prices-api');
    expect(after.config?.routes).toEqual([{ release: good, weight: 1 }]);
    expect(after.config?.chain).not.toContain(bad.id);
    const revisions = await listRevisions(flow.db, { projectId: flow.project.id, endpointId: endpoint.id });
    expect(revisions[0]).toMatchObject({ kind: 'rollback' });
    expect(rollbackTarget(revisions)?.release).not.toBe(bad.id);
  });

  it('never lets through a release that answers otherwise than in the batch, reason or not', async () => {
    await flow.register(
      await flow.makeBundle({ slope: 4, goldenError: 0.25, evaluation: testEvaluation(0.95, [0.94, 0.96]) }),
    );
    await flow.outboxEmpty();
    const endpoint = await flow.endpointNamed('prices-api');
    const release = await flow.latestRelease();
    const wish = {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'direct',
      createdBy: 'grace',
      reason: 'I want it anyway.',
      override: true,
    } as const;
    const row = await flow.finished((await createDeployment(flow.db, wish)).id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(JSON.stringify(row.gates)).toContain('golden-rows');
  });

  it('replays held-out rows: one that a request would be answered otherwise stops it for good', async () => {
    const evaluation = testEvaluation(0.96, [0.95, 0.97]);
    const heldOut = Array.from({ length: 40 }, (_, x) => ({ x, y: 3 * x, ...(x === 23 ? { error: 0.5 } : {}) }));
    await flow.register(await flow.makeBundle({ slope: 3, evaluation, heldOut }), evaluation);
    await flow.outboxEmpty();
    const endpoint = await flow.endpointNamed('prices-api');
    const wish = { endpointId: endpoint.id, strategy: 'direct', createdBy: 'grace' } as const;
    const forced = { reason: 'I want it anyway.', override: true, releaseId: (await flow.latestRelease()).id };
    const row = await flow.finished((await createDeployment(flow.db, { ...wish, ...forced })).id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(checkOf(row.gates, 'held-out-rows')).toMatchObject({
      status: 'fail',
      measured: '40 of 40 held-out rows',
      reason: expect.stringMatching(
        /^One row gets another answer .*: row 23 gets \S+ for its answer instead of \S+\.$/,
      ),
    });
  });

  it('names the group of rows on which a release is worse although its figure is not, and takes a reason for it', async () => {
    // The second is off by a fifth of x, most of all where x is large; the figure it was evaluated with says nothing of it.
    const heldOut = Array.from({ length: 1000 }, (_, at) => ({ x: at / 5, y: (3 * at) / 5 + Math.sin(at) }));
    const evaluation = testEvaluation(0.97, [0.96, 0.98]);
    const endpoint = await flow.endpointNamed('prices-api');
    const wish = { endpointId: endpoint.id, strategy: 'direct', createdBy: 'grace' } as const;
    const deploy = async (slope: number, more = {}) => {
      await flow.register(await flow.makeBundle({ slope, evaluation, heldOut }), evaluation);
      await flow.outboxEmpty();
      const releaseId = (await flow.latestRelease()).id;
      return flow.finished((await createDeployment(flow.db, { ...wish, releaseId, ...more })).id);
    };
    const good = await deploy(3, { override: true, reason: 'The one to compare with.' });
    expect(good.error).toBeNull();
    const refused = await deploy(3.6);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(checkOf(refused.gates, 'metric')).toMatchObject({ status: 'pass' });
    const slices = checkOf(refused.gates, 'slices');
    expect(slices).toMatchObject({ status: 'fail', measured: '1,000 rows' });
    expect(slices?.reason).toMatch(
      /groups: all rows .*; x from 159\.84 \(200 rows\): MAE \S+ against \S+, 95% interval/,
    );
    const again = { override: true, reason: 'Prices above that are not asked for.' };
    const { releaseId } = refused;
    const blind = { ...wish, releaseId, ...again, overridden: [{ check: 'metric', subjects: ['fail'] }] };
    expect(await flow.finished((await createDeployment(flow.db, blind)).id)).toMatchObject({
      status: 'failed',
      error: { code: 'gate-failed', message: expect.stringContaining('Nobody knew of this when it was overridden') },
    });
    // Of the groups that failed only the first was known.
    const seen = overrideOf(slices === undefined ? [] : [slices]);
    const part = seen.map(({ check, subjects }) => ({ check, subjects: subjects?.slice(0, 1) ?? null }));
    const others = await flow.finished((await createDeployment(flow.db, { ...blind, overridden: part })).id);
    expect(others.error).toMatchObject({
      message: expect.stringMatching(/Groups of rows .*: x from 159\.84 \(200 rows\)/),
    });
    const forced = await flow.finished((await createDeployment(flow.db, { ...blind, overridden: seen })).id);
    expect(forced.status).toBe('succeeded');
  });

  it('asks what people have saved as tests of the model, names each that fails, and takes a reason for it', async () => {
    const model = await findModelByName(flow.db, { projectId: flow.project.id, name: 'prices' });
    if (model === null) throw new Error('no model');
    const save = async (name: string, wish: { row: JsonObject; expected: object }) => {
      const test = { name, row: wish.row, expected: expectationSchema.parse(wish.expected) };
      const made = await createModelTest(flow.db, { ...test, modelId: model.id, predictionId: null, createdBy: 'ada' });
      if (!made.ok) throw new Error(made.error);
      return made.value;
    };
    const ten = await save('ten', { row: { x: 10 }, expected: { kind: 'number', value: 36, tolerance: 0.1 } });
    const rises = { kind: 'direction', field: 'x', by: 1, answer: 'not-lower' };
    const dear = await save('more costs more', { row: { x: 10 }, expected: rises });
    const evaluation = testEvaluation(0.97, [0.96, 0.98]);
    await flow.register(await flow.makeBundle({ slope: -4, evaluation }), evaluation);
    await flow.outboxEmpty();
    const endpoint = await flow.endpointNamed('prices-api');
    const releaseId = (await flow.latestRelease()).id;
    const wish = { endpointId: endpoint.id, releaseId, strategy: 'direct', createdBy: 'grace' } as const;
    const refused = await flow.finished((await createDeployment(flow.db, wish)).id);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(checkOf(refused.gates, 'model-tests')).toMatchObject({
      status: 'fail',
      measured: '2 tests',
      reason:
        '2 of 2 fail: ten (x 10): expected 36, to within 0.1, got -40; ' +
        'more costs more (x 10): expected raising x by 1 does not lower the answer, got -40, then -44.',
    });
    expect((await flow.endpointNamed('prices-api')).revision).toBe(endpoint.revision);
    const failed = checkOf(refused.gates, 'model-tests');
    const overridden = overrideOf(failed === undefined ? [] : [failed]);
    const override = { override: true, reason: 'Only to see that a reason is enough.', overridden };
    // Whoever overrides these two has not seen a third fail.
    const third = await save('never dear', { row: { x: 2 }, expected: { kind: 'number', value: 1, tolerance: 0 } });
    const unseen = await flow.finished((await createDeployment(flow.db, { ...wish, ...override })).id);
    expect(unseen.error).toMatchObject({
      // What answers at that moment is as dear.
      message: expect.stringMatching(
        /^Not deployed\. Nobody knew of this when it was overridden\. Saved tests: never dear \(x 2\): expected 1, got -8 \(prices v\d+ fails it, too\)\.$/,
      ),
    });
    await deleteModelTest(flow.db, { projectId: flow.project.id, modelId: model.id, id: third.id });
    const forced = await flow.finished((await createDeployment(flow.db, { ...wish, ...override })).id);
    expect(forced.status).toBe('succeeded');

    // What holds is said, and what was deleted is not asked.
    for (const { id } of [ten, dear]) {
      expect(await deleteModelTest(flow.db, { projectId: flow.project.id, modelId: model.id, id })).toMatchObject({
        id,
      });
    }
    await save('negative', { row: { x: 1 }, expected: { kind: 'number', value: -4, tolerance: 0 } });
    const again = await flow.finished((await createDeployment(flow.db, { ...wish, ...override })).id);
    expect(checkOf(again.gates, 'model-tests')).toMatchObject({ status: 'pass', measured: '1 test' });
  });

  it('stops a release that cannot give the last answer of its endpoint, whatever is overridden', async () => {
    const endpoint = await flow.endpointNamed('prices-api');
    const config = endpointConfigSchema.parse(endpoint.config);
    const configure = (last: LastAnswer) =>
      appendRevision(flow.db, { endpointId: endpoint.id, config: { ...config, last }, createdBy: 'grace' });
    await configure({ kind: 'constant', value: 'no' });
    const releaseId = (await flow.latestRelease()).id;
    const wish = { endpointId: endpoint.id, releaseId, strategy: 'direct', createdBy: 'grace' } as const;
    const forced = { ...wish, override: true, reason: 'I want it anyway.' };
    const row = await flow.finished((await createDeployment(flow.db, forced)).id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(checkOf(row.gates, 'last-answer')).toMatchObject({
      status: 'fail',
      reason: 'The endpoint says "no" then, which is no answer of this release; expected a number.',
    });
    await configure({ kind: 'constant', value: 0 });
    const fits = await flow.finished((await createDeployment(flow.db, forced)).id);
    expect(checkOf(fits.gates, 'last-answer')).toMatchObject({ status: 'pass' });
    await configure(config.last);
  });

  it('fails at the build when the bundle is damaged, and the endpoint goes on', async () => {
    const made = await flow.makeBundle({ slope: 5 });
    await flow.register(made);
    await flow.outboxEmpty();
    const release = await flow.latestRelease();
    const path = flow.store.pathOf(made.bundle.location);
    rmSync(path);
    writeFileSync(path, 'not a tar');
    const endpoint = await flow.endpointNamed('prices-api');
    const wish = { endpointId: endpoint.id, releaseId: release.id, strategy: 'direct', createdBy: 'grace' } as const;
    const row = await flow.finished((await createDeployment(flow.db, wish)).id);
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'bundle-missing' },
      stages: [{}, { name: 'build', status: 'failed' }, {}, {}, {}, {}],
    });
    expect((await flow.ask(endpoint.slug, [{ x: 1 }])).status).toBe(200);
  });
});
