import { z } from 'zod';
import type { Column, TableSchema } from '../../schema/table-schema';
import { nameIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { readFormula, requireFormula } from '../formula';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors } from '../refuse';

export const formulaColumn = defineStep({
  type: 'formula-column',
  version: 1,
  stage: 'prepare',
  title: 'Formula column',
  summary: 'Adds a column computed from the others, or replaces one.',
  doc: `Write a formula over the columns of the row, for example \`price / nullif(area, 0)\` or \`if(age < 18, 'child', 'adult')\`. Names with spaces stand in backticks.

What has no answer (a division by zero, the logarithm of a negative number) is **missing**, never an error. The formula becomes part of the model's preparation, so requests are computed alike. A name that is already there replaces that column.`,
  synonyms: ['compute', 'calculate', 'derive', 'expression', 'new column', 'feature', 'mutate'],
  icon: 'sigma',
  params: z.object({
    name: param(z.string().min(1).max(200).default('formula'), { title: 'Name of the column' }),
    formula: param(z.string().max(10_000).default(''), { title: 'Formula', widget: 'formula' }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 128 }),
  describe: (params) => (params.formula === '' ? params.name : `${params.name} = ${params.formula}`.slice(0, 60)),
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    if (params.formula.trim() === '') return inferTable(from, (table) => ({ table, issues: [noFormula] }));
    const read = readFormula(params.formula, from, 'formula');
    const named = nameIssues(params.name, 'name');
    if ('issues' in read) return inferTable(from, (table) => ({ table, issues: [...named, ...read.issues] }));
    const type = read.type;
    return inferTable(from, (table) => ({
      table: type === null ? table : withColumn(table, { name: params.name, type, role: 'feature' }),
      issues: named,
    }));
  },
  toPlan(params, _fitted, input) {
    refuseErrors(nameIssues(params.name, 'name'), 'Formula column');
    const { expression } = requireFormula(params.formula, input, `Formula column › ${params.name}`);
    return [{ expression: params.name, ast: expression }];
  },
});

const noFormula: StepIssue = {
  code: 'no-formula',
  severity: 'error',
  message: 'Write the formula of the new column.',
  param: 'formula',
};

/** The table with this column replaced in place (its role stays), or added at the end. */
function withColumn(table: TableSchema, column: Column): TableSchema {
  if (!table.columns.some((old) => old.name === column.name)) return { ...table, columns: [...table.columns, column] };
  return {
    ...table,
    columns: table.columns.map((old) => (old.name === column.name ? { ...column, role: old.role } : old)),
  };
}
