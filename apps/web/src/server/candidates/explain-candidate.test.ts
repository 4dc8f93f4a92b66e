import { getRun, listAudit } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { commitSteps } from '../testing/commit-steps';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { explainCandidateUseCase, explainInputSchema, findExplainedUseCase } from './explain-candidate';

withTestServer();

async function asked() {
  const context = await makeContext(db, 'scientist');
  const { candidate, hashes } = await makeStoredThings(db, context.project.id);
  return { context, candidate, hashes, input: explainInputSchema.parse({ candidate: candidate.id }) };
}

describe('the button Explain this model', () => {
  it('starts a run of the one step over the model and the rows that are stored, once at a time', async () => {
    const { context, candidate, hashes, input } = await asked();
    const started = await explainCandidateUseCase.run(context, input);
    const run = await getRun(db, { projectId: context.project.id, id: started.run });
    expect(run).toMatchObject({ kind: 'explain', edges: [], startedBy: context.actor });
    const [step] = run?.stepRuns.map(({ spec }) => spec) ?? [];
    expect(step).toMatchObject({ type: 'explain', inputs: {}, params: { part: 'validation', slices: true } });
    const { inputs, origins } = getContract('explain');
    const ports = [...Object.keys(inputs), ...Object.keys(origins ?? {})].sort();
    expect(Object.keys(step?.references ?? {}).sort()).toEqual(ports);
    expect(step?.references).toMatchObject({
      model: { kind: 'artifact', label: candidate.title, artifacts: { model: hashes.model } },
      rows: { artifacts: { rows: hashes.rows, 'rows.meta': hashes.rowsMeta } },
    });
    expect(await explainCandidateUseCase.run(context, input)).toEqual(started);
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.filter(({ action }) => action === 'candidate.explain')).toHaveLength(1);
  });

  it('is found with what it says once it has run, and not before', async () => {
    const { context, hashes, input } = await asked();
    expect(await findExplainedUseCase.run(context, input)).toEqual({ explanation: null, run: null });
    const { run, number } = await explainCandidateUseCase.run(context, input);
    expect(await findExplainedUseCase.run(context, input)).toEqual({
      explanation: null,
      run: { id: run, number, status: 'running' },
    });
    const explanation = {
      ...{ v: 1, kind: 'explanation', model: hashes.model, title: 'Baseline', task: 'binary', target: 'left' },
      ...{ part: 'test', rows: 2, repeats: 5, metric: 'auc', base: 0.5, inputs: null, features: [] },
      ...{ dependence: { of: 'features', curves: [] }, contributions: null, slices: null },
    };
    const hash = hashOf(`explanation ${run}`);
    const inline = jsonSchema.parse(explanation);
    await commitSteps(db, {
      ...{ run, steps: 1 },
      outputsOf: () => [{ port: 'explanation', hash, bytes: 1, kind: 'metrics', inline }],
    });
    expect(await findExplainedUseCase.run(context, input)).toMatchObject({
      explanation: { title: 'Baseline', metric: 'auc' },
      run: { id: run, status: 'succeeded' },
    });
  });

  it('refuses where the rows are gone, and says what to do', async () => {
    const { context, hashes, input } = await asked();
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    await expect(explainCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });
});
