import {
  type Bisect,
  type Database,
  type Db,
  getBisectUnchecked,
  getPipeline,
  getRun,
  listJudgedSteps,
  noteBisect,
  type Pipeline,
  planPipelineRun,
  type ReadBisectRun,
  readBisectRun,
  rightsOfActor,
  startPlannedRun,
} from '@millrace/db';
import { advance, figureOf, hybridOf, type Probe, type Tried } from '@millrace/pipeline-core/bisect';
import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { isDrawn } from '@millrace/pipeline-core/run';
import { NotYet } from '../queue/to-queue-error';

/** What a run found is recorded by events of its own, which may come a moment later than its end. */
const figureSoonMs = 500;

/** What has not been recorded so long after the end of its run is not on its way any more. */
const figureWithinMs = 10 * 60_000;

/**
 * Takes a search for a cause as far as it goes now: notes what hybrids that ended have found, and starts the next one or keeps
 * the verdict. May be called at any time and by several at once: what is next follows from the row alone.
 */
export async function advanceBisect(db: Database, id: string, now = new Date()): Promise<void> {
  for (;;) {
    const bisect = await getBisectUnchecked(db, { id });
    if (bisect === null || bisect.status !== 'running') return;
    const tried = await settle(db, bisect, now);
    const next = advance(bisect.setup, tried);
    if (next.do === 'wait') return void (await note(db, bisect, { tried, status: 'running' }));
    if (next.do === 'end') return void (await note(db, bisect, { tried, status: 'done', verdict: next.verdict }));
    const started = await start(db, { bisect, tried, probe: next.probe });
    if (started !== 'again') return;
  }
}

type News = Parameters<typeof noteBisect>[1];

/** Keeps what is new of a search unless somebody else was faster. */
async function note(db: Db, seen: Bisect, news: Omit<News, 'id'>): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = await getBisectUnchecked(tx, { id: seen.id, lock: true });
    if (now === null || now.status !== 'running' || now.tried.length !== seen.tried.length) return false;
    return noteBisect(tx, { ...news, id: seen.id });
  });
}

/** Hybrids with what those that ended since have found. */
async function settle(db: Db, { projectId, setup, tried }: Bisect, now: Date): Promise<Tried[]> {
  const settled: Tried[] = [];
  for (const one of tried)
    settled.push(one.ended || one.run === null ? one : await settleOne(db, { projectId, setup, one, now }));
  return settled;
}

async function settleOne(
  db: Db,
  { projectId, setup, one, now }: Pick<Bisect, 'projectId' | 'setup'> & { one: Tried; now: Date },
): Promise<Tried> {
  const run = one.run === null ? null : await getRun(db, { projectId, id: one.run });
  if (run === null) return { ...one, ended: true, problem: 'The run is not there any more.' };
  if (run.status === 'running') return one;
  const ran = run.stepRuns.filter(({ status }) => status !== 'cached').length;
  const ended = { ...one, ended: true, ran, steps: run.stepRuns.length };
  if (run.status === 'cancelled') return { ...ended, problem: 'The run was stopped.' };
  const judge = run.stepRuns.find(({ spec }) => spec.step === setup.step && isDrawn(spec));
  if (judge?.status !== 'succeeded' && judge?.status !== 'cached') {
    const failed = run.stepRuns.find(({ status }) => status === 'failed');
    return { ...ended, problem: failed?.error?.message ?? 'The step that judges was not reached.' };
  }
  const judged = (await listJudgedSteps(db, { runId: run.id })).find(({ step }) => step === setup.step);
  if (judged === undefined) {
    const since = now.getTime() - (run.finishedAt ?? now).getTime();
    if (since > figureWithinMs) return { ...ended, problem: neverRecorded };
    throw new NotYet(`what run ${run.number} found is not recorded yet`, figureSoonMs);
  }
  const value = figureOf(judged.evaluation, setup.metric);
  return { ...ended, value, problem: value === null ? `It has no ${setup.metric}.` : null };
}

const neverRecorded =
  'The run ended well, but its figures were not recorded within 10 minutes. The log of the worker says why.';

type Wanted = { bisect: Bisect; tried: Tried[]; probe: Probe };

/** Starts a hybrid; `again` where it cannot even be planned, which is noted, or where somebody else was faster. */
async function start(db: Database, { bisect, tried, probe }: Wanted): Promise<'started' | 'ended' | 'again'> {
  const { projectId, setup, createdBy: startedBy } = bisect;
  const [pipeline, good, bad, may] = await Promise.all([
    getPipeline(db, { projectId, id: bisect.pipelineId }),
    readBisectRun(db, { projectId, runId: setup.good.run }),
    readBisectRun(db, { projectId, runId: setup.bad.run }),
    rightsOfActor(db, { projectId, actor: startedBy }),
  ]);
  const fail = async (error: ErrorReport) => {
    await note(db, bisect, { tried, status: 'failed', error });
    return 'ended' as const;
  };
  if (pipeline === null || good === null || bad === null) return fail(runGone);
  if (!may('run')) return fail(rightGone);
  const planned = await plan(db, { bisect, probe, pipeline, sides: { good, bad }, may });
  return db.transaction(async (tx) => {
    const now = await getBisectUnchecked(tx, { id: bisect.id, lock: true });
    if (now === null || now.status !== 'running') return 'ended';
    if (now.tried.length !== bisect.tried.length) return 'again';
    const requestKey = `bisect ${bisect.id} ${tried.length}`;
    const run = await startPlannedRun(tx, {
      ...planned,
      projectId,
      requestKey,
      startedBy,
      may,
      trigger: 'bisect',
      hybrid: true,
    });
    if (!run.ok && run.error.family !== 'pipeline') throw new PipelineError(run.error);
    const facts = run.ok
      ? { run: run.value.runId, number: run.value.number, problem: null, ended: false }
      : { run: null, number: null, problem: run.error.message, ended: true };
    const one: Tried = { on: [...probe.on], repeat: probe.repeat, value: null, ...facts };
    await noteBisect(tx, { id: bisect.id, tried: [...tried, one], status: 'running' });
    return run.ok ? 'started' : 'again';
  });
}

async function plan(
  db: Db,
  o: {
    bisect: Bisect;
    probe: Probe;
    pipeline: Pipeline;
    sides: { good: ReadBisectRun; bad: ReadBisectRun };
    may: Awaited<ReturnType<typeof rightsOfActor>>;
  },
) {
  const { projectId, setup } = o.bisect;
  const { document, references } = hybridOf({
    ...o.sides,
    step: setup.step,
    differences: setup.differences,
    probe: o.probe,
  });
  const made = await planPipelineRun(db, {
    ...{ projectId, pipelineId: o.pipeline.id, document, may: o.may },
    ...{ targetStep: setup.step, pinned: references },
  });
  return { pipeline: { id: o.pipeline.id, name: o.pipeline.name, document }, plan: made };
}

const runGone = new PipelineError({
  code: 'run-gone',
  family: 'pipeline',
  place: 'Search for the cause',
  seen: 'one of the runs, or their pipeline, was deleted',
  expected: 'both runs and their pipeline',
  next: 'Start a search between two runs that are there.',
}).report;

const rightGone = new PipelineError({
  code: 'right-gone',
  family: 'pipeline',
  place: 'Search for the cause',
  seen: 'whoever started it may not run pipelines of this project any more',
  expected: 'the right to run',
  next: 'Start it again as somebody who may run.',
}).report;
