import { entrySql } from '@millrace/pipeline-core/expression';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { columnBlocks } from '../../data/column-blocks';
import type { DuckSession } from '../../data/duckdb';
import { readColumns } from '../../data/read-columns';
import type { TableView } from '../executor';

const bins = 20;
const mostValues = 50;

/** What train rows look like, input by input: what monitoring compares live requests with. */
export type InputBaseline = {
  name: string;
  type: string;
  rows: number;
  missing: number;
  /** Numbers: bins of equal width between the smallest and largest value. */
  histogram?: { edges: number[]; counts: number[] };
  /** Texts and booleans: most frequent values; `other` counts the rest. */
  top?: { value: string; count: number }[];
  other?: number;
};

export async function inputBaselines(
  session: DuckSession,
  rows: TableView,
  inputs: readonly SignatureInput[],
): Promise<{ v: 1; inputs: InputBaseline[] }> {
  const baselines: InputBaseline[] = [];
  const stored = new Map(rows.meta.columns.map(({ name, sqlType }) => [name, sqlType]));
  const columns = inputs.flatMap((input) => {
    const sqlType = stored.get(input.name);
    return sqlType === undefined ? [] : [{ name: input.name, input, sqlType }];
  });
  for await (const block of columnBlocks(session, { ...rows, columns })) {
    for (const { input, sqlType } of block.columns) {
      const view = { ...rows, relation: block.relation };
      baselines.push(await describe(session, { rows: view, input, sqlType }));
    }
  }
  return { v: 1, inputs: baselines };
}

type Wanted = { rows: TableView; input: SignatureInput; sqlType: string };

async function describe(session: DuckSession, wanted: Wanted): Promise<InputBaseline> {
  const { input } = wanted;
  const facts = { name: input.name, type: input.type, rows: wanted.rows.rows };
  if (input.type === 'integer' || input.type === 'number')
    return { ...facts, ...(await describeNumbers(session, wanted)) };
  // Hardly two vectors are alike: how often each comes says nothing.
  if (input.type === 'vector') return { ...facts, missing: await countMissing(session, wanted) };
  return { ...facts, ...(await describeTexts(session, wanted)) };
}

async function countMissing(session: DuckSession, { rows, input, sqlType }: Wanted): Promise<number> {
  const { missing } = await session.numbers(
    `SELECT count(*) - count(t) AS missing FROM (SELECT ${entrySql(input.name, sqlType)} AS t FROM ${rows.relation})`,
  );
  return missing ?? 0;
}

async function describeNumbers(session: DuckSession, { rows, input, sqlType }: Wanted) {
  const { columns } = await readColumns(session, rows.relation, [{ name: input.name, kind: 'number', sqlType }]);
  const values =
    columns[0]?.kind === 'number' ? columns[0].values.filter((value) => !Number.isNaN(value)) : new Float64Array(0);
  const missing = rows.rows - values.length;
  if (values.length === 0) return { missing };
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { missing, histogram: { edges: Array.from({ length: bins + 1 }, (_, at) => low + at * width), counts } };
}

async function describeTexts(session: DuckSession, { rows, input, sqlType }: Wanted) {
  const cell = `CAST(${entrySql(input.name, sqlType)} AS VARCHAR)`;
  const found = await session.query(
    `SELECT t, count(*) AS count FROM (SELECT ${cell} AS t FROM ${rows.relation}) GROUP BY t ORDER BY count(*) DESC, t`,
  );
  const missing = found.filter(({ t }) => t === null).reduce((sum, { count }) => sum + Number(count), 0);
  const present = found
    .filter(({ t }) => t !== null)
    .map(({ t, count }) => ({ value: String(t), count: Number(count) }));
  const other = present.slice(mostValues).reduce((sum, { count }) => sum + count, 0);
  return { missing, top: present.slice(0, mostValues), other };
}
