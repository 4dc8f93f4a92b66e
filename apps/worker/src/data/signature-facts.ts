import { entrySql } from '@millrace/pipeline-core/expression';
import { type FeaturePlan, madeBy } from '@millrace/pipeline-core/features';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { columnBlocks } from './column-blocks';
import type { DuckSession } from './duckdb';
import type { TableView } from './table-view';

/** Most categories a signature lists; columns with more are free text to a form. */
const mostLevels = 200;

/**
 * Signature inputs with what train rows show of them: categories of texts (most frequent first), smallest and largest
 * number. Columns that are not in these rows as they came (a plan has replaced them) keep what they have.
 */
export async function describeInputs(
  session: DuckSession,
  options: { inputs: readonly SignatureInput[]; rows: TableView; plan: FeaturePlan },
): Promise<SignatureInput[]> {
  const { inputs, rows } = options;
  const made = new Set(options.plan.nodes.flatMap(madeBy));
  const stored = new Map(rows.meta.columns.map((column) => [column.name, column]));
  const columns = inputs.flatMap((input) => {
    const column = stored.get(input.name);
    return column?.type === input.type && !made.has(input.name) ? [{ name: input.name, input, column }] : [];
  });
  const described = new Map<string, SignatureInput>();
  for await (const block of columnBlocks(session, { ...rows, columns })) {
    for (const { name, input, column } of block.columns)
      described.set(name, await describeInput(session, { input, relation: block.relation, sqlType: column.sqlType }));
  }
  return inputs.map((input) => described.get(input.name) ?? input);
}

async function describeInput(
  session: DuckSession,
  { input, relation, sqlType }: { input: SignatureInput; relation: string; sqlType: string },
): Promise<SignatureInput> {
  const cell = entrySql(input.name, sqlType);
  if (input.type === 'text') {
    const found = await session.query(
      `SELECT t FROM (SELECT ${cell} AS t FROM ${relation}) WHERE t IS NOT NULL GROUP BY t ORDER BY count(*) DESC, t LIMIT ${mostLevels + 1}`,
    );
    return found.length > mostLevels ? input : { ...input, levels: found.map(({ t }) => String(t)) };
  }
  if (input.type !== 'integer' && input.type !== 'number') return input;
  const { low, high } = await session.numbers(`SELECT min(${cell}) AS low, max(${cell}) AS high FROM ${relation}`);
  return low === null || low === undefined || high === null || high === undefined
    ? input
    : { ...input, range: [low, high] };
}
