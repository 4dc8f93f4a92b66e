import type { Evaluation } from '../metrics/evaluation';
import { type MetricName, metricDirection, metricLabel } from '../metrics/metric-names';
import { primaryMetric } from '../metrics/primary-metric';
import type { Gate, GateCheck } from './gate';

/** Says what is looked at; whether it is well is said by the mark and the reason, and may be either. */
export const metricBase = { id: 'metric', title: 'Figure against what answers today' };

/** What is known of how good a release is. */
export type EvaluatedRelease = {
  name: string;
  evaluation: Evaluation | null;
  /** Where an evaluation that is not recorded yet will come from: `step "Evaluate" of run 12`. */
  awaits?: string | undefined;
  /** The same of one that did not come: `step "Evaluate" of run 12 failed`. */
  missed?: string | undefined;
};

/**
 * The primary metric is not worse than the champion's by more than their intervals allow. A release without a figure does
 * not pass a champion that has one: a person says why it goes out all the same.
 */
export function checkMetric(next: EvaluatedRelease, champion: EvaluatedRelease | null): GateCheck {
  const awaited = [next, ...(champion === null ? [] : [champion])].find(isAwaited);
  if (awaited !== undefined) {
    const reason = `The deployment waits for the evaluation of ${awaited.name}: ${awaited.awaits}.`;
    return { ...metricBase, status: 'not-run', reason };
  }
  if (champion === null) return firstRelease(next);
  const [mine, before] = [next.evaluation, champion.evaluation];
  if (mine === null || before === null) return incomparable(next, champion);
  if (mine.task !== before.task || mine.target !== before.target) {
    return {
      ...metricBase,
      ...failing(
        `${champion.name} predicts ${before.target} (${before.task}), this one ${mine.target} (${mine.task}).`,
      ),
    };
  }
  return compareMetric({ next: mine, before, championName: champion.name });
}

/** What these gates wait for, in words: the figure of a check that had to be there and is still being made; else null. */
export function awaitedByGates(gates: readonly Gate[]): string | null {
  const checks = gates.flatMap(({ checks }) => checks);
  return checks.find(({ id, status }) => id === metricBase.id && status === 'not-run')?.reason ?? null;
}

function isAwaited({ evaluation, awaits }: EvaluatedRelease): boolean {
  return evaluation === null && awaits !== undefined;
}

function firstRelease(next: EvaluatedRelease): GateCheck {
  const reason = 'Nothing answers here yet to compare with.';
  return next.evaluation === null
    ? { ...metricBase, status: 'warn', reason: `${reason} How good this release is nobody knows: ${unjudged(next)}.` }
    : { ...metricBase, status: 'pass', reason };
}

/** A champion without a figure stops nothing: there is none to be worse than. */
function incomparable(next: EvaluatedRelease, champion: EvaluatedRelease): GateCheck {
  const reason = (one: EvaluatedRelease) => `Cannot be compared, because ${unjudged(one)}.`;
  if (champion.evaluation === null) return { ...metricBase, status: 'warn', reason: reason(champion) };
  return {
    ...metricBase,
    ...failing(reason(next), `${next.missed ?? 'not evaluated'}, against ${champion.name}`),
    fix: `Evaluate it on the rows of ${champion.name} with an Evaluate step and deploy it again, or say why this one is right.`,
  };
}

/** Other figures are another failure. The number of a release is a guess until it is packed, and no part of the id. */
function failing(reason: string, id: string = reason): Pick<GateCheck, 'status' | 'reason' | 'subjects'> {
  return { status: 'fail', reason, subjects: [{ id, text: reason }] };
}

function unjudged({ name, missed }: EvaluatedRelease): string {
  return missed === undefined ? `${name} was not evaluated` : `the evaluation of ${name} did not come: ${missed}`;
}

type Compared = { next: Evaluation; before: Evaluation; championName: string };

function compareMetric({ next, before, championName }: Compared): GateCheck {
  const name = primaryMetric(next.task);
  const [mine, theirs] = [next.parts[next.part], before.parts[before.part]];
  const [value, old] = [mine.metrics[name] ?? null, theirs.metrics[name] ?? null];
  if (value === null || old === null) return undefinedMetric(name, { old, championName });
  const measured = `${mine.rows.toLocaleString('en')} rows`;
  const where = next.part === before.part ? '' : ` on ${before.part} rows`;
  const reason = `${metricLabel(name)} ${value.toFixed(4)} on ${next.part} rows, ${championName} has ${old.toFixed(4)}${where}.`;
  const sign = metricDirection(name) === 'higher' ? 1 : -1;
  const loss = sign * (old - value);
  if (loss <= 0) return { ...metricBase, status: 'pass', reason, measured };
  const room = halfWidth(mine.intervals[name]) + halfWidth(theirs.intervals[name]);
  return loss <= room
    ? { ...metricBase, status: 'pass', reason: `${reason} Within the intervals.`, measured }
    : { ...metricBase, ...failing(reason), measured, fix: `Keep ${championName}, or say why this one is right.` };
}

function undefinedMetric(name: MetricName, o: { old: number | null; championName: string }): GateCheck {
  const whose = o.old === null ? `the rows of ${o.championName}` : 'the rows of this release';
  const reason = `Cannot be compared, because ${metricLabel(name)} is not defined on ${whose}.`;
  if (o.old === null) return { ...metricBase, status: 'warn', reason };
  return { ...metricBase, ...failing(reason), fix: 'Evaluate it on more rows, or say why this one is right.' };
}

function halfWidth(interval: readonly [number, number] | undefined): number {
  return interval === undefined ? 0 : (interval[1] - interval[0]) / 2;
}
