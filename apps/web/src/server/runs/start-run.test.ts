import { deleteDataset, getRun, listAudit, listRuns, listUnusedArtifacts, publishExecutorCode } from '@millrace/db';
import type { KeyScope } from '@millrace/pipeline-core/access';
import {
  disableForbidden,
  emptyDocument,
  type PipelineDocument,
  samplePipeline,
} from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { catalog } from '@millrace/pipeline-core/steps';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPipelineUseCase } from '../pipelines/create-pipeline';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { planRunUseCase, startRunUseCase } from './start-run';

withTestServer();
let context: ProjectContext;

beforeAll(async () => {
  const code = Object.values(catalog).map(({ type, version }) => ({ type, version, codeHash: 'a'.repeat(64) }));
  await publishExecutorCode(db, code);
});
beforeEach(async () => {
  context = await makeContext(db, 'engineer');
});

async function draw(document: PipelineDocument) {
  return (await createPipelineUseCase.run(context, { name: 'Churn', document })).id;
}
/** One step that reads the latest batch of a dataset. */
function reading(dataset: string): PipelineDocument {
  const data = {
    id: stepIdSchema.parse('data'),
    type: 'dataset',
    version: 1,
    title: 'Customers',
    params: { dataset, batch: 'latest' },
    position: { x: 0, y: 0 },
    disabled: false,
  };
  return { ...emptyDocument, steps: { data } };
}
const runsOf = async () => (await listRuns(db, { projectId: context.project.id })).length;

describe('a run', () => {
  it('is planned before it starts, and started as planned', async () => {
    const drawing = samplePipeline('churn');
    const pipeline = await draw(drawing);
    const plan = await planRunUseCase.run(context, { pipeline });
    expect(plan.items.map(({ step }) => step).sort()).toEqual(Object.keys(drawing.steps).sort());
    expect(plan.items[0]).toMatchObject({ decision: 'runs' });
    expect(plan.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const started = await startRunUseCase.run(context, { pipeline });
    const run = await getRun(db, { projectId: context.project.id, id: started.id });
    expect(run).toMatchObject({ number: 1, status: 'running', pipelineId: pipeline, startedBy: context.actor });
    expect(run?.stepRuns.map(({ spec }) => spec.step)).toEqual(plan.items.map(({ step }) => step));
    expect(run?.stepRuns.filter(({ status }) => status === 'ready').map(({ spec }) => spec.type)).toEqual([
      'sample-data',
    ]);
  });

  it('to a step leaves out what the step does not need', async () => {
    const pipeline = await draw(samplePipeline('churn'));
    const plan = await planRunUseCase.run(context, { pipeline, targetStep: stepIdSchema.parse('split') });
    expect(plan.items.map(({ step }) => step)).toEqual(['data', 'split']);
  });

  it('starts once for a request key', async () => {
    const pipeline = await draw(samplePipeline('churn'));
    const [first, again] = await Promise.all(
      [1, 2].map(() => startRunUseCase.run(context, { pipeline, requestKey: 'k' })),
    );
    expect(again).toEqual(first);
    expect(await runsOf()).toBe(1);
    await startRunUseCase.run(context, { pipeline });
    expect(await runsOf()).toBe(2);
  });

  it('is refused with the first problem when the drawing cannot run, and nothing is kept', async () => {
    const drawing = samplePipeline('churn');
    const split = drawing.steps.split;
    if (split === undefined) throw new Error('the sample has no split');
    const broken = await draw({
      ...drawing,
      steps: { ...drawing.steps, split: { ...split, params: { train: 'much' } } },
    });
    await expect(startRunUseCase.run(context, { pipeline: broken })).rejects.toMatchObject({ family: 'pipeline' });
    const empty = await draw(emptyDocument);
    await expect(startRunUseCase.run(context, { pipeline: empty })).rejects.toMatchObject({ family: 'pipeline' });
    expect(await runsOf()).toBe(0);
  });

  it('needs the right to deploy where the drawing deploys, of a role and of a key', async () => {
    const document = samplePipeline('churn');
    const pipeline = await draw(document);
    const scientist: ProjectContext = { ...context, role: 'scientist' };
    const plan = await planRunUseCase.run(scientist, { pipeline });
    expect(plan.items).toHaveLength(Object.keys(document.steps).length);
    expect(plan.issues).toMatchObject([{ code: 'missing-right', severity: 'error', step: 'deploy' }]);
    const key = { kind: 'key' as const, key: 'k', name: 'CI', project: context.project.id, role: context.role };
    const withKey = (scopes: KeyScope[]): ProjectContext => ({ ...context, caller: { ...key, scopes } });
    for (const who of [scientist, withKey(['read', 'run'])]) {
      await expect(startRunUseCase.run(who, { pipeline })).rejects.toMatchObject({ kind: 'forbidden' });
    }
    expect(await runsOf()).toBe(0);
    const mayDeploy = async (who: ProjectContext, of = pipeline) => {
      const { id } = await startRunUseCase.run(who, { pipeline: of });
      return (await getRun(db, { projectId: context.project.id, id }))?.mayDeploy;
    };
    expect(await mayDeploy(context)).toBe(true);
    expect(await mayDeploy(withKey(['read', 'run', 'deploy']))).toBe(true);
    const without = await draw(disableForbidden(document, (right) => right !== 'deploy'));
    expect(await mayDeploy(scientist, without)).toBe(false);
    expect(await mayDeploy(withKey(['read', 'run']), without)).toBe(false);
    expect(
      (await listAudit(db, { projectId: context.project.id })).filter(({ action }) => action === 'run.start'),
    ).toHaveLength(4);
  });

  it('is refused when a line leads back to where it came from, and no step runs', async () => {
    const drawing = samplePipeline('churn');
    const [first] = Object.values(drawing.edges).filter(({ to }) => to.step === 'split');
    if (first === undefined) throw new Error('nothing leads into the split of the sample');
    const back = { ...first, from: { step: first.to.step, port: 'split' } };
    const round = await draw({ ...drawing, edges: { ...drawing.edges, [first.id]: back } });
    await expect(startRunUseCase.run(context, { pipeline: round })).rejects.toMatchObject({
      report: { family: 'pipeline' },
      message: expect.stringMatching(/wait for each other/),
    });
    expect(await runsOf()).toBe(0);
  });

  it('reads the batch that is the latest when it starts, and a deleted or foreign dataset not at all', async () => {
    const { dataset, batch } = await makeStoredThings(db, context.project.id);
    const started = await startRunUseCase.run(context, { pipeline: await draw(reading(dataset.id)) });
    const run = await getRun(db, { projectId: context.project.id, id: started.id });
    expect(run?.stepRuns[0]?.spec.references.data).toEqual({
      kind: 'batch',
      id: batch.id,
      label: `batch ${batch.number}, ${batch.rows} rows`,
      artifacts: { table: batch.tableHash, 'table.meta': batch.metaHash },
      data: { lines: 0, cells: 0 },
    });
    const other = await makeContext(db);
    context = other;
    const pipeline = await draw(reading(dataset.id));
    await expect(startRunUseCase.run(other, { pipeline })).rejects.toMatchObject({ family: 'pipeline' });
  });

  it('names the dataset that was deleted, and one that runs meanwhile keeps what it reads', async () => {
    const projectId = context.project.id;
    const { dataset, batch } = await makeStoredThings(db, projectId);
    const pipeline = await draw(reading(dataset.id));
    const running = await startRunUseCase.run(context, { pipeline });
    await deleteDataset(db, { projectId, id: dataset.id });
    const problem = 'Customers: the dataset “customers” was deleted. Choose another one.';
    const { issues } = await planRunUseCase.run(context, { pipeline });
    expect(issues).toMatchObject([{ code: 'reference-gone', severity: 'error', step: 'data', message: problem }]);
    await expect(startRunUseCase.run(context, { pipeline })).rejects.toThrow(problem);
    const run = await getRun(db, { projectId, id: running.id });
    expect(run?.status).toBe('running');
    const unused = await listUnusedArtifacts(db, { olderThan: new Date(Date.now() + 60_000), limit: 1000 });
    expect(unused).not.toContain(batch.tableHash);
  });
});
