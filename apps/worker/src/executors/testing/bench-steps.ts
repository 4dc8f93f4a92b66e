import type { JsonObject } from '@millrace/pipeline-core/json';

/** A step, and how somebody would write it in SQL: what it learns of the table before, then the table after. */
export type HandStep = {
  type: string;
  params: JsonObject;
  learn?: (from: string) => string;
  sql: (from: string, learned: Record<string, unknown>) => string;
};

const formula = (name: string, text: string, sql: string): HandStep => ({
  type: 'formula-column',
  params: { name, formula: text },
  sql: (from) => `SELECT *, ${sql} AS ${name} FROM ${from}`,
});

/** Twelve steps of an ordinary preparation: five that learn from the rows, one that drops rows, one that drops columns. */
export const benchSteps: readonly HandStep[] = [
  {
    type: 'filter-rows',
    params: { condition: 'pieces > 0' },
    sql: (from) => `SELECT * FROM ${from} WHERE pieces > 0`,
  },
  {
    type: 'replace-values',
    params: { rules: [{ column: 'shop', from: 'shop-1', to: 'shop-001' }] },
    sql: (from) =>
      `SELECT * REPLACE (CASE WHEN lower(trim(shop)) = 'shop-1' THEN 'shop-001' ELSE shop END AS shop) FROM ${from}`,
  },
  {
    type: 'impute-missing',
    params: { columns: ['amount'], numbers: 'median' },
    learn: (from) => `SELECT median(amount) AS m FROM ${from}`,
    sql: (from, { m }) => `SELECT * REPLACE (coalesce(amount, ${m}) AS amount) FROM ${from}`,
  },
  formula('total', 'amount * pieces', 'amount * pieces'),
  formula('hour', 'hour(at)', 'hour("at")'),
  {
    type: 'handle-outliers',
    params: { columns: ['total'], method: 'iqr' },
    learn: (from) => `SELECT quantile_cont(total, 0.25) AS a, quantile_cont(total, 0.75) AS b FROM ${from}`,
    sql(from, { a, b }) {
      const reach = 1.5 * (Number(b) - Number(a));
      return `SELECT * REPLACE (least(greatest(total, ${Number(a) - reach}), ${Number(b) + reach}) AS total) FROM ${from}`;
    },
  },
  formula('each', 'total / pieces', 'total / pieces'),
  {
    type: 'bin-numbers',
    params: { columns: ['amount'], method: 'quantile', bins: 4, output: 'ordinal', keep: true },
    learn: (from) =>
      `SELECT quantile_cont(amount, 0.25) AS a, quantile_cont(amount, 0.5) AS b, quantile_cont(amount, 0.75) AS c FROM ${from}`,
    sql: (from, { a, b, c }) =>
      `SELECT *, CASE WHEN amount < ${a} THEN 0 WHEN amount < ${b} THEN 1 WHEN amount < ${c} THEN 2 ELSE 3 END::BIGINT AS amount_bin FROM ${from}`,
  },
  formula('busy', 'if(hour >= 9 and hour < 18, 1, 0)', 'CASE WHEN hour >= 9 AND hour < 18 THEN 1 ELSE 0 END::BIGINT'),
  {
    type: 'scale-numbers',
    params: { columns: ['each'], method: 'standard' },
    learn: (from) => `SELECT avg("each") AS m, stddev_pop("each") AS s FROM ${from}`,
    sql: (from, { m, s }) => `SELECT * REPLACE (("each" - ${m}) / ${s} AS "each") FROM ${from}`,
  },
  {
    type: 'encode-categories',
    params: { columns: ['shop'], method: 'ordinal' },
    learn: (from) =>
      `SELECT list(shop ORDER BY n DESC, shop) AS shops FROM (SELECT shop, count(*) AS n FROM ${from} GROUP BY shop)`,
    sql(from, { shops }) {
      const codes = Array.isArray(shops) ? shops.map((shop, at) => `('${String(shop)}', ${at})`) : [];
      return `SELECT t.* REPLACE (coalesce(c.code, -1)::BIGINT AS shop) FROM ${from} t LEFT JOIN (VALUES ${codes.join(', ')}) c(name, code) ON c.name = t.shop`;
    },
  },
  {
    type: 'select-columns',
    params: { columns: ['at', 'id'] },
    sql: (from) => `SELECT * EXCLUDE ("at", id) FROM ${from}`,
  },
];
