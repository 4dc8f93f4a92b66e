import type { KeyScope, Role } from '@millrace/pipeline-core/access';
import { disableForbidden, samplePipeline } from '@millrace/pipeline-core/document';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { catalog } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addMember,
  createPipeline,
  getRun,
  listAudit,
  listVersions,
  planPipelineRun,
  publishExecutorCode,
  removeMember,
  revokeApiKey,
  rightsOfActor,
  startPlannedRun,
} from '../index';
import { createTestDatabase, makeApiKey, makeProject, makeUser, type TestDatabase } from '../testing';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

async function makeMember(role: Role) {
  const project = await makeProject(db);
  const userId = userIdSchema.parse((await makeUser(db)).id);
  await addMember(db, { projectId: project.id, userId, role });
  return { projectId: project.id, userId };
}

async function keyOf(
  { projectId, userId }: Awaited<ReturnType<typeof makeMember>>,
  o: { scopes: KeyScope[]; expiresAt?: Date },
): Promise<string> {
  const { id } = await makeApiKey(db, { projectId, ownerId: userId, ...o });
  return `key:${id}`;
}

describe('rights of somebody who is not there', () => {
  it('are those of the role now', async () => {
    const { projectId, userId } = await makeMember('scientist');
    const may = await rightsOfActor(db, { projectId, actor: userId });
    expect([may('run'), may('deploy')]).toEqual([true, false]);
    const engineer = await makeMember('engineer');
    expect((await rightsOfActor(db, { projectId: engineer.projectId, actor: engineer.userId }))('deploy')).toBe(true);
    expect((await rightsOfActor(db, { projectId, actor: engineer.userId }))('view')).toBe(false);
    await removeMember(db, { projectId, userId });
    expect((await rightsOfActor(db, { projectId, actor: userId }))('view')).toBe(false);
  });

  it('are those of a key and its owner together, while the key is good', async () => {
    const scientist = await makeMember('scientist');
    const engineer = await makeMember('engineer');
    const past = new Date(Date.now() - 1000);
    const mayDeploy = async ({ projectId }: typeof engineer, actor: string) =>
      (await rightsOfActor(db, { projectId, actor }))('deploy');
    expect(await mayDeploy(scientist, await keyOf(scientist, { scopes: ['run', 'deploy'] }))).toBe(false);
    expect(await mayDeploy(engineer, await keyOf(engineer, { scopes: ['run'] }))).toBe(false);
    expect(await mayDeploy(engineer, await keyOf(engineer, { scopes: ['deploy'], expiresAt: past }))).toBe(false);
    const good = await keyOf(engineer, { scopes: ['run', 'deploy'] });
    expect(await mayDeploy(engineer, good)).toBe(true);
    expect(await mayDeploy(scientist, good)).toBe(false);
    await revokeApiKey(db, { projectId: engineer.projectId, id: good.slice('key:'.length) });
    expect(await mayDeploy(engineer, good)).toBe(false);
  });
});

describe('a planned run', () => {
  async function planned(document = samplePipeline('churn')) {
    const { id: projectId } = await makeProject(db);
    const pipeline = await createPipeline(db, { projectId, name: 'Churn', document, createdBy: 'ann' });
    const plan = () => planPipelineRun(db, { projectId, pipelineId: pipeline.id, document, may: () => true });
    const start = async (requestKey: string, may: (right: string) => boolean = () => true) =>
      startPlannedRun(db, { projectId, pipeline, plan: await plan(), requestKey, startedBy: 'ann', may });
    return { projectId, pipeline, plan, start };
  }

  it('is refused without the right of one of its steps, whatever it was planned with, and nothing is kept', async () => {
    const { projectId, pipeline, start } = await planned();
    expect(await start('one', (right) => right !== 'deploy')).toMatchObject({
      ok: false,
      error: { code: 'missing-right', family: 'pipeline', place: 'Churn' },
    });
    expect(await listVersions(db, { projectId, pipelineId: pipeline.id })).toEqual([]);
    expect(await listAudit(db, { projectId })).toEqual([]);
  });

  it('remembers whether it may deploy, and is told once', async () => {
    const { projectId, start } = await planned(disableForbidden(samplePipeline('churn'), () => false));
    const first = await start('one', (right) => right !== 'deploy');
    if (!first.ok) throw new Error(first.error.message);
    expect(await getRun(db, { projectId, id: first.value.runId })).toMatchObject({ mayDeploy: false });
    expect(await start('one')).toEqual({ ok: true, value: { ...first.value, created: false } });
    expect(await getRun(db, { projectId, id: first.value.runId })).toMatchObject({ mayDeploy: false });
    expect((await listAudit(db, { projectId })).map(({ action }) => action)).toEqual(['run.start']);
  });

  it('says that the code of a step changed, and only of that step', async () => {
    const publish = (codeOf: (type: string) => string) =>
      publishExecutorCode(
        db,
        Object.values(catalog).map(({ type, version }) => ({ type, version, codeHash: codeOf(type) })),
      );
    await publish(() => 'a');
    const { plan, start } = await planned();
    const first = await start('one');
    if (!first.ok) throw new Error(first.error.message);
    await publish((type) => (type === 'sample-data' ? 'b' : 'a'));
    const reasons = Object.fromEntries((await plan()).items.map(({ step, reason }) => [step, reason]));
    expect(reasons.data).toBe('the code of the step changed');
    expect(reasons.split).not.toContain('code');
  });

  it('remembers a step that was not part of the last run', async () => {
    const { projectId, pipeline, plan, start } = await planned();
    const first = await start('one');
    if (!first.ok) throw new Error(first.error.message);
    const { document } = pipeline;
    const [targetStep] = (await plan()).steps.map(({ spec }) => spec.step);
    const toFirst = await planPipelineRun(db, {
      ...{ projectId, pipelineId: pipeline.id, document, may: () => true },
      ...(targetStep === undefined ? {} : { targetStep }),
    });
    expect(toFirst.steps).toHaveLength(1);
    await startPlannedRun(db, {
      projectId,
      pipeline,
      plan: toFirst,
      requestKey: 'two',
      startedBy: 'ann',
      may: () => true,
    });
    const reasons = (await plan()).items.map(({ reason }) => reason);
    expect(reasons.length).toBeGreaterThan(1);
    expect(reasons).not.toContain('new step');
  });

  it('waits while the project is full', async () => {
    const { projectId, start } = await planned();
    const first = await start('one');
    if (!first.ok) throw new Error(first.error.message);
    await db.pool.query('update run set open_steps = 50001 where project_id = $1', [projectId]);
    expect(await start('two')).toMatchObject({ ok: false, error: { code: 'busy', family: 'operator' } });
  });
});
