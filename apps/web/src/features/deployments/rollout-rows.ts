import { type RateComparison, shareOf } from '@millrace/pipeline-core/rollout';
import type { Outputs } from '../../client/outputs';
import { formatNumber, formatPercent, noValue } from '../../lib/format-number';
import { milliseconds } from '../monitoring/format-latency';

export type NewestRollout = NonNullable<Outputs['rollouts']['ofEndpoint']['newest']>;
type Figures = NewestRollout['figures']['champion'];

/** One line of both releases side by side. `tone` colours the verdict. */
export type RolloutRow = {
  id: string;
  title: string;
  champion: string;
  challenger: string;
  verdict: string;
  tone: 'neutral' | 'success' | 'danger';
};

const titles = {
  errors: 'Failed, nobody answered',
  late: 'Late or failed',
  slow: 'Over the budget',
} as const satisfies Record<RateComparison['rate'], string>;

/** Requests, what went wrong, times and answers of both releases since the step began, with a verdict each. */
export function rolloutRows(rollout: NewestRollout): RolloutRow[] {
  const { figures, figuresOf, rates, plan, budgetMs } = rollout;
  const { champion, challenger, shadow } = figures;
  const wanted = plan.steps[figuresOf.step]?.minRequests ?? 0;
  const whole = (count: number) => formatNumber(count, 0);
  const requests: RolloutRow = {
    ...plainRow(
      'requests',
      shadow === undefined ? 'Requests' : 'Requests copied',
      whole(champion.requests),
      whole(challenger.requests),
    ),
    ...(challenger.requests < wanted
      ? { verdict: `not enough data (${whole(challenger.requests)} of ${whole(wanted)})` }
      : { verdict: 'enough', tone: 'success' as const }),
  };
  const time = (micros: number | null) => (micros === null ? noValue : `${milliseconds(micros)} ms`);
  return [
    requests,
    ...droppedRows(shadow),
    ...rates.map((rate) => rateRow(rate, { least: plan.rules.minRequests, inShadow: shadow !== undefined })),
    plainRow('p50', 'p50 of one row in the release', time(champion.p50), time(challenger.p50)),
    {
      ...plainRow('p95', 'p95 of one row in the release', time(champion.p95), time(challenger.p95)),
      ...budgetVerdict(challenger.p95, { budgetMs, slow: rates.find(({ rate }) => rate === 'slow') }),
    },
    ...answerRows(rollout),
    ...outputRows(champion, challenger),
  ];
}

function plainRow(id: string, title: string, champion: string, challenger: string): RolloutRow {
  return { id, title, champion, challenger, verdict: 'shown, not judged', tone: 'neutral' };
}

/** The rules abort where the p95 is over the budget and more rows are over it than the release before has there. */
function budgetVerdict(
  p95: number | null,
  { budgetMs, slow }: { budgetMs: number; slow: RateComparison | undefined },
): Pick<RolloutRow, 'verdict' | 'tone'> {
  if (p95 === null) return { verdict: 'no times yet', tone: 'neutral' };
  const budget = `the budget of ${formatNumber(budgetMs, 0)} ms`;
  if (p95 <= budgetMs * 1000) return { verdict: `within ${budget}`, tone: 'success' };
  return { verdict: `over ${budget}`, tone: slow?.verdict === 'worse' ? 'danger' : 'neutral' };
}

/** Copies for which there was no time: those of the others say enough, and answers did not wait for them. */
function droppedRows(shadow: NewestRollout['figures']['shadow']): RolloutRow[] {
  if (shadow === undefined || shadow.dropped === 0) return [];
  return [plainRow('dropped', 'Copies dropped under load', '', formatNumber(shadow.dropped, 0))];
}

/** How often both gave the same answer, and how far apart they are. */
function answerRows({ answers, figures, plan }: NewestRollout): RolloutRow[] {
  const { shadow } = figures;
  if (answers === null || shadow === undefined) return [];
  const { differs, limit, verdict } = answers;
  const agreed = differs.of === 0 ? noValue : formatPercent(1 - shareOf(differs), 2);
  const row = plainRow('agreement', 'Answers agree', '', agreed);
  const apart = shadow.meanDifference === null ? noValue : formatNumber(shadow.meanDifference, 4);
  return [
    { ...row, ...verdictOf(verdict, { seen: differs.of, least: plan.rules.minRequests, limit }) },
    plainRow('apart', 'Mean absolute difference', '', apart),
  ];
}

function verdictOf(
  verdict: NonNullable<NewestRollout['answers']>['verdict'],
  { seen, least, limit }: { seen: number; least: number; limit: number },
): Pick<RolloutRow, 'verdict' | 'tone'> {
  const at = `at least ${formatPercent(1 - limit)}`;
  switch (verdict) {
    case 'too-few':
      return { verdict: fewWords(seen, least), tone: 'neutral' };
    case 'worse':
      return { verdict: `too few: ${at}`, tone: 'danger' };
    case 'fine':
      return { verdict: limit === 1 ? 'no limit' : `enough: ${at}`, tone: limit === 1 ? 'neutral' : 'success' };
  }
}

const fewWords = (seen: number, least: number) =>
  `not enough data (${formatNumber(seen, 0)} of ${formatNumber(least, 0)})`;

function rateRow(
  { rate, champion, challenger, chance, verdict }: RateComparison,
  { least, inShadow }: { least: number; inShadow: boolean },
): RolloutRow {
  const cell = (one: RateComparison['champion']) => (one.of === 0 ? noValue : formatPercent(shareOf(one), 2));
  const title = inShadow && rate === 'errors' ? 'Failed' : titles[rate];
  const row = plainRow(rate, title, cell(champion), cell(challenger));
  switch (verdict) {
    case 'too-few':
      return { ...row, verdict: fewWords(Math.min(champion.of, challenger.of), least) };
    case 'worse':
      return { ...row, verdict: 'worse', tone: 'danger' };
    case 'fine':
      return { ...row, verdict: chance < 0.05 ? 'within the margin' : 'no worse', tone: 'success' };
  }
}

/** Shares of classes, the most frequent first, or the mean of numbers. */
function outputRows(champion: Figures, challenger: Figures): RolloutRow[] {
  const [before, next] = [champion.outputs, challenger.outputs];
  const classes = new Map<string, number>();
  for (const outputs of [before, next])
    if (outputs !== null && 'classes' in outputs)
      for (const [name, count] of Object.entries(outputs.classes)) classes.set(name, (classes.get(name) ?? 0) + count);
  if (classes.size > 0) {
    const names = [...classes].sort(([, a], [, b]) => b - a).slice(0, 5);
    return names.map(([name]) =>
      plainRow(`class ${name}`, `Answers ${name}`, classShare(before, name), classShare(next, name)),
    );
  }
  if (before === null && next === null) return [];
  return [plainRow('mean', 'Mean answer', meanOf(before), meanOf(next))];
}

function classShare(outputs: Figures['outputs'], name: string): string {
  if (outputs === null || !('classes' in outputs)) return noValue;
  const all = Object.values(outputs.classes).reduce((sum, count) => sum + count, 0);
  return formatPercent((outputs.classes[name] ?? 0) / all);
}

function meanOf(outputs: Figures['outputs']): string {
  if (outputs === null || 'classes' in outputs || outputs.count === 0) return noValue;
  return formatNumber(outputs.sum / outputs.count, 3);
}
