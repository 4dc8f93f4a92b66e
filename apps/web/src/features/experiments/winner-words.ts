import { formatCount } from '../../lib/format-number';
import { columnFigure, metricWords } from './metric-words';
import type { Way } from './pareto';

/** One of the compared, with its figure; `part` and `rows` say on whose rows a pipeline judged it, null where a program logged it. */
export type Contender = {
  id: string;
  name: string;
  value: number | null;
  part: string | null;
  rows: number | null;
  running: boolean;
};

/** What a run found when it compared models on the same rows: how far each is behind the best, with the paired interval. */
export type Paired = {
  metric: string;
  part: string;
  rows: number;
  ranking: readonly {
    id: string;
    best: boolean;
    behind: { difference: number; interval: readonly [number, number] } | null;
  }[];
};

type Found = Contender & { value: number };

/**
 * Who is best by a figure, and how sure that is. Only a paired comparison on the same rows whose interval leaves out zero
 * lets one "beat" another; without one the sentence says that there is one figure per run.
 */
export function winnerWords(o: {
  contenders: readonly Contender[];
  metric: string;
  way: Way;
  baseline: string | null;
  paired: Paired | null;
}): { sentence: string; facts: string[] } {
  const { metric, way, contenders } = o;
  const found = contenders.filter((one): one is Found => one.value !== null && Number.isFinite(one.value));
  found.sort((a, b) => (way === 'higher' ? b.value - a.value : a.value - b.value));
  const [best, second] = found;
  if (best === undefined)
    return { sentence: `None of these runs has a figure “${metricWords(metric)}”.`, facts: ['Choose another figure'] };
  if (second === undefined) {
    return {
      sentence: `Only ${best.name} has “${metricWords(metric)}”: ${columnFigure(metric, best.value)}.`,
      facts: ['Nothing to compare it with'],
    };
  }
  const pairs =
    o.paired !== null && o.paired.metric === metric
      ? pairedWords(o.paired, { best, found, baseline: o.baseline })
      : null;
  const missing = contenders.length - found.length;
  const without = missing === 0 ? [] : [`${formatCount(missing, 'run')} without this figure`];
  if (pairs !== null) return { sentence: pairs.sentence, facts: [...pairs.facts, ...without] };
  return { sentence: plainWords({ best, second, found, ...o }), facts: [...plainFacts(found), ...without] };
}

function plainWords(o: {
  best: Found;
  second: Found;
  found: Found[];
  metric: string;
  way: Way;
  baseline: string | null;
}): string {
  const { best, second, found, metric, way } = o;
  const equal = found.filter(({ value }) => value === best.value);
  const extreme = `${way === 'higher' ? 'highest' : 'lowest'} ${metricWords(metric)}${best.running ? ' so far' : ''}`;
  const figure = columnFigure(metric, best.value);
  if (equal.length > 1) {
    return `${listed(equal.map(({ name }) => name))} share the ${extreme}, ${figure}.`;
  }
  const other = found.find(({ id }) => id === o.baseline && id !== best.id) ?? second;
  const gap = columnFigure(metric, Math.abs(best.value - other.value));
  const named = best.id === o.baseline ? `${best.name}, the baseline,` : best.name;
  return `${named} has the ${extreme}, ${figure}: ${gap} ${way === 'higher' ? 'above' : 'below'} ${other.name}.`;
}

/** What the figures rest on, so that nobody reads more into them than there is. */
function plainFacts(found: readonly Found[]): string[] {
  const bases = new Set(found.map(({ part, rows }) => (part === null ? 'logged' : `${rows} ${part}`)));
  const judged = found.filter(({ part }) => part !== null).length;
  const mixed =
    judged > 0 && judged < found.length
      ? ['Some were judged by pipelines, others logged: not on the same rows as far as anybody knows']
      : bases.size > 1
        ? ['Not judged on the same rows']
        : [];
  return ['One figure per run, no paired comparison: the difference may be chance', ...mixed];
}

function pairedWords(
  paired: Paired,
  { best, found, baseline }: { best: Found; found: readonly Found[]; baseline: string | null },
): { sentence: string; facts: string[] } | null {
  const winner = paired.ranking.find(({ id, best: is }) => is && found.some((one) => one.id === id));
  const others = found.filter(({ id }) => id !== winner?.id);
  const other = others.find(({ id }) => id === baseline) ?? others[0];
  const behind = paired.ranking.find(({ id }) => id === other?.id)?.behind ?? null;
  // The best of the run may stand outside of what is compared here: then nothing was paired between these.
  if (winner === undefined || winner.id !== best.id || other === undefined || behind === null) return null;
  const [low, high] = behind.interval;
  const sure = low > 0 || high < 0;
  const name = metricWords(paired.metric);
  const figure = (value: number) => columnFigure(paired.metric, value);
  const gap = figure(Math.abs(behind.difference));
  const span = `95% interval ${figure(low)} to ${figure(high)}`;
  const ties = paired.ranking.filter(
    ({ id, behind: own }) =>
      id !== winner.id &&
      found.some((one) => one.id === id) &&
      own !== null &&
      own.interval[0] <= 0 &&
      own.interval[1] >= 0,
  ).length;
  const sentence = sure
    ? `${best.name} beats ${other.name} by ${gap} in ${name} (${span}).`
    : `${best.name} is ahead of ${other.name} by ${gap} in ${name}, within noise (${span}).`;
  const whose = paired.part === 'folds' ? 'mean over the same folds' : formatCount(paired.rows, `${paired.part} row`);
  const tied = ties === 0 ? [] : [`${ties} of ${found.length - 1} others cannot be told apart from it`];
  return { sentence, facts: [`Paired on the same rows: ${whose}`, ...tied] };
}

function listed(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
