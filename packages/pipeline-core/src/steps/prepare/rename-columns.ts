import { z } from 'zod';
import type { PlanNode } from '../../features/feature-plan';
import type { Column, TableSchema } from '../../schema/table-schema';
import { col, expression } from '../ast';
import { missingColumnIssues, requireColumns, uniqueName } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors } from '../refuse';
import { type RenameRule, renamed } from './rename-names';

const pairSchema = z.object({
  from: param(z.string().default(''), { title: 'Column', widget: 'column', placeholder: 'Column' }),
  to: param(z.string().max(200).default(''), { title: 'New name', placeholder: 'New name' }),
});

export const renameColumns = defineStep({
  type: 'rename-columns',
  version: 1,
  stage: 'prepare',
  title: 'Rename columns',
  summary: 'Gives columns other names, one by one or all by a rule.',
  doc: `Name columns one by one, or let a rule name all of them: **snake_case** makes \`total_charges\` of \`Total Charges\` and \`totalCharges\`, **tidy blanks** takes blanks off the ends. A name given by hand goes before the rule.

| Before | snake_case | snake_case, prefix \`raw_\` |
|---|---|---|
| \`Customer ID\` | \`customer_id\` | \`raw_customer_id\` |
| \`Straße (Nr.)\` | \`straße_nr\` | \`raw_straße_nr\` |

Roles, order and cells stay. A model is still asked with the **old** names: the new ones are part of its preparation. Two columns cannot share a name, also not by capitals.`,
  synonyms: ['rename', 'name', 'header', 'snake case', 'alias', 'prefix', 'suffix', 'label'],
  icon: 'pencil-line',
  params: z.object({
    names: param(z.array(pairSchema).max(5000).default([]), { title: 'New names', addLabel: 'Rename a column' }),
    style: param(z.enum(['keep', 'snake', 'trim']).default('keep'), {
      title: 'All others',
      labels: { keep: 'Keep', snake: 'snake_case', trim: 'Tidy blanks' },
    }),
    prefix: param(z.string().max(100).default(''), { title: 'Put in front', placeholder: 'raw_', advanced: true }),
    suffix: param(z.string().max(100).default(''), { title: 'Put behind', placeholder: '_raw', advanced: true }),
    columns: param(z.array(z.string()).default([]), {
      title: 'Columns the rule is for',
      description: 'None chosen: every column that is not named above.',
      placeholder: 'All others (none chosen)',
      widget: 'columns',
      advanced: true,
    }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 2e6, megabytes: 128 }),
  describe(params) {
    const pairs = params.names.filter(({ from }) => from !== '');
    const [first] = pairs;
    const ruled = params.style === 'snake' || params.style === 'trim' || params.prefix !== '' || params.suffix !== '';
    const rule = params.style === 'snake' ? 'snake_case' : 'by a rule';
    if (first === undefined) return ruled ? `All ${rule}` : 'Nothing to rename';
    const named = pairs.length === 1 ? `${first.from} to ${first.to}`.slice(0, 50) : `${pairs.length} columns`;
    return ruled ? `${named}, others ${rule}` : named;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = missingColumnIssues(from, namedColumns(params), 'names');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(from, (table) => {
      const { names, problems } = renamed(params, table);
      // With names that collide nothing downstream can be known; the old ones stay until this is mended.
      const columns = table.columns.map((column) => (problems.length > 0 ? column : withName(column, names)));
      return { table: { ...table, columns }, issues: [...issues, ...gone, ...problems] };
    });
  },
  toPlan(params, _fitted, input) {
    requireColumns(input, [...namedColumns(params), ...params.columns], 'Rename columns');
    const { names, problems } = renamed(params, input);
    refuseErrors(problems, 'Rename columns');
    return renameNodes(names, input);
  },
});

/** A renamed column is a copy, and copies of decimal numbers have the full width. */
function withName(column: Column, names: ReadonlyMap<string, string>): Column {
  const name = names.get(column.name);
  if (name === undefined) return column;
  const { float32: _float32, ...rest } = column;
  return { ...rest, name };
}

function namedColumns(params: RenameRule): string[] {
  return params.names.map(({ from }) => from).filter((name) => name !== '');
}

/**
 * Each new column copies the old one, then a selection leaves the old ones out. A column whose old name becomes the name
 * of another (a swap) is copied aside first, as nodes read what the ones before them made.
 */
function renameNodes(names: ReadonlyMap<string, string>, input: TableSchema): PlanNode[] {
  if (names.size === 0) return [];
  const added = new Set(names.values());
  const taken = new Set([...input.columns.map(({ name }) => name), ...added].map((name) => name.toLowerCase()));
  const aside = new Map(
    [...names.keys()].filter((old) => added.has(old)).map((old) => [old, uniqueName(`${old} before`, taken)]),
  );
  const copy = (to: string, from: string): PlanNode => ({ expression: to, ast: expression(col(from)) });
  return [
    ...[...aside].map(([old, name]) => copy(name, old)),
    ...[...names].map(([old, to]) => copy(to, aside.get(old) ?? old)),
    { select: input.columns.map(({ name }) => names.get(name) ?? name) },
  ];
}
