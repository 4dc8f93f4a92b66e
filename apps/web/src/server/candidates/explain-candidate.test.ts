import { getRun, listAudit } from '@millrace/db';
import type { ArtifactHash, RunId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it, vi } from 'vitest';
import { commitSteps } from '../testing/commit-steps';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { explainCandidateUseCase, explainInputSchema, findExplainedUseCase } from './explain-candidate';

const beforeRunIsRead = vi.hoisted(() => vi.fn<() => Promise<void>>(async () => {}));
vi.mock('@millrace/db', async (load) => {
  const real = await load<typeof import('@millrace/db')>();
  const findExplainRun: typeof real.findExplainRun = async (...asked) => {
    await beforeRunIsRead();
    return real.findExplainRun(...asked);
  };
  return { ...real, findExplainRun };
});

withTestServer();

async function asked() {
  const context = await makeContext(db, 'scientist');
  const { candidate, hashes } = await makeStoredThings(db, context.project.id);
  return { context, candidate, hashes, input: explainInputSchema.parse({ candidate: candidate.id }) };
}

/** Ends the run of the button, with an explanation. */
async function commitExplanation(run: RunId, model: ArtifactHash): Promise<void> {
  const explanation = {
    ...{ v: 1, kind: 'explanation', model, title: 'Baseline', task: 'binary', target: 'left' },
    ...{ part: 'test', rows: 2, repeats: 5, metric: 'auc', base: 0.5, inputs: null, features: [] },
    ...{ dependence: { of: 'features', curves: [] }, contributions: null, slices: null },
  };
  const hash = hashOf(`explanation ${run}`);
  const inline = jsonSchema.parse(explanation);
  await commitSteps(db, {
    ...{ run, steps: 1 },
    outputsOf: () => [{ port: 'explanation', hash, bytes: 1, kind: 'metrics', inline }],
  });
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
    await commitExplanation(run, hashes.model);
    expect(await findExplainedUseCase.run(context, input)).toMatchObject({
      explanation: { title: 'Baseline', metric: 'auc' },
      run: { id: run, status: 'succeeded' },
    });
  });

  it('starts one run where two people press it at once', async () => {
    const { context, input } = await asked();
    const press = () => explainCandidateUseCase.run(context, input);
    const [one, other] = await Promise.all([press(), press()]);
    expect(other).toEqual(one);
  });

  it('never shows a run that is over without what it said, though it ends between two reads', async () => {
    const { context, hashes, input } = await asked();
    const { run } = await explainCandidateUseCase.run(context, input);
    beforeRunIsRead.mockImplementationOnce(() => commitExplanation(run, hashes.model));
    expect(await findExplainedUseCase.run(context, input)).toMatchObject({
      explanation: { title: 'Baseline' },
      run: { id: run, status: 'succeeded' },
    });
  });

  it('refuses where the rows are gone, and says what to do', async () => {
    const { context, hashes, input } = await asked();
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    await expect(explainCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });
});
