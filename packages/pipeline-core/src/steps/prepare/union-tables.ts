import { z } from 'zod';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { nameIssues, nameList, uniqueName } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { tableIn as knownTable, unmarked } from '../infer';
import { param } from '../param';
import { splitLostIssue } from '../split-lost';
import { conflictText, unionColumns } from './union-columns';

const sourceColumn = param(z.string().default(''), {
  title: 'Column for the table number',
  description: 'Adds a column that says which table a row comes from: 1, 2, … Empty: none.',
  advanced: true,
});

export const unionTables = defineStep({
  type: 'union-tables',
  version: 1,
  stage: 'prepare',
  title: 'Union tables',
  summary: 'Puts the rows of several tables one below the other, columns matched by name.',
  doc: `Tables come in the order of their steps on the canvas, from top to bottom. Columns are matched by **name**, capital letters do not matter; where a table lacks a column its cells are missing. Whole and decimal numbers go together as numbers; other types that differ are refused by name.

Rows are numbered anew and the origin of each is kept. The marks of a split are not: unite first, then Split rows. The step cuts the feature plan: a model behind it asks for the columns that come out here.

**Example.** \`orders_2023\` and \`orders_2024\`, where only 2024 has \`discount\`: all rows of both, \`discount\` missing in those of 2023.`,
  synonyms: ['append', 'concat', 'concatenate', 'stack', 'rbind', 'union all', 'merge rows'],
  icon: 'combine',
  params: z.object({
    columns: param(z.enum(['all', 'common']).default('all'), {
      title: 'Columns',
      labels: { all: 'All of them', common: 'Only common ones' },
    }),
    source: sourceColumn,
  }),
  inputs: { tables: { type: 'Table', title: 'Tables', many: true } },
  outputs: { table: { type: 'Table', title: 'Table' } },
  flags: { changesRowCount: true, stacksRows: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 192 }),
  describe: (params) => (params.columns === 'all' ? 'By name, all columns' : 'By name, common columns'),
  sources: (params, inputs) =>
    unionColumns(inputs.tables ?? [], params.columns).columns.map(({ column, names }) => ({
      column: column.name,
      from: names.flatMap((name, at) => (name === null ? [] : [{ port: 'tables', column: name, at }])),
      looks: 'row',
    })),
  inferSchema(params, inputs) {
    const arriving = inputs.tables ?? [];
    const tables = arriving.map(knownTable).filter((table) => table !== null);
    const issues: StepIssue[] = splitLostIssue(
      arriving,
      'tables',
      'The rows of several tables have no marks in common',
    );
    if (params.source.trim() !== '') issues.push(...nameIssues(params.source, 'source'));
    if (arriving.length === 1) {
      const message = 'Only one table is connected, so its rows come out as they are. Connect another one.';
      issues.push({ code: 'one-table', severity: 'warning', message, port: 'tables' });
    }
    if (tables.length === 0) return { outputs: { table: unknown(arriving) }, issues };
    const { columns, conflicts } = unionColumns(tables, params.columns);
    for (const conflict of conflicts) {
      const message = `\`${conflict.name}\` is ${conflictText(conflict)}. Cast one of them, or rename it.`;
      const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
      issues.push({ code: 'type-conflict', severity: 'error', message, port: 'tables', fix });
    }
    if (columns.length === 0) {
      const message = 'The tables have no column in common. Keep all columns, or rename them before.';
      issues.push({ code: 'no-columns', severity: 'error', message, param: 'columns' });
    }
    const out = unionOutput(
      columns.map(({ column }) => column),
      params.source,
    );
    return {
      outputs: { table: certain(arriving, { columns: out, split: false }) },
      issues: [...issues, ...partlyThere(params.columns, columns), ...targetIssues(tables)],
    };
  },
});

/** Columns that come out, with the one that numbers the table where it is asked for. */
export function unionOutput(columns: readonly Column[], source: string): Column[] {
  if (source.trim() === '') return [...columns];
  const name = uniqueName(source.trim(), new Set(columns.map((column) => column.name.toLowerCase())));
  return [...columns, { name, type: 'integer', role: 'feature' }];
}

function partlyThere(keep: string, columns: ReturnType<typeof unionColumns>['columns']): StepIssue[] {
  const gaps = columns.filter(({ names }) => names.includes(null)).map(({ column }) => column.name);
  if (keep !== 'all' || gaps.length === 0) return [];
  const message = `Not every table has ${nameList(gaps)}: the cells are missing there. Rename columns that mean the same.`;
  return [{ code: 'columns-differ', severity: 'warning', message, port: 'tables' }];
}

/** Warns where the tables do not agree on what is predicted. */
function targetIssues(tables: readonly TableSchema[]): StepIssue[] {
  const targets = tables.flatMap(({ columns }) => columns.filter(({ role }) => role === 'target'));
  const names = [...new Set(targets.map(({ name }) => name.toLowerCase()))];
  const [first] = targets;
  if (first === undefined) return [];
  if (names.length > 1) {
    const message = `The tables have different targets: ${nameList(targets.map(({ name }) => name))}. \`${first.name}\` stays the target, the others are ignored.`;
    return [{ code: 'several-targets', severity: 'warning', message, port: 'tables' }];
  }
  const other = tables.some(({ columns }) =>
    columns.some(({ name, role }) => name.toLowerCase() === names[0] && role !== 'target'),
  );
  if (!other) return [];
  const message = `\`${first.name}\` is the target of one table and not of another. It is the target of all of them here.`;
  return [{ code: 'target-differs', severity: 'warning', message, port: 'tables' }];
}

function unknown(arriving: readonly PropagatedSchema[]): PropagatedSchema {
  return unmarked(arriving[0] ?? { kind: 'needs-run', reason: 'Nothing is connected yet.' });
}

function certain(
  arriving: readonly PropagatedSchema[],
  table: { columns: Column[]; split: boolean },
): PropagatedSchema {
  const open = arriving.find(({ kind }) => kind !== 'known');
  if (open === undefined) return { kind: 'known', table };
  const mayHoldTarget = arriving.some(
    (schema) => schema.kind === 'needs-run' || (schema.kind === 'partial' && schema.mayHoldTarget === true),
  );
  return {
    kind: 'partial',
    table,
    reason: 'reason' in open ? open.reason : 'The columns of a table are not known yet.',
    ...(mayHoldTarget ? { mayHoldTarget: true as const } : {}),
  };
}
