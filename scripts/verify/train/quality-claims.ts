/** Of tabular sets: as near the best peer as this, or the rows do not tell the two apart. */
export const mostBehind = 0.002;
const besideBar = `>= best of 3 peers - ${mostBehind}, or 0 in the paired interval`;

/** Tabular sets whose rows the product and its peers share, by the name of their line. */
export const tabularSets = [
  'adult',
  'telco-churn',
  'bank-marketing',
  'bank-marketing without duration',
  'california-housing',
  'bike-sharing',
  'bike-sharing after 2012-10-01',
  'wine-quality',
  'penguins',
  'digits',
] as const;
export type TabularSet = (typeof tabularSets)[number];

const metrics = {
  adult: 'AUC',
  'telco-churn': 'AUC',
  'bank-marketing': 'AUC',
  'bank-marketing without duration': 'AUC',
  'california-housing': 'R2',
  'bike-sharing': 'R2',
  'bike-sharing after 2012-10-01': 'R2',
  'wine-quality': 'accuracy',
  penguins: 'accuracy',
  digits: 'accuracy',
} as const satisfies Record<TabularSet, string>;

export function qualityClaim(set: TabularSet): { claim: string; bar: string } {
  return { claim: `${set}: test ${metrics[set]}`, bar: besideBar };
}

export const drawnCharacters = { claim: 'omniglot, alphabet, drawers 16 to 20: accuracy', bar: '>= 0.677' };

/** The mean over all models that a drawing evaluates on its test rows, and the worst of it that passes. */
export type ReferenceBar = { metric: 'accuracy' | 'mae' | 'mape'; bar: number };

/** Sets whose bar is a figure of the reference data, within 0.01. */
const references = {
  banking77: { claim: 'banking77: test accuracy', metric: 'accuracy', bar: 0.902 },
  'met-objects': { claim: 'met-objects, 5 classes: accuracy', metric: 'accuracy', bar: 0.968 },
  'air-passengers': { claim: 'air-passengers, last 12 months: MAPE', metric: 'mape', bar: 0.0382 },
  'yosemite-temps, one day ahead': {
    claim: 'yosemite-temps, last 7 days, one day ahead: MAE',
    metric: 'mae',
    bar: 0.89,
  },
  'yosemite-temps, seven days at once': { claim: 'yosemite-temps, 7 days at once: MAE', metric: 'mae', bar: 1.36 },
} as const satisfies Record<string, ReferenceBar & { claim: string }>;
export type ReferenceSet = keyof typeof references;
export const referenceSets = Object.keys(references) as ReferenceSet[]; // the keys of a literal are its type

export function referenceBar(set: ReferenceSet): ReferenceBar {
  return references[set];
}

export function referenceClaim(set: ReferenceSet): { claim: string; bar: string } {
  const { claim, metric, bar } = references[set];
  if (metric === 'accuracy') return { claim, bar: `>= ${bar}` };
  return { claim, bar: metric === 'mape' ? `<= ${Number((100 * bar).toPrecision(6))} %` : `<= ${bar}` };
}

export const qualityClaims = [...tabularSets.map(qualityClaim), ...referenceSets.map(referenceClaim), drawnCharacters];
