import type { TabularSet } from './quality-claims';

export type GivenPart = 'train' | 'validation' | 'test';

/** A cell of the row by the name of its column. */
export type Cells = (column: string) => string;

export type QualitySet = {
  /** In the folder of the reference data, in the order of their rows. */
  files: string[];
  task: 'classification' | 'regression';
  target: string;
  /** Columns that neither side may learn from. */
  drop: string[];
  /** Names of the columns where the files have no header. */
  header?: string[];
  /** Text that stands for a missing cell; an empty cell always does. */
  missing?: string;
  /** Its numbers are the pixels of an image. */
  images?: true;
  /** Which rows are test rows, where the set says so itself; else they are drawn at random. */
  isTest?(row: Cells, file: string): boolean;
};

const pixels = Array.from({ length: 64 }, (_, at) => `x${at}`);
const bike: QualitySet = {
  files: ['bike-sharing/hour.csv'],
  task: 'regression',
  target: 'cnt',
  drop: ['instant', 'dteday', 'casual', 'registered'],
};
const bank: QualitySet = {
  files: ['bank-marketing/bank-full.csv'],
  task: 'classification',
  target: 'y',
  drop: [],
};

/** Each set as the reference data describes it: what is an id, what is known only afterwards, whose split is given. */
export const qualitySets: Record<TabularSet, QualitySet> = {
  adult: {
    files: ['adult/adult_train.csv', 'adult/adult_test.csv'],
    task: 'classification',
    target: 'income',
    drop: [],
    isTest: (_row, file) => file.endsWith('_test.csv'),
  },
  'telco-churn': {
    files: ['telco-churn/Telco-Customer-Churn.csv'],
    task: 'classification',
    target: 'Churn',
    drop: ['customerID'],
  },
  'bank-marketing': bank,
  'bank-marketing without duration': { ...bank, drop: ['duration'] },
  'california-housing': {
    files: ['california-housing/housing.csv'],
    task: 'regression',
    target: 'median_house_value',
    drop: [],
  },
  'bike-sharing': bike,
  'bike-sharing after 2012-10-01': {
    ...bike,
    isTest: (row) => row('dteday') >= '2012-10-01',
  },
  'wine-quality': {
    files: ['wine-quality/winequality-white.csv'],
    task: 'classification',
    target: 'quality',
    drop: [],
  },
  penguins: {
    files: ['penguins/penguins.csv'],
    task: 'classification',
    target: 'species',
    drop: [],
    missing: 'NA',
  },
  digits: {
    files: ['digits/optdigits.tra', 'digits/optdigits.tes'],
    task: 'classification',
    target: 'digit',
    drop: [],
    images: true,
    header: [...pixels, 'digit'],
    isTest: (_row, file) => file.endsWith('.tes'),
  },
};

/** The sets that `--short` looks at. */
export const shortSets: readonly TabularSet[] = ['penguins', 'telco-churn'];
