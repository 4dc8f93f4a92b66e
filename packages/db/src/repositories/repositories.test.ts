import { createHash, randomUUID } from 'node:crypto';
import { emptyDocument, type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { artifactHashSchema, endpointIdSchema, type ProjectId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { predictionSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as repositories from '../index';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '../testing';

let test: TestDatabase;
let db: TestDatabase['db'];
let projectId: ProjectId;

beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());
beforeEach(async () => {
  projectId = (await makeProject(db)).id;
});

const sha = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));

function documentWith(count: number): PipelineDocument {
  const ids = Array.from({ length: count }, (_, i) => `s${i}`);
  const steps = ids.map((id) => [id, { id, type: 'dataset', version: 1, position: { x: 0, y: 0 } }]);
  return pipelineDocumentSchema.parse({ ...emptyDocument, steps: Object.fromEntries(steps) });
}

function step(idx: number) {
  const spec = {
    v: 1 as const,
    step: `s${idx}`,
    title: `Step ${idx}`,
    type: 'dataset',
    version: 1,
    params: {},
    seed: 1,
    inputs: {},
    limits: { seconds: 60, megabytes: 100 },
  };
  return { idx, queue: 'cpu', max_attempts: 3, spec };
}

async function startTwoSteps(requestKey: string) {
  const { runStepSchema } = await import('@millrace/pipeline-core/run');
  return repositories.startRun(db, {
    projectId,
    requestKey,
    startedBy: 'ann',
    plan: { steps: 2 },
    steps: [0, 1].map((idx) => runStepSchema.parse(step(idx))),
    edges: [[0, 1]],
  });
}

describe('projects', () => {
  it('knows roles and shows nothing to strangers', async () => {
    const owner = await makeUser(db);
    const project = await makeProject(db, { ownerId: owner.id });
    expect(await repositories.getMemberRole(db, { projectId: project.id, userId: owner.id })).toBe('admin');
    const stranger = await makeUser(db);
    expect(await repositories.getMemberRole(db, { projectId: project.id, userId: stranger.id })).toBeNull();
    expect(await repositories.listProjectsOfUser(db, stranger.id)).toEqual([]);
    expect((await repositories.listMembers(db, project.id)).map(({ email }) => email)).toEqual([owner.email]);
  });
});

describe('datasets and batches', () => {
  const profile = { v: 1 as const, rows: 1, columns: [], warnings: [] };
  const land = (datasetId: Awaited<ReturnType<typeof repositories.getDataset>>, text: string) =>
    repositories.addBatch(db, {
      datasetId: datasetId!.id,
      fileName: 'a.csv',
      format: 'csv',
      bytes: 3,
      raw: { hash: sha(`${text}raw`), bytes: 3, kind: 'file', location: `a/${text}raw` },
      table: { hash: sha(`${text}table`), bytes: 3, kind: 'table', location: `a/${text}table` },
      meta: {
        record: { hash: sha(`${text}meta`), bytes: 2, kind: 'table-meta', inline: {} },
        value: {
          v: 1,
          rows: 4,
          columns: [],
          plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
          featureSetId: 'x',
          batches: [],
        },
      },
      rejected: 0,
      profile,
      rejects: [],
      notes: [],
      createdBy: 'ann',
    });

  it('numbers batches, pins their artifacts and lets the project read them, no other', async () => {
    const created = await repositories.createDataset(db, { projectId, name: 'adult', createdBy: 'ann' });
    const dataset = created.ok ? created.value : null;
    const first = await land(dataset, 'one');
    const second = await land(dataset, 'two');
    expect([first.number, second.number]).toEqual([1, 2]);
    expect((await repositories.latestBatch(db, { projectId, datasetId: dataset!.id }))?.id).toBe(second.id);
    expect((await repositories.listDatasets(db, projectId)).map((d) => [d.name, d.batches, d.latest?.number])).toEqual([
      ['adult', 2, 2],
    ]);
    const other = (await makeProject(db)).id;
    const uses = (id: ProjectId) => repositories.projectUsesArtifact(db, { projectId: id, hash: sha('onetable') });
    expect([await uses(projectId), await uses(other)]).toEqual([true, false]);
    expect(await repositories.getBatch(db, { projectId: other, id: first.id })).toBeNull();
  });

  it('refuses a name twice, and frees it when the dataset is deleted', async () => {
    const make = () => repositories.createDataset(db, { projectId, name: 'adult', createdBy: 'ann' });
    const first = await make();
    expect(await make()).toEqual({ ok: false, error: 'name-taken' });
    if (first.ok) expect(await repositories.deleteDataset(db, { projectId, id: first.value.id })).toBe(true);
    expect((await make()).ok).toBe(true);
  });
});

describe('pipelines', () => {
  it('saves on top of the base revision and refuses a stale one', async () => {
    const pipeline = await repositories.createPipeline(db, {
      projectId,
      name: 'p',
      document: documentWith(5),
      createdBy: 'ann',
    });
    const save = (baseRevision: number, count: number, deletedSteps: string[] = []) =>
      repositories.savePipeline(db, {
        projectId,
        id: pipeline.id,
        document: documentWith(count),
        baseRevision,
        userId: 'ann',
        deletedSteps,
      });
    expect(await save(0, 6)).toMatchObject({ ok: true, value: { revision: 1 } });
    expect(await save(0, 7)).toMatchObject({ ok: false, error: { kind: 'stale', pipeline: { revision: 1 } } });
    expect(await save(1, 5)).toEqual({ ok: false, error: { kind: 'steps-lost', before: 6, lost: 1 } });
    const ids = Object.keys(documentWith(6).steps);
    expect(await save(1, 1, ids.slice(0, 1))).toEqual({ ok: false, error: { kind: 'steps-lost', before: 6, lost: 5 } });
    expect(await save(1, 1, ids)).toMatchObject({ ok: true, value: { revision: 2 } });
  });

  it('shares a version between equal documents', async () => {
    const { id: pipelineId } = await repositories.createPipeline(db, {
      projectId,
      name: 'p',
      document: emptyDocument,
      createdBy: 'ann',
    });
    const save = (count: number) =>
      repositories.saveVersion(db, { pipelineId, document: documentWith(count), createdBy: 'ann' });
    const [a, b, c] = [await save(1), await save(2), await save(1)];
    expect([a.number, b.number, c.number, c.id === a.id]).toEqual([1, 2, 1, true]);
  });
});

describe('runs', () => {
  it('starts once per request key, numbers per project and reads all of one moment', async () => {
    const [first, again, next] = [await startTwoSteps('a'), await startTwoSteps('a'), await startTwoSteps('b')];
    expect([first.number, again.number, next.number, again.created]).toEqual([1, 1, 2, false]);
    const run = await repositories.getRun(db, { projectId, id: first.runId });
    expect(run).toMatchObject({
      number: 1,
      status: 'running',
      steps: 2,
      edges: [[0, 1]],
      lastSeq: 1,
      plan: { steps: 2 },
    });
    expect(run?.stepRuns.map((s) => [s.status, s.spec.title])).toEqual([
      ['ready', 'Step 0'],
      ['waiting', 'Step 1'],
    ]);
    expect(await repositories.getRun(db, { projectId: (await makeProject(db)).id, id: first.runId })).toBeNull();
    expect(await repositories.cancelRun(db, { projectId, id: first.runId })).toBe('cancelled');
    const events = await repositories.listRunEvents(db, { runId: first.runId, since: 1 });
    expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([
      [2, 'cancelled'],
      [3, 'cancelled'],
      [4, 'run-cancelled'],
    ]);
    expect((await repositories.listRuns(db, { projectId, status: 'running' })).map((r) => r.number)).toEqual([2]);
  });

  it('keeps nothing when the transaction round it fails', async () => {
    await expect(
      db.transaction(async (tx) => {
        await repositories.addToOutbox(tx, { topic: 't', key: projectId, payload: 1 });
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect((await repositories.readOutbox(db)).filter(({ key }) => key === projectId)).toEqual([]);
  });

  it('keeps log lines in order and pages through them', async () => {
    const { runId } = await startTwoSteps('logs');
    const line = (text: string) => ({ runId, idx: 0, attempt: 1, at: new Date(), level: 'info' as const, text });
    await repositories.appendStepLogs(db, ['a', 'b', 'c'].map(line));
    const [first] = await repositories.listStepLogs(db, { runId, limit: 1 });
    expect((await repositories.listStepLogs(db, { runId, idx: 0, after: first!.id })).map(({ text }) => text)).toEqual([
      'b',
      'c',
    ]);
  });
});

describe('endpoints', () => {
  it('appends revisions, tells listeners and refuses a stale base', async () => {
    const made = await repositories.createEndpoint(db, {
      projectId,
      name: 'churn',
      slug: randomUUID(),
      sandbox: true,
      createdBy: 'ann',
    });
    if (!made.ok) throw new Error(made.error);
    const heard: string[] = [];
    const client = await db.pool.connect();
    client.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await client.query('listen mr_endpoint');
    const release = releaseIdSchema.parse(randomUUID());
    const config = {
      v: 1 as const,
      routes: [{ release, weight: 1 }],
      chain: [release],
      last: { kind: 'error' as const },
      budgetMs: 200,
    };
    const append = (baseRevision: number) =>
      repositories.appendRevision(db, { endpointId: made.value.id, config, createdBy: 'ann', baseRevision });
    expect(await append(0)).toEqual({ ok: true, value: { revision: 1 } });
    expect(await append(0)).toEqual({ ok: false, error: 'stale' });
    await client.query('select 1');
    client.release(true);
    expect(heard).toEqual([made.value.id]);
    expect((await repositories.getServedEndpoint(db, made.value.slug))?.config.routes).toEqual(config.routes);
    const taken = { projectId, sandbox: true, createdBy: 'ann' };
    expect(await repositories.createEndpoint(db, { ...taken, name: 'churn', slug: randomUUID() })).toEqual({
      ok: false,
      error: 'name-taken',
    });
    expect(await repositories.createEndpoint(db, { ...taken, name: 'new', slug: made.value.slug })).toEqual({
      ok: false,
      error: 'slug-taken',
    });
  });

  it('stores a prediction once', async () => {
    const endpoint = endpointIdSchema.parse(randomUUID());
    const prediction = predictionSchema.parse({
      id: randomUUID(),
      at: new Date().toISOString(),
      endpoint,
      revision: 1,
      release: null,
      rank: 0,
      input: { age: 3 },
      output: null,
      entity: 'e1',
      caller: 'key',
      protocol: 'native',
      micros: { total: 1, features: 0, model: 0 },
      status: 'error',
    });
    expect(await repositories.insertPredictions(db, [prediction])).toBe(1);
    expect(await repositories.insertPredictions(db, [prediction])).toBe(0);
    expect(await repositories.listPredictions(db, { endpointId: endpoint })).toEqual([prediction]);
  });
});

describe('audit', () => {
  it('notices an entry that was changed', async () => {
    for (const subject of ['a', 'b', 'c']) {
      await repositories.appendAudit(db, {
        projectId,
        actor: 'ann',
        action: 'test',
        subject,
        details: { z: 1, a: null },
      });
    }
    expect((await repositories.verifyAudit(db)).brokenAt).toBeNull();
    const [, second] = await repositories.listAudit(db, { projectId });
    await db.prisma.auditEntry.update({ where: { id: second!.id }, data: { actor: 'eve' } });
    expect((await repositories.verifyAudit(db)).brokenAt).toBe(second!.id);
  });
});

describe('small things', () => {
  it('uses a set-up token once', async () => {
    await repositories.createSetupToken(db, { tokenHash: 'h1', expiresAt: new Date(Date.now() + 60_000) });
    expect([await repositories.useSetupToken(db, 'h1'), await repositories.useSetupToken(db, 'h1')]).toEqual([
      true,
      false,
    ]);
  });

  it('publishes executor code and workers', async () => {
    await repositories.publishExecutorCode(db, [{ type: 'dataset', version: 1, codeHash: 'a' }]);
    await repositories.publishExecutorCode(db, [{ type: 'dataset', version: 1, codeHash: 'b' }]);
    expect(await repositories.listExecutorCode(db)).toEqual([{ type: 'dataset', version: 1, codeHash: 'b' }]);
  });

  it('finds an API key by its hash until it is switched off', async () => {
    const at = new Date();
    const row = {
      id: 'k',
      key: 'hash',
      referenceId: projectId,
      createdAt: at,
      updatedAt: at,
      permissions: '{"millrace":["predict"]}',
    };
    await db.prisma.apikey.create({ data: row });
    expect(await repositories.findApiKeyByHash(db, 'hash')).toMatchObject({ projectId, scopes: ['predict'] });
    await db.prisma.apikey.update({ where: { id: 'k' }, data: { enabled: false } });
    expect(await repositories.findApiKeyByHash(db, 'hash')).toBeNull();
  });
});
