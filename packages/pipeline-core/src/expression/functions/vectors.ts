import { literalList } from '../constants';
import { finite } from '../finite';
import { entriesOf, type FunctionEntry, strict } from '../function-entry';
import { type Sql, type SqlBuilder, sql, vectorSql } from '../sql-builder';

const entry = entriesOf('vector');

/** Left to right, as the database adds the items of a list. */
function total(vector: Float64Array): number {
  let sum = 0;
  for (const item of vector) sum += item;
  return sum;
}

function totalSql(v: Sql): Sql {
  return sql`CASE WHEN len(${v}) = 0 THEN 0e0 ELSE list_sum(${v}) END`;
}

const weights = literalList<number>({ name: 'weights', kind: 'weights', type: 'number', max: 10_000 });

function dotSql(b: SqlBuilder, vector: Sql, values: readonly number[]): Sql {
  const v = b.bind(vector);
  const products = b.bind(
    sql`CASE WHEN len(${v}) = ${values.length} THEN list_transform(${v}, lambda x, i: x * list_extract(${vectorSql(values)}, i)) END`,
  );
  return b.finite(totalSql(products));
}

export const vectorFunctions: readonly FunctionEntry[] = [
  entry(
    'sum',
    'The sum of the numbers of a vector; 0 when it is empty.',
    'sum(counts)',
    strict({
      args: ['vector'],
      returns: 'number',
      sql: (b, [v]) => b.finite(totalSql(b.bind(v))),
      js: () => (v) => finite(total(v)),
    }),
    [['sum([1, 2.5])', 3.5]],
  ),
  entry(
    'mean',
    'The mean of the numbers of a vector; null when it is empty.',
    'mean(counts)',
    strict({
      args: ['vector'],
      returns: 'number',
      sql: (b, [vector]) => {
        const v = b.bind(vector);
        return b.finite(sql`(list_sum(${v}) / nullif(CAST(len(${v}) AS DOUBLE), 0e0))`);
      },
      js: () => (v) => (v.length === 0 ? Number.NaN : finite(total(v) / v.length)),
    }),
    [['mean([1, 2])', 1.5]],
  ),
  entry(
    'vmax',
    'The largest number of a vector; null when it is empty.',
    'vmax(counts)',
    strict({
      args: ['vector'],
      returns: 'number',
      sql: (_, [v]) => sql`list_max(${v})`,
      js: () => (v) => {
        let best = Number.NaN;
        for (const item of v) if (!(item <= best)) best = item;
        return best;
      },
    }),
    [['vmax([1, 3, 2])', 3]],
  ),
  entry(
    'dot',
    'The sum of products with fixed weights; null when the lengths differ.',
    'dot(embedding, [0.5, -1, 2])',
    strict({
      args: ['vector'],
      constants: [weights],
      returns: 'number',
      sql: (b, [v], [values]) => dotSql(b, v, values),
      js: ([values]) => {
        const w = Float64Array.from(values);
        return (v) => {
          if (v.length !== w.length) return Number.NaN;
          let sum = 0;
          for (let i = 0; i < w.length; i += 1) sum += (v[i] as number) * (w[i] as number);
          return finite(sum);
        };
      },
    }),
    [
      ['dot([1, 2], [3, 4])', 11],
      ['dot([1, 2], [3])', null],
    ],
  ),
];
