import { z } from 'zod';
import type { PropagatedSchema } from '../../schema/propagated';
import type { TableSchema } from '../../schema/table-schema';
import { missingColumnIssues, requireColumns, wrongTypeIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors, settingError } from '../refuse';
import { keyOf, literalOf, type ReplaceParams, replaceNodes, replaceTargets, replaceTypes } from './replace-plan';

const ruleSchema = z.object({
  column: param(z.string().default(''), {
    title: 'Column',
    widget: 'column',
    columnTypes: replaceTypes,
    placeholder: 'All text columns',
  }),
  from: param(z.string().max(1000).default(''), { title: 'Old value', placeholder: 'Old value' }),
  to: param(z.string().max(1000).default(''), { title: 'New value', placeholder: 'New, or missing' }),
});

export const replaceValues = defineStep({
  type: 'replace-values',
  version: 1,
  stage: 'prepare',
  title: 'Replace values',
  summary: 'Puts other values in the place of some, and says which texts mean missing.',
  doc: `Each line replaces one value: in one column, or in all text columns. An empty new value means **missing**. All lines look at the cell as it came, so two values can be swapped. Types stay.

| Column | Old | New | \`"  yes "\` | \`-999\` |
|---|---|---|---|---|
| *All text columns* | \`Yes\` | \`1\` | \`1\` | |
| \`income\` | \`-999\` | | | missing |

With **part of the cell** the old text is replaced wherever it stands, line after line, with the capitals it has; an empty new text cuts it out. Numbers and dates are always compared as a whole (dates as \`2024-01-31\`).

**Texts that mean missing** become missing in all text columns among the features.`,
  synonyms: [
    'substitute',
    'recode',
    'map',
    'find and replace',
    'NA',
    'n/a',
    'null values',
    'missing words',
    'sentinel',
    'correct',
  ],
  icon: 'replace',
  params: z.object({
    rules: param(z.array(ruleSchema).max(2000).default([]), { title: 'Replace', addLabel: 'Add a value' }),
    match: param(z.enum(['whole', 'part']).default('whole'), {
      title: 'In texts, compare',
      labels: { whole: 'Whole cell', part: 'Part of the cell' },
    }),
    missing: param(z.array(z.string().max(200)).max(200).default(['NA', 'n/a', '-', '?']), {
      title: 'Texts that mean missing',
      description: 'One on each line.',
      placeholder: 'NA',
    }),
    emptyIsMissing: param(z.boolean().default(true), { title: 'An empty text is missing too' }),
    columns: param(z.array(z.string()).default([]), {
      title: 'Text columns',
      description: 'None chosen: every text column among the features.',
      placeholder: 'All (none chosen)',
      widget: 'columns',
      columnTypes: ['text'],
      advanced: true,
    }),
    exact: param(z.boolean().default(false), {
      title: 'Mind capitals and blanks around',
      description: 'Otherwise " na" is the same as "NA".',
      advanced: true,
    }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 128 }),
  describe(params) {
    const words = params.missing.length + (params.emptyIsMissing ? 1 : 0);
    const values =
      params.rules.length === 0 ? '' : `${params.rules.length} value${params.rules.length === 1 ? '' : 's'}`;
    const gone = words === 0 ? '' : `${words} text${words === 1 ? '' : 's'} mean missing`;
    return [values, gone].filter((part) => part !== '').join(', ') || 'Nothing to replace';
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = goneIssues(params, from);
    return inferTable(from, (table) => {
      const touched = new Set(replaceTargets(params, table).map(({ column }) => column.name));
      const columns = table.columns.map((column) => {
        if (!touched.has(column.name)) return column;
        const { missing: _missing, distinct: _distinct, float32: _float32, ...rest } = column;
        return rest;
      });
      return { table: { ...table, columns }, issues: [...issues, ...valueIssues(params, table)] };
    });
  },
  toPlan(params, _fitted, input) {
    requireColumns(input, [...namedColumns(params), ...params.columns], 'Replace values');
    refuseErrors(valueIssues(params, input), 'Replace values');
    return replaceTargets(params, input).flatMap((target) => replaceNodes(target, params));
  },
});

function namedColumns(params: ReplaceParams): string[] {
  return [...new Set(params.rules.map(({ column }) => column).filter((name) => name !== ''))];
}

function goneIssues(params: ReplaceParams, from: PropagatedSchema): StepIssue[] {
  return [
    ...missingColumnIssues(from, namedColumns(params), 'rules'),
    ...missingColumnIssues(from, params.columns, 'columns'),
  ];
}

/** Values that are none of their column's type, and two lines for one value. */
function valueIssues(params: ReplaceParams, table: TableSchema): StepIssue[] {
  const issues: StepIssue[] = [
    ...wrongTypeIssues(table, namedColumns(params), replaceTypes, 'rules'),
    ...wrongTypeIssues(table, params.columns, ['text'], 'columns'),
  ];
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const seen = new Set<string>();
  for (const { column, from, to } of params.rules) {
    const type = types.get(column) ?? 'text';
    if (!replaceTypes.includes(type)) continue;
    const place = column === '' ? '' : ` of \`${column}\``;
    const bad =
      type === 'text'
        ? undefined
        : [from, ...(to.trim() === '' ? [] : [to])].find((value) => literalOf(type, value) === null);
    if (bad !== undefined) {
      const message = `"${bad}" is no ${type}, as the cells of \`${column}\` are. Write such a value.`;
      issues.push(settingError('value-type', message, 'rules'));
    }
    if (type === 'text' && params.match === 'part' && from === '')
      issues.push(settingError('no-value', `Write the text${place} to look for.`, 'rules'));
    const key = `${column}\n${type === 'text' ? keyOf(from, params.exact || params.match === 'part') : from.trim()}`;
    if (seen.has(key))
      issues.push(settingError('replaced-twice', `"${from}"${place} is replaced twice. Keep one line.`, 'rules'));
    seen.add(key);
  }
  return issues;
}
