import {
  createDeployment,
  describeOpenRollout,
  findRolloutOfDeployment,
  foldServingMinutes,
  getAlias,
  getRolloutUnchecked,
  listMoves,
  listRevisions,
  listRollouts,
  moveRollout,
  type Rollout,
  removeAlias,
  saveServingMinutes,
  setAlias,
  updateDeployment,
} from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { type RolloutPlan, rolloutPlanSchema, underWayWords } from '@millrace/pipeline-core/rollout';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testEvaluation } from '../testing/test-bundle';
import { until } from '../testing/until';
import { advanceRollout } from './advance-rollout';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;

beforeAll(async () => {
  flow = await startReleaseFlow();
  await makeRelease(1);
  await flow.send('deploy-requested', {
    bundle: (await flow.latestRelease()).bundleHash,
    endpoint: 'prices-api',
    strategy: 'direct',
  });
  await until(
    () =>
      flow.endpointNamed('prices-api').then(
        ({ config }) => config,
        () => null,
      ),
    { what: 'v1 to answer' },
  );
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

/** A release that is a little better than those before. */
async function makeRelease(number: number): Promise<ReleaseId> {
  const middle = 0.5 + number / 100;
  const evaluation = testEvaluation(middle, [middle - 0.02, middle + 0.02]);
  await flow.register(await flow.makeBundle({ slope: number, evaluation }), evaluation);
  await flow.outboxEmpty();
  const release = await flow.latestRelease();
  expect(release.number).toBe(number);
  return release.id;
}

const planOf = (minRequests: number): RolloutPlan =>
  rolloutPlanSchema.parse({
    steps: [
      { percent: 20, dwellSeconds: 0, minRequests },
      { percent: 50, dwellSeconds: 0, minRequests: 10 },
      { percent: 100, dwellSeconds: 0, minRequests: 0 },
    ],
    rules: { minRequests: 10 },
  });

const deploy = async (releaseId: ReleaseId, rollout: RolloutPlan) => {
  const { id: endpointId } = await flow.endpointNamed('prices-api');
  const wish = { endpointId, releaseId, strategy: 'canary', rollout, createdBy: 'grace' } as const;
  return flow.finished((await createDeployment(flow.db, wish)).id);
};

async function rolloutOf(deployment: string): Promise<Rollout> {
  const rollout = await findRolloutOfDeployment(flow.db, deployment);
  if (rollout === null) throw new Error('no rollout');
  return rollout;
}

const routes = async () => (await flow.endpointNamed('prices-api')).config?.routes.map(({ weight }) => weight);
const waits = 1_000_000;

it('gives a release a share, then more while it does no worse, until it has all', async () => {
  const second = await makeRelease(2);
  const deployed = await deploy(second, planOf(10));
  expect(deployed).toMatchObject({ status: 'succeeded', strategy: 'canary' });
  const { slug } = await flow.endpointNamed('prices-api');
  const done = await until(
    async () => {
      await flow.ask(
        slug,
        Array.from({ length: 40 }, (_, x) => ({ x })),
      );
      const rollout = await rolloutOf(deployed.id);
      await beginWithMinute(rollout);
      return rollout.status === 'done' ? rollout : null;
    },
    { what: 'the end of the rollout', limitMs: 60_000 },
  );
  const moves = await listMoves(flow.db, [done]);
  expect(moves.map(({ kind, percent, actor }) => [kind, percent, actor])).toEqual([
    ['next', 100, null],
    ['next', 50, null],
    ['started', 20, 'grace'],
  ]);
  const { config, id: endpointId } = await flow.endpointNamed('prices-api');
  expect(config).toMatchObject({ routes: [{ release: second, weight: 100 }], chain: [done.champion] });
  const revisions = await listRevisions(flow.db, { projectId: flow.project.id, endpointId });
  expect(moves.map(({ revision }) => revision)).toEqual(revisions.slice(0, 3).map(({ revision }) => revision));
  const { modelId } = await flow.latestRelease();
  expect((await getAlias(flow.db, { modelId, alias: 'champion' }))?.id).toBe(second);
  expect(await getAlias(flow.db, { modelId, alias: 'challenger' })).toBeNull();
}, 120_000);

it('has one rollout at a time: whoever comes second hears of the first, and a deployment walked again starts none', async () => {
  const third = await makeRelease(3);
  const first = await deploy(third, planOf(waits));
  expect(await routes()).toEqual([80, 20]);
  const fourth = await makeRelease(4);
  const other = await deploy(fourth, planOf(waits));
  expect(other).toMatchObject({ status: 'failed', error: { code: 'rollout-under-way' } });
  expect(JSON.stringify(other.error)).toContain(
    'prices v3 has 20% of its traffic, started by somebody who has left on 20',
  );
  const { id, revision } = await flow.endpointNamed('prices-api');
  expect(await describeOpenRollout(flow.db, id)).toMatchObject({ release: 'prices v3', percent: 20 });

  // Killed after its last stage and before it was noted as done: the same again.
  await updateDeployment(flow.db, { id: first.id, status: 'queued' });
  await until(async () => (await flow.finished(first.id)).status === 'succeeded', { what: 'the second walk' });
  expect((await flow.endpointNamed('prices-api')).revision).toBe(revision);
  const again = await flow.finished(first.id);
  expect(again.stages).toEqual(first.stages);
}, 120_000);

it('counts what was answered since a step began, from its first whole minute on', async () => {
  const rollout = await openRollout();
  await setSteps(rollout, 1000);
  const next = new Date(Math.ceil(rollout.since.getTime() / 60_000) * 60_000);
  const before = new Date(next.getTime() - 60_000);
  const count = async (minute: Date, rows: number) => {
    await countTraffic(rollout, rollout.champion, { rows, minute });
    await countTraffic(rollout, rollout.challenger, { rows, minute });
    await advanceRollout(flow.db, { id: rollout.id, now: new Date(next.getTime() + 60_000) });
    return rolloutOf(rollout.deploymentId);
  };
  expect(await count(before, 5000)).toMatchObject({ step: 0, moves: rollout.moves });
  expect(await count(next, 999)).toMatchObject({ step: 0, moves: rollout.moves });
  expect(await count(next, 1000)).toMatchObject({ step: 1, moves: rollout.moves + 1 });
});

it('is moved by one of two who decide at once, and stays where it is paused', async () => {
  const newest = await openRollout();
  const move = { id: newest.id, seen: newest.moves, actor: 'grace' };
  const both = await Promise.all([
    moveRollout(flow.db, { ...move, kind: 'paused' }),
    moveRollout(flow.db, { ...move, kind: 'resumed' }),
    moveRollout(flow.db, { ...move, kind: 'paused' }),
  ]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const now = await openRollout();
  expect(now.moves).toBe(newest.moves + 1);
  if (now.status === 'running')
    expect((await moveRollout(flow.db, { ...move, seen: now.moves, kind: 'paused' })).ok).toBe(true);
  const paused = await openRollout();
  await enoughTraffic(paused, { rows: 1000 });
  await advanceRollout(flow.db, { id: now.id, now: afterwards(paused) });
  expect(await openRollout()).toMatchObject({ status: 'paused', step: paused.step, moves: paused.moves });
});

it('is taken back when its answers come from another release more often than chance explains', async () => {
  const rollout = await openRollout();
  await enoughTraffic(rollout, { rows: 3000, missed: 600 });
  await advanceRollout(flow.db, { id: rollout.id, now: afterwards(rollout) });
  await advanceRollout(flow.db, { id: rollout.id, now: afterwards(rollout) });
  const after = await getRolloutUnchecked(flow.db, { id: rollout.id });
  expect(after).toMatchObject({ status: 'aborted', reason: expect.stringContaining('of v3 were late or failed') });
  const { config } = await flow.endpointNamed('prices-api');
  expect(config).toEqual(rollout.before);
  expect((await listMoves(flow.db, [rollout]))[0]).toMatchObject({ kind: 'aborted', percent: 0, actor: null });
});

it('ends with a roll back of its endpoint', async () => {
  const endpoint = await flow.endpointNamed('prices-api');
  const before = endpoint.config?.routes[0]?.release;
  if (before === undefined) throw new Error('nothing is served');
  const started = await deploy(await makeRelease(5), planOf(waits));
  expect(started.status).toBe('succeeded');
  const wish = { endpointId: endpoint.id, releaseId: before, kind: 'rollback', strategy: 'direct' } as const;
  await flow.finished((await createDeployment(flow.db, { ...wish, createdBy: 'grace' })).id);
  expect(await rolloutOf(started.id)).toMatchObject({ status: 'rolled-back' });
  expect((await flow.endpointNamed('prices-api')).config).toEqual(endpoint.config);
}, 120_000);

it('is not the one that a roll back marks where another was aborted since', async () => {
  const { id: endpointId, config } = await flow.endpointNamed('prices-api');
  const champion = config?.routes[0]?.release;
  if (champion === undefined) throw new Error('nothing is served');
  const brought = (await listRollouts(flow.db, { projectId: flow.project.id, endpointId })).find(
    ({ status }) => status === 'done',
  );
  const aborted = await rolloutOf((await deploy(await makeRelease(6), planOf(waits))).id);
  await moveRollout(flow.db, { id: aborted.id, seen: aborted.moves, kind: 'aborted', actor: 'grace' });
  const wish = { endpointId, releaseId: brought?.champion ?? champion, kind: 'rollback', strategy: 'direct' } as const;
  const back = await flow.finished((await createDeployment(flow.db, { ...wish, createdBy: 'grace' })).id);
  expect(back.status).toBe('succeeded');
  expect(await getRolloutUnchecked(flow.db, { id: brought?.id ?? '' })).toMatchObject({ status: 'rolled-back' });
  expect(await getRolloutUnchecked(flow.db, { id: aborted.id })).toMatchObject({ status: 'aborted' });
}, 120_000);

it('says so where it takes the alias of another release, and leaves one that somebody set since', async () => {
  const { modelId, id: other } = await flow.latestRelease();
  await setAlias(flow.db, { modelId, alias: 'challenger', releaseId: other });
  const rollout = await rolloutOf((await deploy(await makeRelease(7), planOf(waits))).id);
  const named = async () => (await getAlias(flow.db, { modelId, alias: 'challenger' }))?.number;
  expect(await named()).toBe(7);
  const [started] = await listMoves(flow.db, [rollout]);
  expect(started?.reason).toBe('The alias challenger named v6; it names v7 now.');
  await setAlias(flow.db, { modelId, alias: 'challenger', releaseId: other });
  await moveRollout(flow.db, { id: rollout.id, seen: rollout.moves, kind: 'aborted', actor: 'grace' });
  expect(await named()).toBe(6);
}, 120_000);

it('leaves the alias that a person had set on the very release, and gives back one that named another', async () => {
  const eighth = await makeRelease(8);
  const { modelId } = await flow.latestRelease();
  const named = async () => (await getAlias(flow.db, { modelId, alias: 'challenger' }))?.number ?? null;
  const abort = ({ id, moves }: Rollout) => moveRollout(flow.db, { id, seen: moves, kind: 'aborted', actor: 'grace' });
  await setAlias(flow.db, { modelId, alias: 'challenger', releaseId: eighth });
  const own = await rolloutOf((await deploy(eighth, planOf(waits))).id);
  expect(own).toMatchObject({ aliasSet: false, aliasBefore: null });
  await abort(own);
  expect(await named()).toBe(8);

  const next = await rolloutOf((await deploy(await makeRelease(9), planOf(waits))).id);
  expect(next).toMatchObject({ aliasSet: true, aliasBefore: eighth });
  expect(await named()).toBe(9);
  await abort(next);
  expect(await named()).toBe(8);

  await removeAlias(flow.db, { modelId, alias: 'challenger' });
  const none = await rolloutOf((await deploy(await makeRelease(10), planOf(waits))).id);
  expect(await named()).toBe(10);
  await abort(none);
  expect(await named()).toBeNull();
}, 120_000);

it('keeps what both releases did at each of its steps, whatever becomes of the minutes', async () => {
  const rollout = await rolloutOf((await deploy(await makeRelease(11), planOf(waits))).id);
  await enoughTraffic(rollout, { rows: 3000, missed: 3 });
  await moveRollout(flow.db, { id: rollout.id, seen: 1, kind: 'next', actor: 'grace', now: afterwards(rollout) });
  const second = await rolloutOf(rollout.deploymentId);
  await enoughTraffic(second, { rows: 700 });
  await moveRollout(flow.db, { id: rollout.id, seen: 2, kind: 'aborted', actor: 'grace', now: afterwards(second) });
  await foldServingMinutes(flow.db, { before: new Date(Date.now() + 86_400_000), limit: 1000 });
  await flow.db.prisma.$executeRaw`delete from serving_minute`;
  const { endedSteps } = await rolloutOf(rollout.deploymentId);
  expect(endedSteps).toMatchObject([
    { step: 0, budgetMs: 200, champion: { requests: 3000, missed: 0 }, challenger: { requests: 3000, missed: 3 } },
    { step: 1, challenger: { requests: 700 } },
  ]);
  expect(endedSteps[0]?.since).toBe(rollout.since.toISOString());
}, 120_000);

it('begins in shadow: copies alone, judged on the same rows, then the first share', async () => {
  const [shadow, ...shares] = [{ percent: 0, shadow: 25, dwellSeconds: 0, minRequests: 500 }, ...planOf(waits).steps];
  const plan = rolloutPlanSchema.parse({ steps: [shadow, ...shares] });
  const { config: before, id: endpointId } = await flow.endpointNamed('prices-api');
  const twelfth = await makeRelease(12);
  const started = await deploy(twelfth, plan);
  expect(JSON.stringify(started.stages)).toContain('A copy of 25% of the traffic goes to this release');
  const rollout = await rolloutOf(started.id);
  const { config } = await flow.endpointNamed('prices-api');
  expect(config).toMatchObject({
    routes: before?.routes,
    shadow: { release: twelfth, percent: 25 },
  });
  expect(await listMoves(flow.db, [rollout])).toMatchObject([{ kind: 'started', percent: 0 }]);
  const open = await describeOpenRollout(flow.db, endpointId);
  expect(open === null ? '' : underWayWords('prices-api', open)).toContain('prices v12 is in shadow, started by');

  // What it answers by traffic is none of a step in shadow.
  await enoughTraffic(rollout, { rows: 5000 });
  await advanceRollout(flow.db, { id: rollout.id, now: afterwards(rollout) });
  expect(await rolloutOf(started.id)).toMatchObject({ step: 0, moves: 1 });
  await countCopies(rollout, { rows: 600, agreed: 550 });
  await advanceRollout(flow.db, { id: rollout.id, now: afterwards(rollout) });
  const next = await rolloutOf(started.id);
  expect(next).toMatchObject({ step: 1, moves: 2 });
  expect(next.endedSteps).toMatchObject([
    { champion: { requests: 600 }, challenger: { requests: 600 }, shadow: { dropped: 7, compared: 600, agreed: 550 } },
  ]);
  const canary = (await flow.endpointNamed('prices-api')).config;
  expect(canary?.shadow).toBeUndefined();
  expect(canary?.routes.map(({ weight }) => weight)).toEqual([80, 20]);
  await moveRollout(flow.db, { id: rollout.id, seen: 2, kind: 'aborted', actor: 'grace' });
  expect((await flow.endpointNamed('prices-api')).config).toEqual(before);
}, 120_000);

it('is taken back from shadow when it answers otherwise too often', async () => {
  const shadow = { percent: 0, shadow: 100, dwellSeconds: 0, minRequests: 500 };
  const plan = rolloutPlanSchema.parse({ steps: [shadow, ...planOf(waits).steps] });
  const { config: before } = await flow.endpointNamed('prices-api');
  const rollout = await rolloutOf((await deploy(await makeRelease(13), plan)).id);
  await countCopies(rollout, { rows: 200, agreed: 40 });
  await advanceRollout(flow.db, { id: rollout.id, now: afterwards(rollout) });
  expect(await rolloutOf(rollout.deploymentId)).toMatchObject({
    status: 'aborted',
    reason: expect.stringContaining('v13 answered otherwise than'),
  });
  expect((await flow.endpointNamed('prices-api')).config).toEqual(before);
}, 120_000);

it('ends in shadow with a roll back to the champion, which has all traffic already', async () => {
  const shadow = { percent: 0, shadow: 100, dwellSeconds: 0, minRequests: 500 };
  const plan = rolloutPlanSchema.parse({ steps: [shadow, ...planOf(waits).steps] });
  const { config: before, id: endpointId } = await flow.endpointNamed('prices-api');
  const rollout = await rolloutOf((await deploy(await makeRelease(14), plan)).id);
  const wish = { endpointId, releaseId: rollout.champion, kind: 'rollback', strategy: 'direct' } as const;
  const back = await flow.finished((await createDeployment(flow.db, { ...wish, createdBy: 'grace' })).id);
  expect(back.status).toBe('succeeded');
  expect(await rolloutOf(rollout.deploymentId)).toMatchObject({ status: 'rolled-back' });
  expect((await flow.endpointNamed('prices-api')).config).toEqual(before);
}, 120_000);

/** As a scoring process would have counted copies within the step. */
async function countCopies(rollout: Rollout, { rows, agreed }: { rows: number; agreed: number }): Promise<void> {
  const { endpointId, challenger, since } = rollout;
  const minute = new Date(Math.ceil(since.getTime() / 60_000) * 60_000);
  const nothing = { served: 0, errors: 0, fallbacks: 0, invalid: 0, minMicros: 0, maxMicros: 0, sumMicros: 0 };
  const did = { rows, missed: 0, errors: 0, times: [], outputs: null };
  const compared = { dropped: 7, compared: rows, agreed, measured: rows, distance: rows / 10 };
  const shadow = { ...compared, champion: did, challenger: did };
  const key = { endpointId, releaseId: challenger, minute, process: 'copied' };
  await saveServingMinutes(flow.db, [{ ...key, ...nothing, routed: null, shadow, histogram: [], outputs: null }]);
}

/** As if the step had begun with its minute, so that what is asked now counts at once. */
async function beginWithMinute({ id }: Rollout): Promise<void> {
  await flow.db.prisma.$executeRaw`update rollout set since = date_trunc('minute', since) where id::text = ${id}`;
}

/** Steps last no time and want so many requests. */
async function setSteps({ id }: Rollout, minRequests: number): Promise<void> {
  const steps = JSON.stringify(planOf(minRequests).steps);
  await flow.db.prisma.$executeRaw`
    update rollout set plan = jsonb_set(plan, '{steps}', ${steps}::jsonb) where id::text = ${id}`;
}

const afterwards = ({ since }: Rollout) => new Date(since.getTime() + 10 * 60_000);

/** So many rows of each release within the step. */
async function enoughTraffic(rollout: Rollout, { rows, missed = 0 }: { rows: number; missed?: number }): Promise<void> {
  const minute = new Date(Math.ceil(rollout.since.getTime() / 60_000) * 60_000);
  await countTraffic(rollout, rollout.champion, { rows, minute });
  await countTraffic(rollout, rollout.challenger, { rows, missed, minute });
}

async function openRollout(): Promise<Rollout> {
  const open = await describeOpenRollout(flow.db, (await flow.endpointNamed('prices-api')).id);
  const rollout = open === null ? null : await getRolloutUnchecked(flow.db, { id: open.id });
  if (rollout === null) throw new Error('no rollout is open');
  return rollout;
}

/** As a scoring process would have counted. */
async function countTraffic(
  { endpointId }: Rollout,
  releaseId: ReleaseId,
  { minute, ...counts }: { minute: Date; rows: number; missed?: number },
): Promise<void> {
  const nothing = { served: 0, errors: 0, fallbacks: 0, invalid: 0, minMicros: 0, maxMicros: 0, sumMicros: 0 };
  const routed = { missed: 0, errors: 0, times: [], outputs: null, ...counts };
  const row = { endpointId, releaseId, minute, process: 'counted', ...nothing, routed, histogram: [], outputs: null };
  await saveServingMinutes(flow.db, [{ ...row, shadow: null }]);
}
