import { createHash, randomUUID } from 'node:crypto';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { artifactHashSchema, type ProjectId, type RunId, workerIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson, type Json } from '@millrace/pipeline-core/json';
import { fitEnvironmentSchema } from '@millrace/pipeline-core/release';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPipeline,
  findTrialFit,
  getRunSummary,
  keepStepPoints,
  listSearchFigures,
  listTrials,
  listTrialsOf,
  readRunList,
  readTrialCurves,
  recordTrials,
  releaseTrialModels,
  startRun,
  type TrialCurves,
} from '../index';
import { checkInvariants, finish, hello, lease } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { findCachedSteps } from './step-cache';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const sha = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));

const outcomes: Json[] = [
  {
    v: 1,
    number: 0,
    round: 0,
    params: { leaves: 3 },
    trainer: 'trees',
    state: 'done',
    judged: { name: 'auc', value: 0.75, rows: 20 },
    model: sha('model'),
  },
  {
    v: 1,
    number: 1,
    round: 0,
    params: { leaves: 0 },
    trainer: 'trees',
    state: 'failed',
    judged: null,
    error: { code: 'bad-parameter', message: 'Leaves: too few.' },
  },
];

type Made = { port: string; kind: string; inline?: Json; content?: string };

const markOf = (runId: RunId, idx: number) => `${runId} ${idx}`;

/** A search as a worker does it, each step made anew or taken from the cache: its trials, and the step that decides. */
async function runTrials(
  projectId: ProjectId,
  trials: Made[][],
  outcome: 'succeeded' | 'cached',
  decided: 'succeeded' | 'failed' = 'succeeded',
): Promise<RunId> {
  const pipeline = await createPipeline(db, { projectId, name: 'Find', document: emptyDocument, createdBy: 'ann' });
  const limits = { seconds: 60, megabytes: 100 };
  const shared = { v: 1, step: 'find', title: 's', version: 1, params: {}, seed: 1, inputs: {}, limits };
  const steps = [...trials, null].map((trial, idx) => {
    const spec = trial === null ? { ...shared, type: 'search' } : { ...shared, type: 'trees', trial: idx };
    return runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 1, spec });
  });
  const edges = trials.map((_, idx): [number, number] => [idx, trials.length]);
  const start = { projectId, pipelineId: pipeline.id, requestKey: randomUUID(), startedBy: 'ann', plan: {} };
  const { runId } = await startRun(db, { ...start, steps, edges });
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (let done = 0; done < steps.length; done++) {
    const { steps: leased } = await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    const [step] = leased;
    if (step === undefined) throw new Error('no step is ready');
    const made: Made[] = trials[step.idx] ?? [{ port: 'trials', kind: 'metrics', inline: { decided: true } }];
    const outputs = made.map(({ port, kind, inline, content }) => {
      const text = content ?? canonicalJson(inline ?? null);
      const facts = { port, kind, hash: sha(text), bytes: text.length };
      return inline === undefined ? { ...facts, location: `a/${sha(text)}` } : { ...facts, inline };
    });
    const own = { runId, idx: step.idx, token: step.token };
    const error = { code: 'bug', message: 'no decision' };
    const result =
      step.idx === trials.length && decided === 'failed'
        ? { ...own, outcome: 'failed' as const, error }
        : { ...own, outcome, outputs, ...(outcome === 'succeeded' ? { fingerprint: markOf(runId, step.idx) } : {}) };
    await finish(db.pool, { workerId, results: [result], proceed: false });
  }
  return runId;
}

function runSearch(projectId: ProjectId, outcome: 'succeeded' | 'cached'): Promise<RunId> {
  const trials = outcomes.map((inline): Made[] => [{ port: 'trial', kind: 'json', inline }]);
  return runTrials(projectId, trials, outcome);
}

/** So many trials with a model each, the first with the least error, and of each its kind of model. */
function runModels(
  projectId: ProjectId,
  trainers: readonly string[],
  { decided = 'succeeded', stopped = [] }: { decided?: 'succeeded' | 'failed'; stopped?: readonly number[] } = {},
): Promise<RunId> {
  const trials = trainers.map((trainer, number): Made[] => {
    const model = `model ${number}`;
    const judged = { name: 'rmse', value: 1 + number, rows: 20 };
    const early = stopped.includes(number) ? { stopped: { trials: 5, step: 12 } } : {};
    const told = { v: 1, number, round: 0, params: {}, trainer, state: 'done', judged, model: sha(model), ...early };
    return [
      { port: 'trial', kind: 'json', inline: told },
      { port: 'model', kind: 'model', content: model },
    ];
  });
  return runTrials(projectId, trials, 'succeeded', decided);
}

const trees = (count: number) => Array.from({ length: count }, () => 'trees');

/** The trials of a run whose models are there. */
async function modelsOf(runId: RunId): Promise<number[]> {
  const { rows } = await db.pool.query<{ idx: number }>(
    `select idx from artifact_use where run_id = $1 and dir = 'out' and port = 'model' order by idx`,
    [runId],
  );
  return rows.map(({ idx }) => idx);
}

describe('trials of searches', () => {
  it('tell where and how long the model was fitted that their search hands on', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, ['trees']);
    const environment = fitEnvironmentSchema.parse({
      ...{ v: 1, node: 'v24', platform: 'linux', arch: 'x64', duckdb: 'v1', expressionVersion: 1 },
      ...{ device: 'cpu', threads: 2, memoryMegabytes: 100, peakMegabytes: 50 },
    });
    await recordTrials(db, { runId, idx: 0, of: 'trial', environment });
    const modelHash = sha('model 0');
    expect(await findTrialFit(db, { projectId, modelHash })).toEqual({ environment, seconds: expect.any(Number) });
    expect(await findTrialFit(db, { projectId, modelHash: sha('another') })).toBeNull();
    expect(await findTrialFit(db, { projectId: (await makeProject(db)).id, modelHash })).toBeNull();
  });

  it('are listed one by one as they end, once each, with what came of them', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runSearch(projectId, 'succeeded');
    expect(await listTrials(db, { runId })).toEqual([]);
    await recordTrials(db, { runId, idx: 1, of: 'trial' });
    await recordTrials(db, { runId, idx: 1, of: 'trial' });
    expect((await listTrials(db, { runId })).map(({ number }) => number)).toEqual([1]);
    await recordTrials(db, { runId, idx: 2, of: 'search' });
    const [first, second] = await listTrials(db, { runId });
    expect(first).toMatchObject({ runId, step: 'find', number: 0, params: { leaves: 3 }, state: 'done', metric: 0.75 });
    expect(first).toMatchObject({ metricName: 'auc', rows: 20, modelHash: sha('model'), error: null });
    expect(first?.seconds).toBeGreaterThanOrEqual(0);
    expect(second).toMatchObject({ number: 1, state: 'failed', metric: null, error: 'Leaves: too few.' });
  });

  it('are found by a run that took them from the cache, with the time that fitting took the first', async () => {
    const { id: projectId } = await makeProject(db);
    const first = await runSearch(projectId, 'succeeded');
    await recordTrials(db, { runId: first, idx: 2, of: 'search' });
    const again = await runSearch(projectId, 'cached');
    const found = await listTrials(db, { runId: again });
    expect(found.map(({ number, state }) => [number, state])).toEqual([
      [0, 'done'],
      [1, 'failed'],
    ]);
    await recordTrials(db, { runId: again, idx: 2, of: 'search' });
    const own = await listTrials(db, { runId: again });
    expect(own.map(({ runId, seconds }) => [runId, seconds])).toEqual([
      [again, null],
      [again, null],
    ]);
  });
});

it('trials belong to the candidate that their search handed on', async () => {
  const { id: projectId } = await makeProject(db);
  const runId = await runSearch(projectId, 'succeeded');
  await recordTrials(db, { runId, idx: 2, of: 'search' });
  const candidate = (idx: number, modelHash: string) => ({
    data: { projectId, runId, idx, modelHash, title: 'T', stepType: 'trees', task: 'binary', manifest: {}, bytes: 1n },
  });
  const { id } = await db.prisma.candidate.create(candidate(2, sha('model')));
  const drawn = await db.prisma.candidate.create(candidate(0, sha('another')));
  expect((await listTrialsOf(db, { projectId, candidateId: id })).map(({ number }) => number)).toEqual([0, 1]);
  expect(await listTrialsOf(db, { projectId, candidateId: drawn.id })).toEqual([]);
  const other = await makeProject(db);
  expect(await listTrialsOf(db, { projectId: other.id, candidateId: id })).toEqual([]);
  const rows = await readRunList(db, { projectId, ids: [id, drawn.id] });
  expect(rows.map(({ trials }) => trials)).toEqual([2, 0]);
});

it('a run counts its search as one step, whatever it consists of', async () => {
  const { id: projectId } = await makeProject(db);
  const id = await runModels(projectId, trees(3));
  expect(await getRunSummary(db, { projectId, id })).toMatchObject({ steps: 1, openSteps: 0, failedSteps: 0 });
  const failed = await runModels(projectId, trees(3), { decided: 'failed' });
  expect(await getRunSummary(db, { projectId, id: failed })).toMatchObject({ steps: 1, failedSteps: 1 });
});

describe('figures of a search', () => {
  it('are those that its trials were judged by, and tell which of all kinds it hands on', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, ['trees', 'trees', 'bayes']);
    await recordTrials(db, { runId, idx: 3, of: 'search' });
    const models = [sha('model 0'), sha('model 2'), sha('drawn')];
    const found = await listSearchFigures(db, { projectId, models, runId });
    const figure = { metric: 'rmse', rows: 20, judged: 3 };
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ ...figure, model: sha('model 0'), value: 1, winner: true });
    expect(found).toContainEqual({ ...figure, model: sha('model 2'), value: 3, winner: false });
    expect(await listSearchFigures(db, { projectId, models: [] })).toEqual([]);
    expect(await listSearchFigures(db, { projectId: (await makeProject(db)).id, models })).toEqual([]);
  });

  it('are those of the run that is asked for, where several searches fitted the same model', async () => {
    const { id: projectId } = await makeProject(db);
    const small = await runModels(projectId, ['trees']);
    const large = await runModels(projectId, ['trees', 'trees']);
    await recordTrials(db, { runId: small, idx: 1, of: 'search' });
    await recordTrials(db, { runId: large, idx: 2, of: 'search' });
    const judged = async (runId?: RunId) =>
      (await listSearchFigures(db, { projectId, models: [sha('model 0')], runId })).map((one) => one.judged);
    expect([await judged(small), await judged(large), await judged()]).toEqual([[1], [2], [2]]);
  });

  it('tell that a trial that was stopped early is never handed on before a whole one', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, ['trees', 'trees', 'trees'], { stopped: [0] });
    await recordTrials(db, { runId, idx: 3, of: 'search' });
    const models = [0, 1, 2].map((number) => sha(`model ${number}`));
    const found = await listSearchFigures(db, { projectId, models });
    expect(found.filter(({ winner }) => winner).map(({ value }) => value)).toEqual([2]);
  });

  it('are none of a trial that could not be judged', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runSearch(projectId, 'succeeded');
    await recordTrials(db, { runId, idx: 2, of: 'search' });
    const found = await listSearchFigures(db, { projectId, models: [sha('model')] });
    expect(found.map(({ judged, winner }) => [judged, winner])).toEqual([[1, true]]);
  });
});

describe('curves of trials', () => {
  const series = 'validation log loss';
  const told = (number: number, more: object = {}): Made[] => {
    const judged = { name: 'auc', value: 0.5 + number / 100, rows: 20 };
    const inline = { v: 1, number, round: 0, params: {}, trainer: 'trees', state: 'done', judged, ...more };
    return [{ port: 'trial', kind: 'json', inline }];
  };
  const stopped = { trials: 5, step: 2 };
  const trials = [told(0), told(1, { state: 'failed', judged: null }), told(2, { stopped }), told(3), told(4), told(5)];
  const curve = (runId: RunId, idx: number, values: readonly number[], of = series) =>
    values.map((value, at) => ({ runId, idx, attempt: 1, series: of, step: at + 1, value }));

  async function fitted(projectId: ProjectId): Promise<RunId> {
    const runId = await runTrials(projectId, trials, 'succeeded');
    await recordTrials(db, { runId, idx: trials.length, of: 'search' });
    await keepStepPoints(db, [
      ...curve(runId, 0, [0.9, 0.5, 0.7, 0.4]),
      ...curve(runId, 1, [0.1]),
      ...curve(runId, 2, [0.2, 0.2]),
      ...curve(runId, 3, [0.8, 0.6]),
      ...curve(runId, 3, [0.01], 'train log loss'),
      ...curve(runId, 4, [0.7, 0.65, 0.66]),
      ...curve(runId, 5, [0.3, 0.3]),
    ]);
    return runId;
  }

  const sorted = ({ before, whole }: TrialCurves) => ({
    before,
    whole: whole.toSorted((a, b) => (a.best ?? 0) - (b.best ?? 0)),
  });

  it('are those of whole trials with lower numbers, up to the step that is asked about', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await fitted(projectId);
    expect(sorted(await readTrialCurves(db, { runId, idx: 4, series, step: 3 }))).toEqual({
      before: 0.65,
      whole: [
        { best: 0.5, last: 4 },
        { best: 0.6, last: 2 },
      ],
    });
    expect(await readTrialCurves(db, { runId, idx: 4, series, step: 0 })).toEqual({
      before: null,
      whole: [
        { best: null, last: 2 },
        { best: null, last: 4 },
      ],
    });
    expect(await readTrialCurves(db, { runId, idx: 4, series: 'inertia', step: 3 })).toEqual({
      before: null,
      whole: [],
    });
    const [{ stopped: kept } = {}] = (await listTrials(db, { runId })).filter(({ number }) => number === 2);
    expect(kept).toEqual(stopped);
  });

  it('are those of the run that fitted them where a run took them from the cache', async () => {
    const { id: projectId } = await makeProject(db);
    const first = await fitted(projectId);
    const { whole } = sorted(await readTrialCurves(db, { runId: first, idx: 4, series, step: 3 }));
    const again = await runTrials(projectId, trials, 'cached');
    expect(sorted(await readTrialCurves(db, { runId: again, idx: 4, series, step: 3 }))).toEqual({
      before: null,
      whole,
    });
    await recordTrials(db, { runId: again, idx: trials.length, of: 'search' });
    expect(sorted(await readTrialCurves(db, { runId: again, idx: 4, series, step: 3 })).whole).toEqual(whole);
  });
});

describe('models of trials', () => {
  it('are let go a while after the run, but for the ten best and candidates; what was found out stays', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, trees(12));
    await recordTrials(db, { runId, idx: 12, of: 'search' });
    const yesterday = new Date(Date.now() - 24 * 3600_000);
    expect(await releaseTrialModels(db, { before: yesterday, limit: 100 })).toBe(0);
    expect(await modelsOf(runId)).toHaveLength(12);
    // Two uses each: as the output of the trial, and as an input of the step that decides. Trial 0 has the least error.
    const soon = new Date(Date.now() + 60_000);
    expect(await releaseTrialModels(db, { before: soon, limit: 100 })).toBe(4);
    expect(await modelsOf(runId)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await releaseTrialModels(db, { before: soon, limit: 100 })).toBe(0);
    expect(await listTrials(db, { runId })).toHaveLength(12);
    expect(await checkInvariants(db.pool, { settled: true })).toEqual([]);
  });

  it('of those that were stopped early are let go first, however good they looked', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, trees(12), { stopped: [0, 3] });
    await recordTrials(db, { runId, idx: 12, of: 'search' });
    expect(await releaseTrialModels(db, { before: new Date(Date.now() + 60_000), limit: 100 })).toBe(4);
    expect(await modelsOf(runId)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('are kept of each kind of model: a step that compares kinds asks for the best of each', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, [...trees(11), 'bayes', 'bayes']);
    await recordTrials(db, { runId, idx: 13, of: 'search' });
    await releaseTrialModels(db, { before: new Date(Date.now() + 60_000), limit: 100 });
    expect(await modelsOf(runId)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]);
  });

  it('all stay while their search is undecided: it goes on with them when it is started again', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, trees(12), { decided: 'failed' });
    await recordTrials(db, { runId, idx: 12, of: 'search' });
    expect(await releaseTrialModels(db, { before: new Date(Date.now() + 60_000), limit: 100 })).toBe(0);
    expect(await modelsOf(runId)).toHaveLength(12);
  });

  it('are fitted anew once let go: such a trial is not taken from the cache, the others are', async () => {
    const { id: projectId } = await makeProject(db);
    const runId = await runModels(projectId, trees(11));
    await recordTrials(db, { runId, idx: 11, of: 'search' });
    const fingerprints = Array.from({ length: 12 }, (_, idx) => markOf(runId, idx));
    expect((await findCachedSteps(db, { projectId, fingerprints })).size).toBe(12);
    await releaseTrialModels(db, { before: new Date(Date.now() + 60_000), limit: 100 });
    const cached = await findCachedSteps(db, { projectId, fingerprints });
    expect(fingerprints.filter((mark) => !cached.has(mark))).toEqual([markOf(runId, 10)]);
  });

  it('are not asked of trials that failed or had nothing to do: those come from the cache', async () => {
    const { id: projectId } = await makeProject(db);
    const skipped: Json = { v: 1, number: 0, round: 0, params: {}, trainer: 'trees', state: 'skipped', judged: null };
    const runId = await runTrials(projectId, [[{ port: 'trial', kind: 'json', inline: skipped }]], 'succeeded');
    expect((await findCachedSteps(db, { projectId, fingerprints: [markOf(runId, 0)] })).size).toBe(1);
  });
});
