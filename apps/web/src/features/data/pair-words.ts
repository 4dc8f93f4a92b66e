import type { AssociationPair } from '@millrace/pipeline-core/profile';
import { formatNumber } from '../../lib/format-number';

export const measureNames = {
  correlation: 'Pearson',
  'cramers-v': 'Cramér’s V',
  'correlation-ratio': 'Correlation ratio',
} as const satisfies Record<AssociationPair['kind'], string>;

/** How two columns go together, in figures and a word: "Pearson 0.972, Spearman 0.988: strongly together." */
export function pairWords({ kind, value, spearman }: Pick<AssociationPair, 'kind' | 'value' | 'spearman'>): string {
  const figures = [`${measureNames[kind]} ${formatNumber(value, 3)}`];
  if (spearman !== null) figures.push(`Spearman ${formatNumber(spearman, 3)}`);
  const strongest = spearman !== null && Math.abs(spearman) > Math.abs(value) ? spearman : value;
  return `${figures.join(', ')}: ${strengthOf(strongest)}.`;
}

/** Usual words for the size of a correlation (Cohen 1988: 0.1 small, 0.3 medium, 0.5 large), the largest parted once more. */
function strengthOf(value: number): string {
  const size = Math.abs(value);
  if (size < 0.1) return 'hardly anything in common';
  const word = size < 0.3 ? 'weakly' : size < 0.5 ? 'somewhat' : size < 0.8 ? 'clearly' : 'strongly';
  return `${word} ${value < 0 ? 'against each other' : 'together'}`;
}
