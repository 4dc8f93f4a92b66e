import { randomUUID } from 'node:crypto';
import { deleteDataset, listDeployments, type Rollout, setMemberRole } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { type KeyScope, keyScopes, type Role, roleHasRight, roles } from '@millrace/pipeline-core/access';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { TRPCError } from '@trpc/server';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './auth/caller';
import { makeKey } from './keys/api-keys';
import { appRouter } from './router';
import { beginRollout } from './testing/begin-rollout';
import { addRelease } from './testing/more-releases';
import { makeStoredThings, type StoredThings } from './testing/stored-things';
import { db, makeMember, makePerson, type Person, type Project, withTestServer } from './testing/test-server';
import { createCaller } from './trpc';
import type { Need } from './use-case';
import { handleOperation } from './v1/handle';
import type { Operation } from './v1/operation';
import { operations } from './v1/operations';

withTestServer();
let ours: Project;
let theirs: Project;
let foreign: StoredThings;
let foreignRollout: Rollout;
const members = new Map<Role, Person>();

beforeAll(async () => {
  [ours, theirs] = [await makeProject(db), await makeProject(db)];
  for (const role of roles) members.set(role, await makeMember(db, { project: ours, role }));
  foreign = await makeStoredThings(db, theirs.id);
  const challenger = (await addRelease(db, foreign.release)).id;
  const { endpoint, deployment } = foreign;
  const started = { endpointId: endpoint.id, deploymentId: deployment.id, challenger, by: 'ada' };
  foreignRollout = await beginRollout(db, started);
});

const testWish = { name: 'ours', row: { tenure: 1 }, expected: { kind: 'class', class: 'yes' } };

type Procedure = { path: string; needs: Need | undefined };
type ProjectProcedure = { path: string; needs: Extract<Need, { in: 'project' }> };

/** The whole route table of tRPC, as the server dispatches it. */
const procedures: Procedure[] = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  needs: (procedure as { _def: { meta?: { needs?: Need } } })._def.meta?.needs, // tRPC types no common procedure
}));
const inProject = procedures.filter((entry): entry is ProjectProcedure => entry.needs?.in === 'project');
const outside = procedures.filter(({ needs }) => needs !== undefined && needs.in !== 'project');

/** Calls a procedure by its path; a subscription is asked for its first event. */
async function call(path: string, caller: Caller, input: unknown): Promise<unknown> {
  let target: unknown = createCaller(appRouter)({ caller });
  for (const name of path.split('.')) target = (target as Record<string, unknown>)[name];
  const answer = await (target as (input: unknown) => Promise<unknown>)(input);
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer;
  const events = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  try {
    return await events.next();
  } finally {
    await events.return?.();
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    throw error;
  }
}

function member(role: Role): Person {
  const person = members.get(role);
  if (person === undefined) throw new Error(`no ${role}`);
  return person;
}

describe('the route table of tRPC', () => {
  it('is not empty and every procedure declares what it needs', () => {
    expect(procedures.length).toBeGreaterThan(40);
    expect(procedures.filter(({ needs }) => needs === undefined)).toEqual([]);
    expect(inProject.length + outside.length).toBe(procedures.length);
  });

  it.each(procedures)('$path answers 401 without a session', async ({ path }) => {
    expect(await codeOf(call(path, { kind: 'nobody' }, { project: ours.slug }))).toBe('UNAUTHORIZED');
  });

  it.each(inProject)('$path hides the project from a stranger and from members of another one', async ({ path }) => {
    const stranger = await makePerson(db);
    const owner = await makePerson(db, { installationAdmin: true });
    for (const caller of [stranger, owner, member('admin')]) {
      expect(await codeOf(call(path, caller, { project: theirs.slug }))).toBe('NOT_FOUND');
    }
    expect(await codeOf(call(path, member('admin'), { project: 'no-such-project' }))).toBe('NOT_FOUND');
    expect(await codeOf(call(path, member('admin'), {}))).toBe('NOT_FOUND');
  });

  /** The right was there; what was asked lacks its input. */
  const passed = ['OK', 'BAD_REQUEST', 'UNPROCESSABLE_CONTENT'];
  const matrix = inProject.flatMap(({ path, needs }) => roles.map((role) => ({ path, right: needs.right, role })));
  it.each(matrix)('$path ($right) treats a $role by the right of the role', async ({ path, right, role }) => {
    const code = await codeOf(call(path, member(role), { project: ours.slug }));
    if (roleHasRight(role, right)) expect(passed).toContain(code);
    else expect(code).toBe('FORBIDDEN');
  });

  it.each(outside)('$path is closed to keys, and the installation to all but its owner', async ({ path, needs }) => {
    const key: Caller = { kind: 'key', key: 'k', name: 'k', project: ours.id, scopes: [...keyScopes], role: 'admin' };
    expect(await codeOf(call(path, key, {}))).toBe('UNAUTHORIZED');
    const plain = await codeOf(call(path, member('admin'), {}));
    if (needs?.in === 'installation') expect(plain).toBe('FORBIDDEN');
    else expect(passed).toContain(plain);
    expect(passed).toContain(await codeOf(call(path, await makePerson(db, { installationAdmin: true }), {})));
  });

  it('gives a viewer nothing that changes anything', () => {
    const changing = Object.entries(appRouter._def.procedures).filter(
      ([, procedure]) => (procedure as { _def: { type: string } })._def.type === 'mutation',
    );
    const open = changing.map(([path]) => inProject.find((entry) => entry.path === path)?.needs.right);
    expect(changing.length).toBeGreaterThan(10);
    expect(open).not.toContain('view');
  });
});

/** For every procedure that takes an id: a call with an id of another project. */
function foreignInputs(): Record<string, object> {
  const { batch, candidate, dataset, deployment, endpoint, featureView, hashes, model } = foreign;
  const { pipeline, prediction, release, run, split, trigger, version } = foreign;
  const { bisect, clock, loggedRun, source, view } = foreign;
  const time = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
  return {
    'members.changeRole': { user: 'somebody else', role: 'viewer' },
    'members.withdrawInvitation': { id: 'an invitation of theirs' },
    'keys.revoke': { id: 'a key of theirs' },
    'datasets.get': { id: dataset.id, batch: batch.id },
    'datasets.rename': { id: dataset.id, name: 'ours now' },
    'datasets.delete': { id: dataset.id },
    'datasets.history': { id: dataset.id },
    'datasets.compare': { a: batch.id, b: batch.id },
    'datasets.ignored': { subject: { kind: 'dataset', dataset: dataset.id } },
    'datasets.ignoreFinding': {
      subject: { kind: 'step', pipeline: pipeline.id, step: 'dataset' },
      code: 'constant',
      reason: 'Because it is ours.',
    },
    'datasets.mindFinding': { subject: { kind: 'dataset', dataset: dataset.id }, code: 'constant' },
    'datasets.decide': { id: batch.id, accept: true },
    'datasets.lookCloser': { id: batch.id, columns: ['a'] },
    'sources.get': { id: source.id },
    'sources.change': { id: source.id, name: 'ours now', config: source.config },
    'sources.pause': { id: source.id, paused: true },
    'sources.delete': { id: source.id },
    'sources.run': { id: source.id },
    'sources.countReplay': { id: source.id, time },
    'sources.replay': { id: source.id, time },
    'sources.addClock': { source: source.id, cron: '0 6 * * *', timeZone: 'UTC' },
    'sources.switchClock': { source: source.id, id: clock.id, enabled: false },
    'sources.removeClock': { source: source.id, id: clock.id },
    'secrets.delete': { name: 'a secret of theirs' },
    'artifacts.table': { table: batch.tableHash },
    'artifacts.profile': { table: batch.tableHash },
    'artifacts.associations': { table: batch.tableHash },
    'artifacts.pair': { table: batch.tableHash, a: 'a', b: 'b' },
    'artifacts.json': { hash: hashes.evaluation },
    'pipelines.get': { id: pipeline.id },
    'pipelines.createStarter': { dataset: dataset.id, target: 'left', name: 'ours' },
    'pipelines.save': { id: pipeline.id, document: emptyDocument, baseRevision: 0 },
    'pipelines.rename': { id: pipeline.id, name: 'ours now' },
    'pipelines.delete': { id: pipeline.id },
    'pipelines.starts': { pipeline: pipeline.id },
    'pipelines.addClock': { pipeline: pipeline.id, cron: '0 6 * * *', timeZone: 'UTC' },
    'pipelines.switchClock': { pipeline: pipeline.id, id: clock.id, enabled: false },
    'pipelines.removeClock': { pipeline: pipeline.id, id: clock.id },
    'pipelines.previewStep': { pipeline: pipeline.id, step: 'dataset' },
    'pipelines.version': { id: version.id },
    'pipelines.nameVersion': { pipeline: pipeline.id, name: 'ours now' },
    'runs.plan': { pipeline: pipeline.id },
    'runs.start': { pipeline: pipeline.id },
    'runs.get': { id: run.runId },
    'runs.ahead': { id: run.runId },
    'runs.spread': { id: run.runId },
    'runs.cancel': { id: run.runId },
    'runs.finishStep': { id: run.runId, step: 'rows' },
    'bisects.better': { run: run.runId },
    'bisects.preview': { good: run.runId, bad: run.runId },
    'bisects.start': { good: run.runId, bad: run.runId },
    'bisects.get': { id: bisect.id },
    'bisects.cancel': { id: bisect.id },
    'bisects.takeBack': { id: bisect.id, difference: 'seed' },
    'runs.fit': { run: run.runId, idx: 0 },
    'runs.logs': { run: run.runId },
    'runs.whyFailed': { run: run.runId, idx: 0 },
    'runs.watch': { run: run.runId },
    'runs.followRow': { run: run.runId, step: 'rows', row: 0 },
    'runs.ofTable': { table: hashes.rows },
    'candidates.preview': { candidate: candidate.id, model: 'churn', endpoint: 'churn' },
    'candidates.destination': { candidate: candidate.id },
    'candidates.deploy': { candidate: candidate.id, model: 'churn', endpoint: 'churn' },
    'experiments.series': { ids: [loggedRun.id], key: 'loss' },
    'experiments.run': { id: loggedRun.id },
    'experiments.files': { id: loggedRun.id },
    'experiments.deleteView': { id: view.id },
    'candidates.exportOnnx': { candidate: candidate.id },
    'candidates.exported': { candidate: candidate.id },
    'candidates.explain': { candidate: candidate.id },
    'candidates.explained': { candidate: candidate.id },
    'splits.ofTable': { table: hashes.rows },
    'splits.verify': { id: split.id },
    'splits.ledger': { run: run.runId },
    'models.get': { id: model.id },
    'models.version': { of: { release: release.id } },
    'models.cardHistory': { of: { candidate: candidate.id } },
    'modelTests.list': { model: model.id },
    'modelTests.tested': { model: model.id },
    'modelTests.ask': { model: model.id, endpoint: endpoint.id, release: release.id },
    'modelTests.ofPrediction': { id: prediction.id },
    'modelTests.create': { model: model.id, ...testWish },
    'modelTests.change': { model: model.id, id: randomUUID(), ...testWish },
    'modelTests.delete': { model: model.id, id: randomUUID() },
    'models.saveCardText': { of: { candidate: candidate.id }, field: 'purpose', text: 'Ours now.', after: 0 },
    'featureViews.get': { name: featureView.name },
    'featureViews.delete': { name: featureView.name },
    'featureViews.lookUp': { name: featureView.name, key: [1] },
    'endpoints.get': { id: endpoint.id },
    'endpoints.processes': { id: endpoint.id },
    'endpoints.precomputed': { id: endpoint.id },
    'endpoints.configure': { endpoint: endpoint.id, process: 'own' },
    'endpoints.rollBack': { endpoint: endpoint.id, release: release.id },
    'endpoints.deployAgain': { endpoint: endpoint.id, release: release.id, reason: 'Because it is ours.' },
    'endpoints.makeLive': { endpoint: endpoint.id, release: release.id, reason: 'Because it is ours.' },
    'endpoints.override': { id: deployment.id, reason: 'Because it is ours.', typed: endpoint.name },
    'endpoints.cancelDeployment': { id: deployment.id },
    'endpoints.deployment': { id: deployment.id },
    'endpoints.ofRun': { run: run.runId },
    'endpoints.sampleRow': { id: endpoint.id },
    'endpoints.test': { id: endpoint.id, row: {} },
    'batches.list': { endpoint: endpoint.id },
    'batches.start': { endpoint: endpoint.id, dataset: dataset.id },
    'batches.cancel': { endpoint: endpoint.id, id: randomUUID() },
    'batches.again': { endpoint: endpoint.id, id: randomUUID() },
    'streams.list': { endpoint: endpoint.id },
    'streams.create': { endpoint: endpoint.id, topic: 'ours', rules: { otherwise: 'out', refused: 'refused' } },
    'streams.change': { endpoint: endpoint.id, id: randomUUID(), paused: true },
    'streams.delete': { endpoint: endpoint.id, id: randomUUID() },
    'streams.sendSamples': { endpoint: endpoint.id, id: randomUUID() },
    'rollouts.ofEndpoint': { endpoint: endpoint.id },
    'rollouts.move': { id: foreignRollout.id, kind: 'aborted', seen: foreignRollout.moves },
    'monitoring.endpoint': { id: endpoint.id },
    'predictions.passport': { id: prediction.id },
    'predictions.ofBatch': { batch: batch.id },
    'predictions.list': { release: release.id },
    'predictions.counts': { release: release.id },
    'predictions.requests': { endpoint: endpoint.id },
    'events.decideLetter': { id: randomUUID(), decision: 'asked' },
    'triggers.create': { pipeline: pipeline.id, conditions: [{ topic: 'raw-data-extracted' }] },
    'triggers.switch': { id: trigger.id, enabled: false },
    'triggers.delete': { id: trigger.id },
  };
}

/** Lists and makers: what they answer with a foreign id, where they take one, is empty. */
const listing: Record<string, () => object> = {
  home: () => ({}),
  'projects.get': () => ({}),
  'projects.rename': () => ({ name: ours.name }),
  'members.list': () => ({}),
  'members.invite': () => ({ email: 'new@example.test', role: 'viewer' }),
  'keys.list': () => ({}),
  'keys.create': () => ({ name: 'k', scopes: ['read'] }),
  'sources.list': () => ({}),
  'sources.create': () => ({ name: 'ours', dataset: 'ours', config: foreign.source.config }),
  'secrets.list': () => ({}),
  'secrets.set': () => ({ name: 'ours', value: 'a value of ours' }),
  'datasets.list': () => ({}),
  'datasets.tables': () => ({ wanted: [{ dataset: foreign.dataset.id, batch: foreign.batch.id }] }),
  'datasets.facts': () => ({ wanted: [{ dataset: foreign.dataset.id, batch: foreign.batch.id, target: null }] }),
  'pipelines.list': () => ({}),
  'pipelines.create': () => ({ name: 'ours' }),
  'pipelines.openDocumentRouting': () => ({}),
  'pipelines.versions': () => ({ pipeline: foreign.pipeline.id }),
  'runs.list': () => ({ pipeline: foreign.pipeline.id }),
  'candidates.list': () => ({ pipeline: foreign.pipeline.id, run: foreign.run.runId }),
  'experiments.order': () => ({}),
  'experiments.count': () => ({}),
  'experiments.columns': () => ({}),
  'experiments.rows': () => ({ ids: [foreign.loggedRun.id, foreign.candidate.id] }),
  'experiments.trials': () => ({ id: foreign.candidate.id }),
  'experiments.compare': () => ({ ids: [foreign.loggedRun.id, foreign.candidate.id] }),
  'experiments.details': () => ({ ids: [foreign.loggedRun.id, foreign.candidate.id] }),
  'experiments.address': () => ({}),
  'experiments.views': () => ({}),
  'experiments.keepView': () => ({ name: 'ours', look: {} }),
  'models.list': () => ({}),
  'modelTests.names': () => ({}),
  'endpoints.list': () => ({}),
  'endpoints.board': () => ({}),
  'featureViews.list': () => ({}),
  'monitoring.overview': () => ({}),
  'predictions.filters': () => ({}),
  'events.timeline': () => ({}),
  'events.topics': () => ({}),
  'events.deadLetters': () => ({}),
  'events.decideLetters': () => ({ consumer: 'scores churn', topic: 'incoming', decision: 'asked' }),
  'triggers.list': () => ({}),
};

describe('things of another project', () => {
  it('are tried with every procedure', () => {
    const tried = [...Object.keys(foreignInputs()), ...Object.keys(listing)].sort();
    // Trying a source takes no id: it connects to where the caller says, with a secret of the caller's own project. What may
    // be watched and what workers have is the same for all.
    expect(tried).toEqual(
      inProject
        .map(({ path }) => path)
        .filter((path) => !['sources.test', 'sources.watchRoots', 'runs.slots'].includes(path))
        .sort(),
    );
  });

  it('do not exist, whatever is asked about them', async () => {
    const codes: Record<string, string> = {};
    for (const [path, input] of Object.entries(foreignInputs())) {
      codes[path] = await codeOf(call(path, member('admin'), { project: ours.slug, ...input }));
    }
    expect(codes).toEqual(Object.fromEntries(Object.keys(codes).map((path) => [path, 'NOT_FOUND'])));
  });

  it('are in no list', async () => {
    for (const [path, input] of Object.entries(listing)) {
      const answer = JSON.stringify(await call(path, member('admin'), { project: ours.slug, ...input() }));
      for (const secret of [
        foreign.candidate.title,
        foreign.run.runId,
        foreign.release.id,
        foreign.batch.tableHash,
        'tenure',
      ]) {
        expect(answer, `${path} shows ${secret}`).not.toContain(secret);
      }
    }
  });

  it('cannot be served by an endpoint of ours', async () => {
    const own = await makeStoredThings(db, ours.id);
    const input = { project: ours.slug, endpoint: own.endpoint.id, release: foreign.release.id };
    expect(await codeOf(call('endpoints.rollBack', member('admin'), input))).toBe('CONFLICT');
    const key = { projectId: ours.id, endpointId: own.endpoint.id };
    expect((await listDeployments(db, key)).map(({ releaseId }) => releaseId)).toEqual([own.release.id]);
  });

  it('disappear with their deletion', async () => {
    const other = await makeProject(db);
    const admin = await makeMember(db, { project: other, role: 'admin' });
    const { dataset } = await makeStoredThings(db, other.id);
    const get = () => codeOf(call('datasets.get', admin, { project: other.slug, id: dataset.id }));
    expect(await get()).toBe('OK');
    await deleteDataset(db, { projectId: other.id, id: dataset.id });
    expect(await get()).toBe('NOT_FOUND');
  });
});

/** A request to an operation; ids in the path are those of `things`. */
function requestFor(operation: Operation, key: string | null, things: StoredThings): Request {
  const ids: Record<string, string> = {
    getDataset: things.dataset.id,
    readTable: things.batch.tableHash,
    profileTable: things.batch.tableHash,
    startRun: things.pipeline.id,
    previewStep: things.pipeline.id,
    runSource: things.source.id,
    replaySource: things.source.id,
    getRun: things.run.runId,
    followRow: things.run.runId,
    cancelRun: things.run.runId,
    listCandidates: things.run.runId,
    deployCandidate: things.candidate.id,
    exportCandidate: things.candidate.id,
    downloadFile: things.hashes.model,
    getEndpointOfRun: things.run.runId,
    getSplit: things.split.id,
    verifySplit: things.split.id,
    listTestLooks: things.split.id,
    readSplitRows: things.split.id,
    listSplitFolds: things.split.id,
    readFoldRows: things.hashes.rows,
    getRelease: things.release.id,
    downloadBundle: things.release.id,
    listRollouts: things.endpoint.id,
    rollBackEndpoint: things.endpoint.id,
    configureEndpoint: things.endpoint.id,
    cancelDeployment: things.deployment.id,
    moveRollout: foreignRollout.id,
    getPassport: things.prediction.id,
    listReleasesOfBatch: things.batch.id,
    ...Object.fromEntries(
      [
        ...['scoreBatch', 'scoreFile', 'listBatches', 'getBatch', 'followBatch', 'readScores', 'cancelBatch'],
        ...['listStreams', 'createStream', 'changeStream', 'deleteStream'],
      ].map((id) => [id, things.endpoint.id]),
    ),
    ...Object.fromEntries(['listModelTests', 'createModelTest', 'deleteModelTest'].map((id) => [id, things.model.id])),
  };
  const bodies: Record<string, unknown> = {
    previewStep: { step: 'dataset' },
    rollBackEndpoint: { release: things.release.id },
    configureEndpoint: { process: 'own' },
    deployCandidate: { model: 'churn', endpoint: 'churn' },
    replaySource: { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
    moveRollout: { kind: 'aborted', seen: 1 },
    scoreBatch: { dataset: things.dataset.id },
    createModelTest: testWish,
    createStream: { topic: 'incoming', rules: { otherwise: 'out', refused: 'refused' } },
  };
  const queries: Record<string, string> = {
    followRow: '?step=s0&row=0',
    readFoldRows: '?fold=1',
    uploadFile: '?file=m.onnx',
    listScores: `?release=${things.release.id}`,
    scoreFile: '?name=customers&file=customers.csv',
  };
  const path = operation.path.replaceAll(/\{\w+\}/g, () => ids[operation.id] ?? `no id for ${operation.id}`);
  return new Request(`http://millrace.test/api/v1${path}${queries[operation.id] ?? ''}`, {
    method: operation.method,
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
    ...(operation.method === 'GET' ? {} : { body: JSON.stringify(bodies[operation.id] ?? {}) }),
  });
}

async function statusOf(operation: Operation, key: string | null, things = foreign): Promise<number> {
  return (await handleOperation(operations, requestFor(operation, key, things))).status;
}

async function keyOf(owner: Person, scopes: readonly KeyScope[], expiresAt: Date | null = null): Promise<string> {
  const made = await makeKey({ projectId: ours.id, name: 'k', scopes: [...scopes], ownerId: owner.user, expiresAt });
  return made.key;
}

const v1 = operations.map((operation) => ({ id: operation.id, operation }));

describe('the operations of /api/v1', () => {
  it.each(v1)('$id answers 401 without a key, with a wrong, an expired and a revoked one', async ({ operation }) => {
    const expired = await keyOf(member('admin'), keyScopes, new Date(Date.now() - 1000));
    const revoked = await makeKey({
      projectId: ours.id,
      name: 'revoked',
      scopes: [...keyScopes],
      ownerId: member('admin').user,
      expiresAt: null,
    });
    await call('keys.revoke', member('admin'), { project: ours.slug, id: revoked.id });
    for (const key of [null, 'mr_nobody_made_this', expired, revoked.key]) {
      expect(await statusOf(operation, key)).toBe(401);
    }
  });

  it.each(v1)('$id needs its scope', async ({ operation }) => {
    const without = await keyOf(
      member('admin'),
      keyScopes.filter((scope) => scope !== operation.needs.scope),
    );
    expect(await statusOf(operation, without)).toBe(403);
  });

  it.each(v1)('$id gives a key no more than the role of its owner', async ({ operation }) => {
    for (const role of roles) {
      const status = await statusOf(operation, await keyOf(member(role), keyScopes));
      if (roleHasRight(role, operation.needs.right)) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    }
  });

  // A topic is named by who writes to it: there is nothing to be found or not.
  const byId = v1.filter(({ operation }) => /\{(?!topic)/.test(operation.path));
  it.each(byId)('$id does not find what is in another project', async ({ operation }) => {
    expect(await statusOf(operation, await keyOf(member('admin'), keyScopes))).toBe(404);
  });

  it('follow the role of the owner at the time of the call, and end with the membership', async () => {
    const operation = operations.find(({ id }) => id === 'createPipeline');
    if (operation === undefined) throw new Error('createPipeline is gone');
    const owner = await makeMember(db, { project: ours, role: 'engineer' });
    const key = await keyOf(owner, keyScopes);
    expect(await statusOf(operation, key)).toBe(422); // let in; the body is not complete
    await setMemberRole(db, { projectId: ours.id, userId: owner.user, role: 'viewer' });
    expect(await statusOf(operation, key)).toBe(403);
    await call('members.changeRole', member('admin'), { project: ours.slug, user: owner.user, role: 'none' });
    expect(await statusOf(operation, key)).toBe(401);
  });

  it('answer problem+json for an unknown route and for a broken one', async () => {
    for (const path of ['/nothing', '/runs/%E0%A4%A']) {
      const answer = await handleOperation(operations, new Request(`http://millrace.test/api/v1${path}`));
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});
