import { z } from 'zod';
import type { ColumnRole } from '../../schema/column-type';
import type { Column, TableSchema } from '../../schema/table-schema';
import { isReserved, missingColumnIssues, requireColumns } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { awaitTarget } from '../target';

const paramsSchema = z.object({
  mode: param(z.enum(['drop', 'keep']).default('drop'), {
    title: 'Do',
    labels: { drop: 'Drop these', keep: 'Keep only these' },
  }),
  columns: param(z.array(z.string()).default([]), {
    title: 'Columns',
    description: 'None chosen: all of them stay.',
    widget: 'columns',
  }),
  target: param(z.string().default(''), { title: 'Target', description: 'The column to predict.', widget: 'column' }),
  formerTarget: param(z.enum(['feature', 'ignore']).default('feature'), {
    title: 'A target marked before',
    description: 'What becomes of it where another one is chosen here.',
    labels: { feature: 'Is a feature', ignore: 'Is left aside' },
    advanced: true,
  }),
  ids: param(z.array(z.string()).default([]), {
    title: 'Ids',
    description: 'Say which row it is; never learned from.',
    widget: 'columns',
    advanced: true,
  }),
  ignore: param(z.array(z.string()).default([]), {
    title: 'Ignore',
    description: 'Stay in the table; never learned from.',
    widget: 'columns',
    advanced: true,
  }),
});
type Params = z.output<typeof paramsSchema>;

export const selectColumns = defineStep({
  type: 'select-columns',
  version: 1,
  stage: 'prepare',
  title: 'Select columns',
  summary: 'Keeps or drops columns, and says which one is the target, which are ids and which to ignore.',
  doc: `Chooses columns and gives them roles. Everything later reads the roles: trainers predict the **target**, never learn from **ids** and **ignored** columns.

Keeping puts the columns in the order they have in the table. A target or an id is kept even if it is not named above.`,
  synonyms: ['drop', 'keep', 'remove column', 'label', 'target', 'role', 'id'],
  icon: 'columns-3',
  params: paramsSchema,
  initial: { mode: 'keep' },
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  marksTarget: 'target',
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 2e6, megabytes: 128 }),
  describe(params) {
    const { columns, target, ids, ignore } = params;
    const kept = columns.length === 0 ? [] : [`${params.mode === 'drop' ? 'Drop' : 'Keep'} ${columns.length}`];
    const marks = [
      ...(target === '' ? [] : [`target ${target}`]),
      ...marked(ids, { one: 'as an id', more: 'ids' }),
      ...marked(ignore, { one: 'left aside', more: 'left aside' }),
    ];
    const said = [...kept, ...marks];
    return kept.length > 0 || ids.length + ignore.length > 0 ? said.join(', ') : ['All columns', ...marks].join(', ');
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = [
      ...missingColumnIssues(from, params.columns, 'columns').map((issue) =>
        params.mode === 'drop' ? { ...issue, severity: 'warning' as const } : issue,
      ),
      ...missingColumnIssues(from, params.target === '' ? [] : [params.target], 'target'),
      ...missingColumnIssues(from, params.ids, 'ids'),
      ...missingColumnIssues(from, params.ignore, 'ignore'),
    ];
    const { outputs, issues: told } = inferTable(from, (table) => ({
      table: { ...table, columns: selected(params, table).map((column) => withRole(params, column)) },
      issues,
    }));
    const { table = from } = outputs;
    return { outputs: { table: awaitTarget(table, params.target) }, issues: told };
  },
  toPlan(params, _fitted, input) {
    const named = params.target === '' ? params.ids : [params.target, ...params.ids];
    requireColumns(input, params.mode === 'keep' ? [...params.columns, ...named] : named, 'Select columns');
    return [{ select: selected(params, input).map((column) => column.name) }];
  },
});

function selected(params: Params, table: TableSchema): Column[] {
  const named = new Set(params.columns);
  const kept = new Set([params.target, ...params.ids]);
  const all = params.mode === 'keep' && params.columns.length === 0;
  return table.columns.filter(
    (column) =>
      all || isReserved(column.name) || kept.has(column.name) || named.has(column.name) === (params.mode === 'keep'),
  );
}

function withRole(params: Params, column: Column): Column {
  return { ...column, role: roleOf(params, column) };
}

function roleOf(params: Params, column: Column): ColumnRole {
  if (column.name === params.target) return 'target';
  if (params.ids.includes(column.name)) return 'id';
  if (params.ignore.includes(column.name)) return 'ignore';
  return column.role === 'target' && params.target !== '' ? params.formerTarget : column.role;
}

/** Columns of a role in a few words: the only one by its name, several by their number. */
function marked(names: readonly string[], { one, more }: { one: string; more: string }): string[] {
  const [first, second] = names;
  if (first === undefined) return [];
  return [second === undefined ? `${first.slice(0, 40)} ${one}` : `${names.length} ${more}`];
}
