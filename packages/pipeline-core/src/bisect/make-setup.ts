import { drawingUpTo } from '../graph/drawing-up-to';
import type { RunId, StepId } from '../ids';
import { canonicalJson } from '../json';
import { metricDirection, primaryMetric } from '../metrics';
import type { Evaluation } from '../metrics/evaluation';
import { err, ok, type Result } from '../result';
import { findContract } from '../steps/catalog';
import type { BisectSetup } from './bisect-setup';
import type { BisectSide } from './bisect-side';
import { fixedDifferences, isOtherCode } from './fixed-differences';
import { listDifferences } from './list-differences';
import { stepName } from './step-name';

/** What a judging step of a run found. */
export type Judged = {
  step: StepId;
  title: string;
  evaluation: Pick<Evaluation, 'task' | 'part' | 'parts' | 'folds'>;
};

export type BisectRun = BisectSide & { run: RunId; number: number; judged: readonly Judged[] };

/** A judging step of both runs, and by how much the second is worse by its primary metric. */
export type Loss = { step: StepId; title: string; metric: string; good: number; bad: number; loss: number };

/** Why no cause can be searched, and what to do about it. */
export type NoSetup = { message: string; next: string };

/** The figure of an evaluation that counts: the mean over its folds, where it has any, else that of the judged part. */
export function figureOf({ part, parts, folds }: Judged['evaluation'], metric: string): number | null {
  return (folds === undefined ? parts[part].metrics[metric] : folds.metrics[metric]?.mean) ?? null;
}

/** What each judging step of both runs says, the one that lost most against its own value first. */
export function lossesOf(good: readonly Judged[], bad: readonly Judged[]): Loss[] {
  const found = bad.flatMap(({ step, title, evaluation }): Loss[] => {
    const before = good.find((one) => one.step === step);
    if (before === undefined || before.evaluation.task !== evaluation.task) return [];
    const metric = primaryMetric(evaluation.task);
    const [was, is] = [figureOf(before.evaluation, metric), figureOf(evaluation, metric)];
    if (was === null || is === null) return [];
    const loss = metricDirection(metric) === 'higher' ? was - is : is - was;
    return [{ step, title, metric, good: was, bad: is, loss }];
  });
  const relative = ({ loss, good: was }: Loss) => loss / Math.max(Math.abs(was), 1e-12);
  return found.sort((a, b) => relative(b) - relative(a));
}

/**
 * What a search for the cause begins with: the judging step that was asked for, else the one that lost most, and what differs
 * between the two runs. Refused where there is nothing to explain, nothing that differs, or nothing that can be repeated.
 */
export function makeSetup(o: {
  good: BisectRun;
  bad: BisectRun;
  /** Of the executors of now, by step type. */
  codeHashes: Readonly<Record<string, string>>;
  step?: StepId | undefined;
  repeats: number;
  most: number;
}): Result<BisectSetup, NoSetup> {
  const { good, bad, codeHashes, repeats, most } = o;
  const losses = lossesOf(good.judged, bad.judged);
  const chosen = o.step === undefined ? losses[0] : losses.find(({ step }) => step === o.step);
  if (chosen === undefined)
    return refused('No step judged a model in both runs.', 'Choose a run in which the same step judged.');
  if (chosen.loss <= 0)
    return refused(
      `Run ${bad.number} is no worse than run ${good.number}.`,
      'Choose the better run as the one to compare with.',
    );
  const { step } = chosen;
  const again = [good, bad].flatMap(({ document }) => actingSteps(document, step));
  if (again[0] !== undefined)
    return refused(
      `“${again[0]}” acts on things outside, so runs cannot be repeated.`,
      'Move it behind the evaluation.',
    );
  const differences = listDifferences(good, bad, step);
  const fixed = fixedDifferences(good, bad, step);
  const side = (run: BisectRun, value: number) => ({
    ...{ run: run.run, number: run.number, value },
    again: isOtherCode(run, { step, codeHashes }),
  });
  const ends = { good: side(good, chosen.good), bad: side(bad, chosen.bad) };
  if (differences.length === 0 && !ends.good.again)
    return refused(
      'The two runs differ in nothing that could be tried.',
      'What they were made on may differ: see their steps.',
    );
  return ok({
    ...{ v: 1, step, title: chosen.title, metric: chosen.metric, direction: metricDirection(chosen.metric) },
    ...{ ...ends, differences, fixed, repeats, most, elsewhere: elsewhere(good, bad, step) },
    bar: (chosen.good + chosen.bad) / 2,
  });
}

function refused(message: string, next: string): Result<never, NoSetup> {
  return err({ message, next });
}

/** Steps before the judge that cause something outside, or ask somebody outside: they are not the same twice. */
function actingSteps(document: BisectSide['document'], step: StepId): string[] {
  return Object.values(drawingUpTo(document, step).steps).flatMap(({ type, title }) => {
    const flags = findContract(type)?.flags;
    return flags?.effect === true || flags?.outside === true ? [stepName({ type, title })] : [];
  });
}

/** How many steps that do not reach the judge are on one side only or not the same. */
function elsewhere(good: BisectSide, bad: BisectSide, step: StepId): number {
  const [was, is] = [good.document, bad.document];
  const reach = { ...drawingUpTo(was, step).steps, ...drawingUpTo(is, step).steps };
  const ids = new Set([...Object.keys(was.steps), ...Object.keys(is.steps)]);
  const facts = (document: BisectSide['document'], id: string) => {
    const { type, version, params, disabled } = document.steps[id] ?? {};
    return canonicalJson({ type, version, params, disabled });
  };
  return [...ids].filter((id) => reach[id] === undefined && facts(was, id) !== facts(is, id)).length;
}
