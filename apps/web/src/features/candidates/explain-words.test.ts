import { describe, expect, it } from 'vitest';
import { contributionUnit, groupWords, importanceSentence, slicesSentence, termWords } from './explain-words';

const one = (name: string, mean: number, sd: number) => ({ name, mean, sd, values: [mean] });
const oslo = { column: 'city', kind: 'is' as const, value: 'Oslo' };
const slice = (sure: boolean) => ({
  terms: [oslo],
  rows: 50,
  loss: 0.3,
  gap: 0.1,
  interval: [0.05, 0.15] as [number, number],
  p: sure ? 0.001 : 0.4,
  sure,
});

describe('what an explanation says', () => {
  it('names what contributions are counted in', () => {
    const contributions = (of: 'answer' | 'score') => ({ of, rows: 9, base: [0], features: [] });
    const unit = (of: 'answer' | 'score', task: 'binary' | 'regression') =>
      contributionUnit({ contributions: contributions(of), task, target: 'price' });
    expect(unit('answer', 'regression')).toBe('price');
    expect(unit('score', 'regression')).toBe('logarithm of price');
    expect(unit('answer', 'binary')).toBe('probability');
    expect(unit('score', 'binary')).toBe('log-odds');
  });

  it('names the column without which most is lost, by the columns as they came where they are known', () => {
    const features = [one('scaled', 0.3, 0.01)];
    expect(importanceSentence({ inputs: [one('age', 0.2, 0.01)], features, metric: 'auc' })).toBe(
      'age matters most: without it ROC AUC loses 0.200.',
    );
    expect(importanceSentence({ inputs: null, features, metric: 'r2' })).toContain('scaled matters most');
  });

  it('does not name one that chance may have put first', () => {
    const noise = [one('noise', 0.01, 0.01)];
    expect(importanceSentence({ inputs: null, features: noise, metric: 'auc' })).toContain('chance');
    expect(importanceSentence({ inputs: null, features: [], metric: 'auc' })).toBe('No column could be shuffled.');
  });
});

describe('a group of rows in words', () => {
  it('is its conditions', () => {
    const range = { column: 'age', kind: 'range' as const };
    expect(termWords({ ...range, from: 30, to: 40 })).toBe('age from 30 to below 40');
    expect(termWords({ ...range, from: null, to: 40 })).toBe('age below 40');
    expect(termWords({ ...range, from: 30, to: null })).toBe('age from 30');
    expect(groupWords([oslo, { column: 'plan', kind: 'missing' }])).toBe('city is Oslo and plan is missing');
    expect(termWords({ column: 'city', kind: 'is', value: '' })).toBe('city is an empty text');
  });

  it('is found, or chance explains all of them', () => {
    expect(slicesSentence({ slices: [slice(true)], tested: 9 })).toBe(
      'One group of rows is worse than the others: city is Oslo.',
    );
    expect(slicesSentence({ slices: [slice(true), slice(true)], tested: 9 })).toContain('2 groups');
    expect(slicesSentence({ slices: [slice(false)], tested: 9 })).toContain('beyond chance');
    expect(slicesSentence({ slices: [], tested: 0 })).toContain('enough rows');
  });
});
