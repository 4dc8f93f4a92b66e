import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { ExplainedSlices, Explanation, SegmentTerm } from '@millrace/pipeline-core/explain';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { formatFixed, formatNumber } from '../../lib/format-number';

/** The finding about importance: the first column, unless chance may have put it there. */
export function importanceSentence({
  inputs,
  features,
  metric,
}: Pick<Explanation, 'inputs' | 'features' | 'metric'>): string {
  const [first] = inputs ?? features;
  if (first === undefined) return 'No column could be shuffled.';
  if (first.mean <= 2 * first.sd)
    return `No column matters for sure: the largest loss of ${metricLabel(metric)} may be chance.`;
  return `${first.name} matters most: without it ${metricLabel(metric)} loses ${formatFixed(first.mean)}.`;
}

/** What contributions of features are counted in: the answer, or the score that becomes it. */
export function contributionUnit({
  contributions,
  task,
  target,
}: Pick<Explanation, 'contributions' | 'task' | 'target'>): string {
  const classes = task === 'binary' || task === 'multiclass';
  if (contributions?.of !== 'score') return classes ? 'probability' : target === '' ? 'answer' : target;
  return classes ? 'log-odds' : `logarithm of ${target === '' ? 'the answer' : target}`;
}

/** A condition in words: "age from 30 to below 40", "city is Oslo". */
export function termWords(term: SegmentTerm): string {
  const { column } = term;
  switch (term.kind) {
    case 'is':
      return `${column} is ${term.value === '' ? 'an empty text' : term.value}`;
    case 'missing':
      return `${column} is missing`;
    case 'range': {
      const from = term.from === null ? null : formatNumber(term.from, 3);
      const to = term.to === null ? null : formatNumber(term.to, 3);
      if (from === null) return to === null ? `any ${column}` : `${column} below ${to}`;
      return to === null ? `${column} from ${from}` : `${column} from ${from} to below ${to}`;
    }
    default:
      return assertNever(term);
  }
}

/** The conditions of a group: "city is Oslo and plan is b". */
export function groupWords(terms: readonly SegmentTerm[]): string {
  return terms.map(termWords).join(' and ');
}

/** The finding about worst groups. */
export function slicesSentence({ slices, tested }: Pick<ExplainedSlices, 'slices' | 'tested'>): string {
  if (tested === 0) return 'No group has enough rows to be compared.';
  const sure = slices.filter((slice) => slice.sure);
  const [first] = sure;
  if (first === undefined) return 'No group of rows is worse than the others beyond chance.';
  const worst = groupWords(first.terms);
  return sure.length === 1
    ? `One group of rows is worse than the others: ${worst}.`
    : `${sure.length} groups of rows are worse than the others, most of all ${worst}.`;
}
