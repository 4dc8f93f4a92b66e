import type { TableFacts } from '../../../profile/table-facts';
import type { Column, TableSchema } from '../../../schema/table-schema';
import type { Data } from './draw';

/** Columns as `name type role distinct`: the role and the number of different values may be left out. */
export function table(rows: number, ...columns: string[]): TableSchema {
  return {
    rows,
    split: false,
    columns: columns.map((text): Column => {
      const [name = '', type = 'number', role = 'feature', distinct] = text.split(' ');
      const column = { name, type, role } as Column; // words of this file, not input
      return distinct === undefined ? column : { ...column, distinct: Number(distinct) };
    }),
  };
}

/** A data set with figures of its profile against `target`: how well each column alone predicts it. */
function profiled(
  schema: TableSchema,
  target: string,
  scores: Record<string, number>,
  more: { duplicates?: number; ids?: string[]; sums?: [string, string]; rising?: string[] } = {},
): Data {
  const partner = (name: string) => more.sums?.find((other) => more.sums?.includes(name) === true && other !== name);
  const columns = schema.columns.map(({ name, distinct: known }) => {
    const distinct = known ?? (more.ids?.includes(name) === true ? schema.rows : undefined) ?? 100;
    const [score, sum] = [scores[name], partner(name)];
    return [
      name,
      {
        distinct,
        looksLikeId: more.ids?.includes(name) ?? false,
        ...(score === undefined ? {} : { targetScore: score }),
        ...(sum === undefined ? {} : { addsUpWith: sum }),
        ...(more.rising?.includes(name) === true ? { rowOrder: 'rising' as const } : {}),
      },
    ] as const;
  });
  const facts: TableFacts = {
    rows: schema.rows ?? 0,
    target,
    duplicates: more.duplicates ?? 0,
    columns: Object.fromEntries(columns),
  };
  return { table: schema, facts };
}

/** Small made-up tables, without figures. */
export const houses: Data = {
  table: table(2000, 'size', 'age integer', 'city text feature 40', 'price number target'),
};
export const churn: Data = {
  table: table(3000, 'customer text id 3000', 'plan text feature 4', 'charges', 'calls integer', 'churn text target 2'),
};
/** Several visits of each patient. */
export const visits: Data = {
  table: table(5000, 'patient text id 800', 'pulse', 'weight', 'ill text target 2'),
};
export const machines: Data = {
  table: table(5000, 'machine text group 40', 'heat', 'noise', 'fails text target 2'),
};
/** One row of each shop and day. */
export const sales: Data = {
  table: table(9000, 'shop text feature 12', 'day date', 'temp', 'promo integer', 'sales number target'),
};
export const readings: Data = { table: table(4000, 'at timestamp time', 'wind', 'load number target') };
export const orders: Data = {
  table: table(
    8000,
    'order text id 8000',
    'customer text feature 3000',
    'product text feature 50',
    'ordered date',
    'amount',
    'late text target 2',
  ),
};
/** Prices of a product, each from a day on. */
export const prices: Data = { table: table(900, 'product text feature 50', 'valid_from date', 'list_price') };
export const products: Data = { table: table(50, 'product text feature 50', 'listed_on date', 'weight') };

/** Data sets of the world, with the scores that the profile gives them. */
export const bank = profiled(
  table(
    45211,
    'poutcome text',
    'job text',
    'contact text',
    'month text',
    'duration integer',
    'pdays integer',
    'previous integer',
    'age integer',
    'balance integer',
    'y text target 2',
  ),
  'y',
  {
    duration: 0.806,
    month: 0.654,
    contact: 0.613,
    poutcome: 0.611,
    previous: 0.601,
    job: 0.594,
    pdays: 0.593,
    age: 0.53,
    balance: 0.59,
  },
);
export const bikes = profiled(
  table(
    17379,
    'instant integer feature 17379',
    'dteday date feature 731',
    'season integer',
    'hr integer',
    'temp',
    'hum',
    'casual integer',
    'registered integer',
    'cnt integer target',
  ),
  'cnt',
  { registered: 0.945, casual: 0.482, temp: 0.164, hr: 0.155, hum: 0.104, instant: 0.077, season: 0.05 },
  { ids: ['instant'], sums: ['casual', 'registered'], rising: ['instant', 'dteday'] },
);
export const adult = profiled(
  table(
    22792,
    'age integer',
    'workclass text',
    'fnlwgt integer',
    'education text',
    'education_num integer',
    'marital_status text',
    'occupation text',
    'relationship text',
    'sex text',
    'hours_per_week integer',
    'income text target 2',
  ),
  'income',
  {
    relationship: 0.776,
    marital_status: 0.771,
    occupation: 0.73,
    education_num: 0.722,
    education: 0.721,
    age: 0.688,
    hours_per_week: 0.674,
    sex: 0.622,
  },
  { duplicates: 9 },
);
export const telco = profiled(
  table(
    7043,
    'customerID text feature 7043',
    'tenure integer',
    'Contract text',
    'OnlineSecurity text',
    'TechSupport text',
    'PaymentMethod text',
    'MonthlyCharges',
    'Churn text target 2',
  ),
  'Churn',
  {
    tenure: 0.74,
    Contract: 0.731,
    OnlineSecurity: 0.7,
    TechSupport: 0.696,
    PaymentMethod: 0.667,
    MonthlyCharges: 0.62,
    customerID: 0.5,
  },
  { ids: ['customerID'] },
);
export const california = profiled(
  table(
    20640,
    'longitude',
    'latitude',
    'housing_median_age',
    'total_rooms',
    'population',
    'median_income',
    'ocean_proximity text',
    'median_house_value number target',
  ),
  'median_house_value',
  { median_income: 0.474, ocean_proximity: 0.236, latitude: 0.021, total_rooms: 0.019, housing_median_age: 0.011 },
);
export const penguins = profiled(
  table(
    344,
    'island text',
    'bill_length_mm',
    'bill_depth_mm',
    'flipper_length_mm integer',
    'body_mass_g integer',
    'sex text',
    'year integer',
    'species text target 3',
  ),
  'species',
  {
    bill_length_mm: 0.75,
    bill_depth_mm: 0.735,
    flipper_length_mm: 0.724,
    island: 0.709,
    body_mass_g: 0.709,
    sex: 0.442,
    year: 0.442,
  },
);
export const wine = profiled(
  table(4898, 'alcohol', 'density', 'pH', 'sulphates', 'quality integer target 7'),
  'quality',
  { alcohol: 0.492, density: 0.45, pH: 0.445, sulphates: 0.44 },
  { duplicates: 937 },
);
export const iris = profiled(
  table(150, 'Sepal.Length', 'Sepal.Width', 'Petal.Length', 'Petal.Width', 'class text target 3'),
  'class',
  { 'Petal.Width': 0.933, 'Petal.Length': 0.813, 'Sepal.Length': 0.633, 'Sepal.Width': 0.493 },
  { duplicates: 1 },
);
/** One row of each day, from the first on. */
export const weather = profiled(table(731, 'day date feature 731', 'wind'), '', {}, { rising: ['day'] });
/** A list of products as they were taken in, and orders of them in no order of time. */
export const listed = profiled(
  table(50, 'product text feature 50', 'listed_on date feature 45', 'weight'),
  '',
  {},
  { rising: ['listed_on'] },
);
/** Customers by their number, whose rows happen to rise with it. */
export const numbered = profiled(
  table(3000, 'nr integer id 3000', 'born date feature 2400', 'plan text feature 4', 'left text target 2'),
  'left',
  { plan: 0.6 },
  { rising: ['nr'] },
);
/** Contracts, one column of which is written when they end. */
export const contracts = profiled(
  table(6000, 'months integer', 'plan text', 'end_reason text', 'left text target 2'),
  'left',
  { end_reason: 0.996, months: 0.71, plan: 0.63 },
);
