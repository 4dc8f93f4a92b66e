import {
  addMember,
  cancelDeployment,
  createDeployment,
  createEndpoint,
  type Deployment,
  type Endpoint,
  getDeploymentUnchecked,
  getEndpointUnchecked,
  removeMember,
} from '@millrace/db';
import { makeUser } from '@millrace/db/testing';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEvaluation } from '../testing/test-bundle';
import { until } from '../testing/until';
import { startJudgingRun } from './testing/judging-run';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;
let endpoint: Endpoint;
/** Who deploys, and may. */
let ada: string;
/** The release that answers, of R² 0.9. */
let champion: string;

const good = testEvaluation(0.9, [0.88, 0.92]);
let slope = 1;

/** Another release without an evaluation, and a run that has it ahead. */
async function packUnjudged() {
  slope += 1;
  const made = await flow.makeBundle({ slope });
  const run = await startJudgingRun(flow.db, { project: flow.project, made });
  await flow.register(made);
  await flow.outboxEmpty();
  return { run, release: await flow.latestRelease() };
}

const deploy = (releaseId: Deployment['releaseId'], more: object = {}) =>
  createDeployment(flow.db, { endpointId: endpoint.id, releaseId, strategy: 'sandbox', createdBy: ada, ...more });

/** As soon as it says what it waits for. */
const waiting = (id: string) =>
  until(
    async () => {
      const row = await getDeploymentUnchecked(flow.db, id);
      return row?.status === 'waiting' && JSON.stringify(row.stages).includes('Waits for') ? row : null;
    },
    { what: 'the deployment to wait' },
  );
const firstStage = ({ stages }: Deployment) => (Array.isArray(stages) ? stages[0] : undefined);
const answering = async () => (await getEndpointUnchecked(flow.db, endpoint.id))?.config?.routes[0]?.release;

beforeAll(async () => {
  flow = await startReleaseFlow();
  const userId = userIdSchema.parse((await makeUser(flow.db)).id);
  await addMember(flow.db, { projectId: flow.project.id, userId, role: 'engineer' });
  ada = userId;
  const wish = { projectId: flow.project.id, name: 'prices-api', slug: `${flow.project.slug}.prices-api` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  endpoint = made.value;
  const { run, release } = await packUnjudged();
  const { id } = await deploy(release.id);
  await waiting(id);
  await run.judge(good);
  expect((await flow.finished(id)).status).toBe('succeeded');
  champion = release.id;
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

describe('a release whose evaluation is still ahead', () => {
  it('waits for it, and is compared by it: a worse one stays out', async () => {
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id);
    expect((await waiting(id)).stages).toMatchObject([
      {
        name: 'evaluation',
        status: 'running',
        log: [`Waits for the evaluation of prices v${release.number}: step "Judge" of run ${run.number}.`],
      },
      ...Array.from({ length: 5 }, () => ({ status: 'waiting' })),
    ]);
    await run.judge(testEvaluation(0.5, [0.48, 0.52]));
    const row = await flow.finished(id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(firstStage(row)).toMatchObject({ name: 'evaluation', status: 'done' });
    expect(JSON.stringify(row.gates)).toContain('R² 0.5000 on test rows, prices v1 has 0.9000.');
    expect(await answering()).toBe(champion);
  }, 60_000);

  it('goes on waiting after all queue data were deleted', async () => {
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id);
    await waiting(id);
    await flow.queues.obliterate();
    await run.judge(testEvaluation(0.91, [0.89, 0.93]));
    expect((await flow.finished(id)).status).toBe('succeeded');
    expect(await answering()).toBe(release.id);
    champion = release.id;
  }, 60_000);

  it('is refused in words when the run is cancelled before it is recorded', async () => {
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id);
    await waiting(id);
    await run.cancel();
    const row = await flow.finished(id);
    const seen = `step "Judge" of run ${run.number} was cancelled`;
    expect(row).toMatchObject({ status: 'failed', error: { code: 'evaluation-missed', seen } });
    expect(firstStage(row)).toMatchObject({ name: 'evaluation', status: 'failed' });
    expect(await answering()).toBe(champion);
  }, 60_000);

  it('stays out when the deployment was cancelled, whatever comes of the run', async () => {
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id);
    await waiting(id);
    expect(await cancelDeployment(flow.db, { id, stages: [] })).toBe(true);
    expect(await cancelDeployment(flow.db, { id, stages: [] })).toBe(false);
    await run.judge(testEvaluation(0.99, [0.98, 1]));
    await flow.outboxEmpty();
    await flow.queues.enqueue('advance-deployment', { key: `${id} again`, payload: { deployment: id } });
    const other = await deploy(release.id, { kind: 'rollback' });
    await flow.finished(other.id); // queued after it
    expect(await getDeploymentUnchecked(flow.db, id)).toMatchObject({ status: 'cancelled', stages: [] });
    champion = release.id;
  }, 60_000);
});

describe('what changes while a deployment waits', () => {
  it('stands: a release that was deployed meanwhile is not replaced unseen', async () => {
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id);
    await waiting(id);
    const before = champion;
    const other = await packUnjudged();
    await other.run.judge(good);
    await flow.outboxEmpty();
    expect((await flow.finished((await deploy(other.release.id, { kind: 'rollback' })).id)).status).toBe('succeeded');
    champion = other.release.id;
    expect(champion).not.toBe(before);
    await run.judge(testEvaluation(0.99, [0.98, 1]));
    expect(await flow.finished(id)).toMatchObject({ status: 'failed', error: { code: 'endpoint-has-moved' } });
    expect(await answering()).toBe(champion);
  }, 60_000);

  it('counts: who may not deploy any more moves nothing', async () => {
    const userId = userIdSchema.parse((await makeUser(flow.db)).id);
    const member = { projectId: flow.project.id, userId };
    await addMember(flow.db, { ...member, role: 'engineer' });
    const { run, release } = await packUnjudged();
    const { id } = await deploy(release.id, { createdBy: userId });
    await waiting(id);
    await removeMember(flow.db, member);
    await run.judge(testEvaluation(0.99, [0.98, 1]));
    expect(await flow.finished(id)).toMatchObject({ status: 'failed', error: { code: 'missing-right' } });
    expect(await answering()).toBe(champion);
  }, 60_000);
});

describe('a release without an evaluation, and none to come', () => {
  it('does not pass a champion that has one, and goes out with a written reason', async () => {
    const { run, release } = await packUnjudged();
    await run.cancel();
    const refused = await flow.finished((await deploy(release.id)).id);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    const words = `Cannot be compared, because the evaluation of prices v${release.number} did not come`;
    expect(JSON.stringify(refused.gates)).toContain(words);
    expect(await answering()).toBe(champion);
    const reason = 'The old one answers nonsense.';
    const forced = await flow.finished((await deploy(release.id, { reason, override: true })).id);
    expect(forced.status).toBe('succeeded');
    expect(await answering()).toBe(release.id);
  }, 60_000);
});
