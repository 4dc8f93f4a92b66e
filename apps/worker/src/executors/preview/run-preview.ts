import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { type PreviewAnswer, type PreviewBasis, previewWay } from '@millrace/pipeline-core/preview';
import { getContract } from '@millrace/pipeline-core/steps';
import { plainTable } from '../../data/plain-table';
import type { Cut } from '../../data/preview/cut-table';
import { latePreview, mostPreviewSeconds } from '../../data/preview/late-preview';
import type { PlacedStep, PreviewTask } from '../../data/preview/preview-task';
import { readTableWindow, type TableWindow, windowRequestSchema } from '../../data/table-window';
import { scrubValue } from '../../outside/scrub';
import { makeStep } from './compute-steps';
import { basisOf, type Made, notesOf, type PreviewContext, type PreviewWork, StepStopped } from './preview-work';

/** Rows that stand for a table where a step looks at more than one row, or may drop some; fewer where each takes long. */
const sampleRows = 10_000;
const fewestSampled = 1000;
/** Seconds that a step may take for them by the estimate of its contract. */
const sampleSeconds = 0.2;

/**
 * Rows of an output that no run has made: its step, and those before it that have not run either, are executed over some
 * rows of the tables that are there. Nothing of it is kept.
 */
export async function runPreview(
  task: PreviewTask,
  context: PreviewContext,
  seconds: number = mostPreviewSeconds,
): Promise<PreviewAnswer> {
  const begun = performance.now();
  const late = AbortSignal.timeout(seconds * 1000);
  const attempt = (cut: Cut) => attemptPreview(task, { context, cut, late, begun });
  const cut = cutFor(task);
  return interruptedBy(late, context, async () => {
    const answer = await attempt(cut);
    // Rows that fit a condition may lie further back, in a table that is sorted for one.
    if (cut.way === 'first-rows' && droppedAll(answer))
      return sayOfSome(await attempt({ way: 'sample', rows: cut.rows }));
    return sayOfSome(answer);
  });
}

/** Ends what the session that cuts and reads tables is at when the time is over; steps have sessions that hear it. */
async function interruptedBy<T>(late: AbortSignal, { session }: PreviewContext, work: () => Promise<T>): Promise<T> {
  const interrupt = () =>
    void session.connection().then(
      (connection) => connection.interrupt(),
      () => undefined, // it is closed: nothing of it is at work
    );
  late.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } finally {
    late.removeEventListener('abort', interrupt);
  }
}

/** First rows where each is computed by itself: as many as are shown, more where a step may drop some. */
function cutFor({ steps, rows }: PreviewTask): Cut {
  const ways = steps.map(isRowByRow); // each of them is asked: one that acts is refused wherever it stands
  if (!ways.every(Boolean)) return { way: 'sample', rows: rowsInTime(steps) };
  const drops = steps.some(({ type }) => getContract(type).flags.changesRowCount === true);
  return { way: 'first-rows', rows: drops ? rowsInTime(steps) : rows };
}

/** As many rows as the slowest of the steps is through with in time: one that makes a thousand columns gets fewer. */
function rowsInTime(steps: readonly PlacedStep[]): number {
  const slowest = Math.max(...steps.map(secondsForSample));
  if (slowest <= sampleSeconds) return sampleRows;
  return Math.max(fewestSampled, Math.floor((sampleRows * sampleSeconds) / slowest));
}

/** What the rows of a sample add to the time of a step; settings that do not parse are told of when it is made. */
function secondsForSample({ type, params }: PlacedStep): number {
  const { params: schema, cost } = getContract(type);
  const parsed = schema.safeParse(params);
  return parsed.success ? cost(parsed.data, sampleRows).seconds - cost(parsed.data, 0).seconds : 0;
}

function isRowByRow({ type }: PlacedStep): boolean {
  const way = previewWay(type);
  if (!way.ok) throw notPreviewed(way.reason);
  return way.on === 'first-rows';
}

type Attempt = { context: PreviewContext; cut: Cut; late: AbortSignal; begun: number };

async function attemptPreview(task: PreviewTask, { context, cut, late, begun }: Attempt): Promise<PreviewAnswer> {
  const folder = join(context.folder, cut.way);
  await mkdir(folder);
  const signal = AbortSignal.any([context.signal, late]);
  const facts = { ...context, folder, signal, task, cut, late };
  const work: PreviewWork = { ...facts, made: new Map(), cuts: new Map(), notes: [] };
  const seconds = () => (performance.now() - begun) / 1000;
  try {
    const window = await readMade(work, await makeStep(work, task.show.step, 'cut'));
    const { total } = window;
    const basis: PreviewBasis = basisOf(work) ?? { way: 'all', rows: total, of: total, places: 1 };
    return { ok: true, ...window, basis, notes: notesOf(work), seconds: seconds() };
  } catch (error) {
    const stop = stopOf(error, work, context.signal);
    if (stop === null) throw error;
    const report = scrubValue(stop.report, pathless(work));
    if (report.family === 'operator') throw new PipelineError(report); // not for the author to mend
    return { ok: false, step: stop.step, error: report, basis: basisOf(work), seconds: seconds() };
  }
}

/** A step that stopped, or the time that was over while rows were read for one; null for anything else. */
function stopOf(error: unknown, { task, late }: PreviewWork, caller: AbortSignal): StepStopped | null {
  if (error instanceof StepStopped) return error;
  if (!late.aborted || caller.aborted) return null;
  const { step } = task.show;
  const title = task.steps.find(({ id }) => id === step)?.title ?? step;
  return new StepStopped(step, latePreview(title)); // an interrupted query tells of that in words of the engine
}

/** Takes the places of files out of texts: nobody who draws knows them. */
function pathless({ folder, task }: PreviewWork): (text: string) => string {
  const folders = [...new Set([folder, dirname(folder), ...task.paths.map((path) => dirname(path))])];
  folders.sort((a, b) => b.length - a.length);
  return (text) => folders.reduce((left, one) => left.replaceAll(`${one}${sep}`, ''), text);
}

/** The first rows of the output to look at. */
async function readMade({ session, task }: PreviewWork, { outputs }: Made): Promise<TableWindow> {
  const { port } = task.show;
  const table = outputs.find((output) => output.port === port)?.path;
  const meta = outputs.find((output) => output.port === `${port}.meta`)?.inline;
  if (table === undefined || meta === undefined) throw new Error(`the step made no rows at its output ${port}`);
  const request = windowRequestSchema.parse({ limit: task.rows });
  return readTableWindow(session, plainTable(table, tableMetaSchema.parse(meta)), request);
}

function droppedAll(answer: PreviewAnswer): boolean {
  if (answer.ok || answer.basis === null) return false;
  return answer.error.code === 'no-rows-left' && answer.basis.way !== 'all';
}

/** That no row fits is no error of the step where others were not looked at. */
function sayOfSome(answer: PreviewAnswer): PreviewAnswer {
  if (answer.ok || answer.basis === null || !droppedAll(answer)) return answer;
  const { rows, of } = answer.basis;
  const { report } = new PipelineError({
    code: 'preview-without-rows',
    family: 'pipeline',
    place: answer.error.place,
    seen: `no row that fits among the ${rows} of ${of} that were looked at`,
    expected: 'at least one',
    next: 'Run the pipeline to here to look at all of them.',
  });
  return { ...answer, error: report };
}

function notPreviewed(reason: string): PipelineError {
  return new PipelineError({
    code: 'no-preview',
    family: 'pipeline',
    place: 'Preview',
    seen: 'a step that is not computed for a look',
    expected: 'steps that make rows and do nothing else',
    next: 'Run the pipeline to here.',
    message: `${reason} Run the pipeline to here.`,
  });
}
