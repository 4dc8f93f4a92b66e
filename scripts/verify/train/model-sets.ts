import type { DrawnStep } from '../data/draw';

/** The steps of stage "train" that design/steps.md lists; what is not there yet counts as missing. */
export const trainSteps = [
  'baseline',
  'linear-regression',
  'logistic-regression',
  'gradient-boosted-trees',
  'random-forest',
  'decision-tree',
  'mlp',
  'naive-bayes',
  'k-nearest-neighbours',
  'k-means',
  'dbscan',
  'isolation-forest',
  'text-classifier',
  'exponential-smoothing',
  'arima',
  'search',
  'train-all',
  'image-cnn',
  'recommender',
  'import-model',
  'python-model',
] as const;
export type TrainStep = (typeof trainSteps)[number];

/** A real set, what to draw on it, and which steps are to end well there. */
export type LibrarySet = {
  file: string;
  /** Puts a text as the reference data holds it into the form that an upload reads. */
  clean?(text: string): string;
  steps(dataset: string): Record<string, DrawnStep>;
  shows: readonly TrainStep[];
  /** A step of the drawing that makes an .onnx file, and what then imports it on the rows of the drawing. */
  imports?: { from: string; type: TrainStep; params: object; rows: string };
  /** Further ways to learn of one of these steps, by their ids in the drawing: they have to leave a model, too. */
  also?: readonly string[];
};

const split = (params: object): DrawnStep => ({ type: 'split-rows', params, from: { table: 'data.table' } });
const prepared: Record<string, DrawnStep> = {
  impute: { type: 'impute-missing', from: { table: 'split.split' } },
  encode: { type: 'encode-categories', from: { table: 'impute.table' } },
  scale: { type: 'scale-numbers', from: { table: 'encode.table' } },
};
const each = (types: readonly TrainStep[], rows: string, params: object): Record<string, DrawnStep> =>
  Object.fromEntries(types.map((type) => [type, { type, params, from: { rows } }]));

const target = { target: 'species' };
/** An estimator that needs no package: each class by the share of train rows it has on the same island. */
const byIsland = `from collections import Counter
from millrace import inputs, keep_model, target


class ByIsland:
    def fit(self, rows, labels):
        self.classes_ = sorted(set(labels))
        self.seen = Counter((row["island"], label) for row, label in zip(rows, labels))
        return self

    def predict_proba(self, rows):
        counts = [[self.seen[row["island"], name] + 1 for name in self.classes_] for row in rows]
        return [[count / sum(row) for count in row] for row in counts]

    def predict(self, rows):
        return [self.classes_[row.index(max(row))] for row in self.predict_proba(rows)]


rows = inputs.rows("train")
keep_model(ByIsland().fit(rows, [row[target] for row in rows]))
`;
const plain = ['baseline', 'gradient-boosted-trees', 'random-forest', 'decision-tree', 'naive-bayes'] as const;
const scaled = ['logistic-regression', 'mlp', 'k-nearest-neighbours'] as const;
const groups = ['k-means', 'dbscan', 'isolation-forest'] as const;

export const librarySets: readonly LibrarySet[] = [
  {
    file: 'penguins/penguins.csv',
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'stratified', ...target, marks: true }),
      ...prepared,
      ...each(plain, 'split.split', target),
      ...each(scaled, 'scale.table', target),
      ...each(groups, 'scale.table', {}),
      ...each(['python-model'], 'split.split', { ...target, code: byIsland }),
      ...each(['search'], 'split.split', { ...target, trials: 3 }),
      ...each(['train-all'], 'split.split', { ...target, trials: 1 }),
      file: { type: 'export-onnx', from: { model: 'gradient-boosted-trees.model', rows: 'split.split' } },
    }),
    shows: [...plain, ...scaled, ...groups, 'python-model', 'search', 'train-all'],
    imports: { from: 'file', type: 'import-model', params: target, rows: 'split.split' },
  },
  {
    file: 'california-housing/housing.csv',
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'random', target: 'median_house_value', marks: true }),
      ...prepared,
      ...each(['linear-regression'], 'scale.table', { target: 'median_house_value' }),
    }),
    shows: ['linear-regression'],
  },
  {
    file: 'banking77/train.csv',
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'stratified', target: 'category', marks: true }),
      ...each(['text-classifier'], 'split.split', { target: 'category' }),
      embedding: {
        type: 'text-classifier',
        params: { target: 'category', method: 'net', characters: 0, epochs: 3 },
        from: { rows: 'split.split' },
      },
    }),
    shows: ['text-classifier'],
    also: ['embedding'],
  },
  {
    file: 'air-passengers/example_air_passengers.csv',
    clean: (text) => text.replaceAll('\r', '\n'),
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'time-ordered', time: 'ds', target: 'y', marks: true }),
      ...each(['exponential-smoothing', 'arima'], 'split.split', { target: 'y', time: 'ds' }),
    }),
    shows: ['exponential-smoothing', 'arima'],
  },
  {
    // No set of ratings is among the reference data: a message stands for a user, the words in it for what they had.
    file: 'banking77/train.csv',
    clean: wordsOfMessages,
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'random' }),
      ...each(['recommender'], 'split.split', { user: 'message', item: 'word' }),
    }),
    shows: ['recommender'],
  },
  {
    file: 'omniglot/images_background_small1.zip',
    steps: (dataset) => ({
      data: { type: 'dataset', params: { dataset } },
      split: split({ strategy: 'stratified', target: 'label', marks: true }),
      images: { type: 'image-tensor', from: { table: 'split.split' } },
      ...each(['image-cnn'], 'images.table', { target: 'label', epochs: 4 }),
    }),
    shows: ['image-cnn'],
  },
];

/** A row for each different word of each message. */
function wordsOfMessages(text: string): string {
  // A message may hold commas and line breaks in quotes; the category behind it holds none.
  const messages = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*)),[a-zA-Z_?]+\r?\n?/g)].slice(1);
  const lines = messages.flatMap(([, quoted, plain], at) => {
    const message = quoted ?? plain ?? '';
    const words = new Set(message.toLowerCase().match(/[a-z']{2,}/g) ?? []);
    return [...words].map((word) => `${at + 1},${word}`);
  });
  return ['message,word', ...lines, ''].join('\n');
}
