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

/** Sets whose bar is a figure of the reference data, within 0.01. */
const referenceBars = {
  banking77: { claim: 'banking77: test accuracy', bar: '>= 0.902' },
  'met-objects': { claim: 'met-objects, 5 classes: accuracy', bar: '>= 0.968' },
  'air-passengers': { claim: 'air-passengers, last 12 months: MAPE', bar: '<= 3.82 %' },
  'yosemite-temps, one day ahead': { claim: 'yosemite-temps, last 7 days, one day ahead: MAE', bar: '<= 0.89' },
  'yosemite-temps, seven days at once': { claim: 'yosemite-temps, 7 days at once: MAE', bar: '<= 1.36' },
} as const;
export type ReferenceSet = keyof typeof referenceBars;
export const referenceSets = Object.keys(referenceBars) as ReferenceSet[]; // the keys of a literal are its type

export function referenceClaim(set: ReferenceSet): { claim: string; bar: string } {
  return referenceBars[set];
}

export const qualityClaims = [...tabularSets.map(qualityClaim), ...referenceSets.map(referenceClaim), drawnCharacters];
