import { z } from 'zod';
import { PipelineError } from '../../errors/pipeline-error';
import { typeInWords } from '../../schema/type-in-words';
import { col, expression } from '../ast';
import { missingColumnIssues, requireColumns } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { castTargets, conversion } from './convert';

export const castTypes = defineStep({
  type: 'cast-types',
  version: 1,
  stage: 'prepare',
  title: 'Cast types',
  summary: 'Reads columns as another type; a cell that cannot be read becomes missing.',
  doc: `Text to number, number to text, text to date and so on. A cell that has no value in the new type becomes **missing**; the log says how many did.

Numbers written as text may have blanks around them. A decimal number read as integer loses its fraction. Dates are read by the pattern below (\`%Y\` year, \`%m\` month, \`%d\` day, \`%H:%M:%S\` time).`,
  synonyms: ['convert', 'type', 'parse', 'to number', 'to text', 'dtype', 'astype'],
  icon: 'binary',
  params: z.object({
    types: param(z.record(z.string(), z.enum(castTargets)).default({}), { title: 'New types', widget: 'column-types' }),
    dateFormat: param(z.string().min(2).default('%Y-%m-%d'), { title: 'Pattern of dates in text', advanced: true }),
    timestampFormat: param(z.string().min(2).default('%Y-%m-%d %H:%M:%S'), {
      title: 'Pattern of times in text',
      advanced: true,
    }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 128 }),
  describe(params) {
    const entries = Object.entries(params.types);
    if (entries.length === 0) return 'Nothing to cast';
    return entries.length === 1 ? `${entries[0]?.[0]} to ${entries[0]?.[1]}` : `${entries.length} columns`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, Object.keys(params.types), 'types');
    return inferTable(from, (table) => {
      const issues: StepIssue[] = [...gone];
      const columns = table.columns.map((column) => {
        const type = params.types[column.name];
        if (type === undefined || type === column.type) return column;
        if (conversion(column.type, type) === null) {
          const message = `\`${column.name}\` is ${typeInWords(column.type)}; it cannot be read as ${typeInWords(type)}.`;
          issues.push({ code: 'no-conversion', severity: 'error', message, param: 'types' });
          return column;
        }
        const { missing: _missing, distinct: _distinct, float32: _float32, ...rest } = column;
        return { ...rest, type };
      });
      return { table: { ...table, columns }, issues };
    });
  },
  converts: (params) => Object.keys(params.types),
  toPlan(params, _fitted, input) {
    requireColumns(input, Object.keys(params.types), 'Cast types');
    return input.columns.flatMap((column) => {
      const type = params.types[column.name];
      if (type === undefined || type === column.type) return [];
      const convert = conversion(column.type, type);
      if (convert === null) throw noConversion(column.name, column.type, type);
      const formats = { date: params.dateFormat, timestamp: params.timestampFormat };
      return [{ expression: column.name, ast: expression(convert(col(column.name), formats)) }];
    });
  },
});

function noConversion(column: string, from: string, to: string): PipelineError {
  return new PipelineError({
    code: 'no-conversion',
    family: 'pipeline',
    place: `Cast types › ${column}`,
    seen: `a ${from} column to be read as ${to}`,
    expected: 'a pair of types that has a meaning',
    next: 'Choose another type, or go through text.',
    column,
  });
}
