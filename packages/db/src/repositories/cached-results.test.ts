import { createHash, randomUUID } from 'node:crypto';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { comparisonSchema } from '@millrace/pipeline-core/events';
import {
  artifactHashSchema,
  type PipelineId,
  type ProjectId,
  type RunId,
  workerIdSchema,
} from '@millrace/pipeline-core/ids';
import { type Evaluation, evaluationSchema } from '@millrace/pipeline-core/metrics';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPipeline,
  findJudgedBefore,
  getComparison,
  listCandidates,
  listRunsWithCandidates,
  recordCandidate,
  recordComparison,
  recordEvaluation,
  startRun,
} from '../index';
import { candidateManifestSchema } from '../mappers/model-row';
import { finish, hello, lease } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const sha = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));

/** What the steps train, evaluate and compare make. */
const made = (evaluation: string) => [
  { port: 'model', kind: 'model', hash: sha('model') },
  { port: 'evaluation', kind: 'metrics', hash: sha(evaluation) },
  { port: 'comparison', kind: 'metrics', hash: sha('comparison') },
];

/** A run of three steps, each done as a worker would do it: made anew, or taken from the cache. */
async function runSteps(
  projectId: ProjectId,
  o: { outcomes: ('succeeded' | 'cached')[]; evaluation?: string; pipelineId?: PipelineId },
): Promise<{ runId: RunId; pipelineId: PipelineId }> {
  const own = { projectId, name: 'Churn', document: emptyDocument, createdBy: 'ann' };
  const pipeline = o.pipelineId === undefined ? await createPipeline(db, own) : { id: o.pipelineId };
  const steps = o.outcomes.map((_, idx) => {
    const limits = { seconds: 60, megabytes: 100 };
    const spec = { v: 1, step: `s${idx}`, title: 's', type: 'x', version: 1, params: {}, seed: 1, inputs: {}, limits };
    return runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 1, spec });
  });
  const edges = [
    [0, 1],
    [1, 2],
  ] as const;
  const start = { projectId, pipelineId: pipeline.id, requestKey: randomUUID(), startedBy: 'ann', plan: {} };
  const { runId } = await startRun(db, { ...start, steps, edges });
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (const outcome of o.outcomes) {
    const { steps: leased } = await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    const step = leased[0];
    const output = made(o.evaluation ?? 'evaluation')[step?.idx ?? 0];
    if (step === undefined || output === undefined) throw new Error('no step is ready');
    const outputs = [{ ...output, bytes: 1, location: `a/${output.hash}` }];
    const result = { runId, idx: step.idx, token: step.token, outcome, outputs };
    await finish(db.pool, { workerId, results: [result], proceed: false });
  }
  return { runId, pipelineId: pipeline.id };
}

function evaluationWith(auc: number): Evaluation {
  const part = { rows: 1, metrics: { auc }, intervals: {} };
  const parts = { train: part, validation: part, test: part };
  return evaluationSchema.parse({ v: 1, task: 'binary', target: 'left', parts, part: 'test', curves: {} });
}

const manifest = candidateManifestSchema.parse({
  v: 1,
  task: 'binary',
  format: 'baseline',
  trainer: { type: 'baseline', title: 'Baseline', params: {}, seed: 1 },
  target: 'left',
  features: [],
  featureSetId: 'f',
  signature: { inputs: [], outputs: [] },
  trainedOn: { rows: 8, validationRows: 1 },
  batches: [],
  seconds: 0.1,
  importance: [],
  curve: [],
  summary: {},
});

/** What the handlers of the events of a run that made everything itself record. */
async function recordAll(projectId: ProjectId, runId: RunId) {
  const facts = { title: 'Baseline', stepType: 'baseline', task: 'binary' as const, manifest, bytes: 1 };
  const of = { projectId, pipelineId: null, runId, idx: 0, modelHash: sha('model') };
  const candidate = await recordCandidate(db, { ...of, ...facts });
  await recordEvaluation(db, { candidateId: candidate.id, runId, idx: 1, result: evaluationWith(0.5) });
  const result = comparisonSchema.parse({ v: 1, metric: 'auc', part: 'test', rows: 1, ranking: [] });
  await recordComparison(db, { projectId, runId, idx: 2, result });
  return candidate;
}

describe('results of a run that took them from the cache', () => {
  it('are its candidates, evaluations and comparison like those of the run that made them', async () => {
    const { id: projectId } = await makeProject(db);
    const first = await runSteps(projectId, { outcomes: ['succeeded', 'succeeded', 'succeeded'] });
    const candidate = await recordAll(projectId, first.runId);
    const again = await runSteps(projectId, { outcomes: ['cached', 'cached', 'cached'] });
    for (const { runId } of [first, again]) {
      const listed = await listCandidates(db, { projectId, runId });
      expect(listed.map(({ id, evaluations }) => [id, evaluations.length])).toEqual([[candidate.id, 1]]);
      expect(await getComparison(db, { projectId, runId })).toMatchObject({ runId, idx: 2, result: { metric: 'auc' } });
    }
    expect(await listCandidates(db, { projectId, pipelineId: again.pipelineId })).toHaveLength(1);
    expect(await listRunsWithCandidates(db, { projectId })).toEqual([again.runId, first.runId]);
  });

  it('are not those of another run, and not those of another project', async () => {
    const { id: projectId } = await makeProject(db);
    const first = await runSteps(projectId, { outcomes: ['succeeded', 'succeeded', 'succeeded'] });
    await recordAll(projectId, first.runId);
    const other = await runSteps(projectId, { outcomes: ['cached', 'succeeded', 'succeeded'], evaluation: 'stricter' });
    const [before] = await listCandidates(db, { projectId, runId: other.runId });
    expect(before?.evaluations).toEqual([]);
    const candidateId = before!.id;
    await recordEvaluation(db, { candidateId, runId: other.runId, idx: 1, result: evaluationWith(0.7) });
    const aucOf = async (runId: RunId) =>
      (await listCandidates(db, { projectId, runId }))[0]?.evaluations.map(
        ({ result }) => result.parts.test.metrics.auc,
      );
    expect([await aucOf(first.runId), await aucOf(other.runId)]).toEqual([[0.5], [0.7]]);
    const elsewhere = (await makeProject(db)).id;
    const foreign = await runSteps(elsewhere, { outcomes: ['succeeded', 'succeeded', 'succeeded'] });
    expect(await listCandidates(db, { projectId: elsewhere, runId: foreign.runId })).toEqual([]);
    expect(await getComparison(db, { projectId: elsewhere, runId: foreign.runId })).toBeNull();
  });

  it('stand for a later run of the pipeline that judged nothing, and name the models that a comparison ranked', async () => {
    const { id: projectId } = await makeProject(db);
    const first = await runSteps(projectId, { outcomes: ['succeeded', 'succeeded', 'succeeded'] });
    await recordAll(projectId, first.runId);
    const part = await runSteps(projectId, { outcomes: ['cached'], pipelineId: first.pipelineId });
    const found = await findJudgedBefore(db, { projectId, runId: part.runId });
    expect(found?.id).toBe(first.runId);
    expect(await findJudgedBefore(db, { projectId, runId: first.runId })).toBeNull();
    const elsewhere = await runSteps(projectId, { outcomes: ['cached'] });
    expect(await findJudgedBefore(db, { projectId, runId: elsewhere.runId })).toBeNull();
  });
});
