import {
  type FoldScores,
  foldInterval,
  metricDirection,
  primaryMetric,
  rowsInWords,
} from '@millrace/pipeline-core/metrics';
import { taskFacts } from '@millrace/pipeline-core/release';
import { settingTitle } from '@millrace/pipeline-core/steps';
import type { Outputs } from '../../client/outputs';
import { formatCount, formatFixed } from '../../lib/format-number';

export type Candidate = Outputs['candidates']['list']['candidates'][number];
export type ComparisonRecord = Outputs['candidates']['list']['comparison'];
export type SearchFigure = Outputs['candidates']['list']['searched'][number];

type Part = 'train' | 'validation' | 'test';

export type CandidateRow = {
  candidate: Candidate;
  /** The rows it was judged on carry no parts: it may have learned from any of them. */
  unsplit: boolean;
  rank: number;
  metric: string;
  /**
   * Whose rows decide who is best: those the comparison of the run asked, else the folds of a cross-validation, else the
   * part the candidate was judged on.
   */
  part: Part | 'folds';
  /** The deciding figure in each fold, where folds decide. */
  folds: FoldScores | null;
  /** The deciding figure. */
  value: number | null;
  interval: readonly [number, number] | null;
  /** The same figure on the rows kept for the end, when others decide. */
  beside: { part: Part; value: number | null } | null;
  /** How much better it looks on rows it has seen than on those that decide. */
  gap: number | null;
  best: boolean;
  /** Cannot be told apart from the best on the same rows. */
  tied: boolean;
  /** What the search that found it judged it by: on rows of its own, so it ranks among its like alone. */
  searched: SearchFigure | null;
};

/**
 * Candidates by the figure that decides. The comparison of the run says which that is and who is best; those it did not
 * hold come after the others. Without one, the primary metric on the judged rows decides. What nothing but its search has
 * judged comes last, however good the search found it: first those it hands on.
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  comparison: ComparisonRecord,
  searched: readonly SearchFigure[] = [],
): CandidateRow[] {
  const places = new Map(comparison?.result.ranking.map(({ model }, place) => [model, place]));
  const figures = new Map(searched.map((figure) => [figure.model, figure]));
  const rows = candidates.map((candidate) => ({
    ...toRow(candidate, comparison),
    searched: figures.get(candidate.modelHash) ?? null,
  }));
  const last = places.size;
  const placeOf = ({ candidate }: CandidateRow) => places.get(candidate.modelHash) ?? last;
  rows.sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      keyOf(a) - keyOf(b) ||
      (a.value === null ? bySearch(a, b) : 0) ||
      // What nothing tells apart, as while a run is going, keeps its place when the next candidate comes.
      a.candidate.title.localeCompare(b.candidate.title) ||
      a.candidate.id.localeCompare(b.candidate.id),
  );
  return rows.map((row, index) => ({ ...row, rank: index + 1 }));
}

/** Smaller is better; a candidate without a figure comes last. */
function keyOf({ metric, value }: Pick<CandidateRow, 'metric' | 'value'>): number {
  if (value === null) return Number.MAX_VALUE;
  return metricDirection(metric) === 'lower' ? value : -value;
}

/** Of two without a figure of their own: what a search hands on first, then by what their searches found. */
function bySearch(a: CandidateRow, b: CandidateRow): number {
  const place = ({ searched }: CandidateRow) => (searched === null ? 2 : searched.winner ? 0 : 1);
  const key = ({ searched }: CandidateRow) => (searched === null ? 0 : keyOf(searched));
  return place(a) - place(b) || (a.searched?.metric === b.searched?.metric ? key(a) - key(b) : 0);
}

function toRow(candidate: Candidate, comparison: ComparisonRecord): Omit<CandidateRow, 'searched'> {
  const evaluation = candidate.evaluations[0]?.result;
  const metric = comparison?.result.metric ?? primaryMetric(candidate.task);
  const judged = evaluation?.part ?? 'test';
  const part = comparison?.result.part ?? (evaluation?.folds === undefined ? judged : 'folds');
  const compared = comparison?.result.ranking.find(({ model }) => model === candidate.modelHash);
  const folds = part === 'folds' ? (compared?.folds ?? evaluation?.folds?.metrics[metric] ?? null) : null;
  const figures = part === 'folds' ? undefined : evaluation?.parts[part];
  const value = compared?.metric ?? folds?.mean ?? figures?.metrics[metric] ?? null;
  const train = evaluation?.parts.train.metrics[metric] ?? null;
  const towardsBetter = metricDirection(metric) === 'lower' ? -1 : 1;
  return {
    candidate,
    unsplit: (comparison?.result ?? evaluation)?.unsplit === true,
    rank: 0,
    metric,
    part,
    value,
    folds,
    interval: withWidth(compared?.interval ?? (folds === null ? figures?.intervals[metric] : foldInterval(folds))),
    beside: besideOf({ part, judged }, evaluation?.parts[judged].metrics[metric] ?? null),
    gap: value === null || train === null ? null : towardsBetter * (train - value),
    best: compared?.best ?? false,
    tied: compared?.tied ?? false,
  };
}

/** Resamples that all came out the same tell no spread, as older evaluations have it: no "± 0.000" is claimed from them. */
function withWidth(interval: readonly [number, number] | null | undefined): CandidateRow['interval'] {
  return interval == null || interval[0] === interval[1] ? null : interval;
}

/** Train rows are kept for no end: beside folds, which hold out all of them in turn, they say nothing. */
function besideOf(o: { part: CandidateRow['part']; judged: Part }, value: number | null): CandidateRow['beside'] {
  return o.part === o.judged || o.judged === 'train' ? null : { part: o.judged, value };
}

/** Whose rows decide, in words: "validation rows", "the mean of 5 folds". */
export function decidingRows({ part, folds, unsplit }: Pick<CandidateRow, 'part' | 'folds' | 'unsplit'>): string {
  if (part !== 'folds') return rowsInWords({ part, unsplit: unsplit || undefined });
  return folds === null ? 'the mean of its folds' : `the mean of ${folds.values.length} folds`;
}

/** Which rows the figures speak of, and what that means for the figure of the best. */
export function decidingFacts(rows: readonly CandidateRow[]): string[] {
  const [first] = rows;
  const evaluation = first?.candidate.evaluations[0]?.result;
  if (first === undefined || evaluation === undefined) return [];
  const { part, beside, unsplit } = first;
  const rowsOf = (name: typeof part) =>
    name === 'folds'
      ? formatCount(evaluation.folds?.k ?? 0, 'fold')
      : unsplit
        ? `${formatCount(evaluation.parts[name].rows, 'row')} without a split, also those it learned from`
        : formatCount(evaluation.parts[name].rows, `${name} row`);
  const decided =
    beside !== null
      ? [`${rowsOf(part)} decide`, `${rowsOf(beside.part)} kept for the end`]
      : [chosenOnTest(rows) ? `${rowsOf(part)} decide, so the figure of the best flatters it` : rowsOf(part)];
  const { label, target } = taskFacts[first.candidate.task];
  const about = target === null ? label : `target ${evaluation.target}`;
  return [...decided, '95% intervals', 'same rows for all', about];
}

/** The rows that were to have the last word also chose: the best of several looks better on them than it is. */
export function chosenOnTest(rows: readonly CandidateRow[]): boolean {
  const [first] = rows;
  return judgedOf(rows) > 1 && first !== undefined && !first.unsplit && first.part === 'test' && first.beside === null;
}

/** Candidates with a figure by which they rank. */
function judgedOf(rows: readonly CandidateRow[]): number {
  return rows.filter(({ value }) => value !== null).length;
}

/** Settings that are not alike in all rows: what is worth reading. */
export function differingParams(rows: readonly CandidateRow[]): Map<string, string> {
  const byType = new Map<string, CandidateRow[]>();
  for (const row of rows) byType.set(row.candidate.stepType, [...(byType.get(row.candidate.stepType) ?? []), row]);
  const words = new Map<string, string>();
  for (const group of byType.values()) {
    const names = new Set(group.flatMap(({ candidate }) => Object.keys(candidate.manifest.trainer.params)));
    const varying = [...names].filter(
      (name) => new Set(group.map(({ candidate }) => JSON.stringify(candidate.manifest.trainer.params[name]))).size > 1,
    );
    for (const { candidate } of group) {
      words.set(
        candidate.id,
        varying
          .map(
            (name) =>
              `${settingTitle(candidate.stepType, name).toLowerCase()} ${settingInWords(candidate.manifest.trainer.params[name])}`,
          )
          .join(', '),
      );
    }
  }
  return words;
}

/** A drawn number with as many digits as tell trials apart. */
function settingInWords(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value ?? null);
}

/** The finding that opens the page: about the first row of the table, by the figure that decides. */
export function leaderSentence(rows: readonly CandidateRow[], label: (metric: string) => string): string {
  const [first] = rows;
  if (first === undefined) return 'No candidate has been evaluated yet.';
  if (first.value === null) return `No candidate has been evaluated yet.${searchSentence(first, label)}`;
  const { beside, part, value } = first;
  const ties = rows.filter((row) => row.tied && row !== first).length;
  const others =
    ties === 0 ? '' : ties === 1 ? ' One other may be just as good.' : ` ${ties} others may be just as good.`;
  const figure = `${label(first.metric)} ${formatFixed(value)}`;
  if (judgedOf(rows) === 1 && beside === null && part !== 'folds')
    return `${first.candidate.title} reaches ${figure}.${poorGroups(first)}`;
  if (beside === null && part === 'folds')
    return `${first.candidate.title} leads at ${figure}, ${decidingRows(first)}.${others}`;
  if (beside === null) return `${first.candidate.title} leads at ${figure}.${others}${poorGroups(first)}`;
  const kept = beside.value === null ? '' : ` (${formatFixed(beside.value)} on ${beside.part} rows)`;
  return `${first.candidate.title} is best by ${decidingRows(first)}: ${figure}${kept}.${others}`;
}

/** What a search found out before anything was evaluated: it chose by this figure, so it is no promise for new rows. */
function searchSentence({ candidate, searched }: CandidateRow, label: (metric: string) => string): string {
  if (searched === null || !searched.winner) return '';
  const { metric, value, judged } = searched;
  const of = judged === 1 ? 'the only trial' : `the best of ${judged} trials`;
  return ` In its search ${candidate.title} was ${of}: ${label(metric)} ${formatFixed(value)} on ${searchedOn(candidate)}.`;
}

/** Whose rows a search judges by: those of the validation part, without one a share of the train rows. */
export function searchedOn({ manifest }: Candidate): 'validation rows' | 'held-out train rows' {
  return manifest.trainedOn.validationRows > 0 ? 'validation rows' : 'held-out train rows';
}

/** Groups whose rows lie no nearer to their own than to others are none, which the figure alone does not tell everybody. */
function poorGroups({ candidate, metric, value }: CandidateRow): string {
  if (candidate.task !== 'clustering' || metric !== 'silhouette' || value === null || value > 0.1) return '';
  return value < 0
    ? ' Below 0, rows lie nearer to another group than to their own: try other columns or another number of groups.'
    : ' Near 0, groups run into each other: try other columns or another number of groups.';
}

/**
 * Candidates that no Evaluate step judged and that one can: of those a comparison ranked the best goes on, the others of a
 * search are not handed to any step.
 */
export function unjudged(rows: readonly CandidateRow[]): CandidateRow[] {
  return rows.filter(
    (row) => row.candidate.evaluations.length === 0 && (row.value === null || row.best) && !staysInSearch(row),
  );
}

/** Nothing but its search has judged it, and nothing can: the search handed another kind of model on. */
export function leftInSearch(rows: readonly CandidateRow[]): CandidateRow[] {
  return rows.filter((row) => row.candidate.evaluations.length === 0 && row.value === null && staysInSearch(row));
}

function staysInSearch({ searched, best }: CandidateRow): boolean {
  return searched !== null && !searched.winner && !best;
}
