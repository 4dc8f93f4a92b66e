import { describe, expect, it } from 'vitest';
import { listContracts } from '../steps/catalog';
import { previewWay } from './preview-way';

/** How every step type is previewed, or a part of the reason why it is not. */
const ways: Record<string, string> = {
  dataset: 'first-rows',
  'sample-data': 'first-rows',
  'read-source': 'reads from outside',
  'land-batch': 'changes something outside',
  'select-columns': 'first-rows',
  'cast-types': 'first-rows',
  'filter-rows': 'first-rows',
  'formula-column': 'first-rows',
  'rename-columns': 'first-rows',
  'replace-values': 'first-rows',
  'clean-text': 'first-rows',
  'parse-dates': 'first-rows',
  'impute-missing': 'sample',
  'handle-outliers': 'sample',
  'sort-rows': 'sample',
  'drop-duplicates': 'sample',
  'sample-rows': 'sample',
  'union-tables': 'sample',
  'join-tables': 'sample',
  aggregate: 'sample',
  window: 'sample',
  sql: 'sample',
  'check-quality': 'sample',
  'profile-table': 'makes no rows',
  'scale-numbers': 'sample',
  'encode-categories': 'sample',
  'bin-numbers': 'sample',
  interactions: 'first-rows',
  'vectorise-text': 'sample',
  'image-tensor': 'sample',
  'reduce-dimensions': 'sample',
  'select-features': 'sample',
  'lookup-features': 'sample',
  'publish-features': 'changes something outside',
  'split-rows': 'sample',
  'cross-validate': 'sample',
  baseline: 'gives a model',
  'linear-regression': 'gives a model',
  'logistic-regression': 'gives a model',
  'gradient-boosted-trees': 'gives a model',
  mlp: 'gives a model',
  'image-cnn': 'gives a model',
  'random-forest': 'gives a model',
  'decision-tree': 'gives a model',
  'text-classifier': 'gives a model',
  'exponential-smoothing': 'gives a model',
  arima: 'gives a model',
  'naive-bayes': 'gives a model',
  'k-nearest-neighbours': 'gives a model',
  'k-means': 'gives a model',
  dbscan: 'gives a model',
  'isolation-forest': 'gives a model',
  recommender: 'gives a model',
  'import-model': 'gives a model',
  'python-model': 'runs code of its own',
  search: 'gives a model',
  'train-all': 'gives a model',
  'search-propose': 'makes no rows',
  python: 'runs code of its own',
  notebook: 'runs code of its own',
  evaluate: 'judges models',
  'compare-candidates': 'judges models',
  explain: 'makes no rows',
  'export-onnx': 'makes no rows',
  'register-model': 'changes something outside',
  deploy: 'changes something outside',
  'batch-score': 'sample',
  'score-chunk': 'first-rows',
  'gather-scores': 'sample',
};

describe('previewWay', () => {
  it('is written down here for every step type', () => {
    expect(Object.keys(ways).toSorted()).toEqual(
      listContracts()
        .map(({ type }) => type)
        .toSorted(),
    );
  });

  it.each(Object.entries(ways))('of %s is: %s', (type, expected) => {
    const way = previewWay(type);
    expect(way.ok ? way.on : way.reason).toContain(expected);
  });

  it.each([
    ['vectorise-text', { method: 'hashing' }, 'first-rows'],
    ['vectorise-text', { method: 'tf-idf' }, 'sample'],
    ['vectorise-text', { method: 'of another version' }, 'sample'],
    ['bin-numbers', { method: 'edges', edges: [1, 2] }, 'first-rows'],
  ])('of %s with %j is: %s, as it learns or does not', (type, params, on) => {
    expect(previewWay(type, params)).toEqual({ ok: true, on });
  });

  it('is none for a step type of another version', () => {
    expect(previewWay('teleport')).toEqual({ ok: false, reason: 'This Millrace has no step type `teleport`.' });
  });
});
