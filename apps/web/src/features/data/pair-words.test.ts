import { expect, it } from 'vitest';
import { pairWords } from './pair-words';

it.each([
  [{ kind: 'correlation', value: 0.97215, spearman: 0.988 }, 'Pearson 0.972, Spearman 0.988: strongly together.'],
  [
    { kind: 'correlation', value: -0.32, spearman: -0.36 },
    'Pearson −0.32, Spearman −0.36: somewhat against each other.',
  ],
  [{ kind: 'correlation', value: 0.02, spearman: 0.61 }, 'Pearson 0.02, Spearman 0.61: clearly together.'],
  [{ kind: 'cramers-v', value: 0.04, spearman: null }, 'Cramér’s V 0.04: hardly anything in common.'],
  [{ kind: 'correlation-ratio', value: 0.25, spearman: null }, 'Correlation ratio 0.25: weakly together.'],
] as const)('states the figure: %o', (pair, words) => {
  expect(pairWords(pair)).toBe(words);
});
