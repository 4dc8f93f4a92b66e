import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import { spaceCharacters } from '../../expression/spaces';
import type { ColumnType } from '../../schema/column-type';
import { call, col, expression, text } from '../ast';
import { chosenColumns, missingColumnIssues, requireColumns, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors } from '../refuse';

const textTypes: readonly ColumnType[] = ['text'];
/** Inside words: they go without a trace ("don't" is one word). */
const apostrophes = "'`´‘’‛";
/** Between words: each leaves a blank. */
const punctuation = '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~¡¿§¶·•…–—―«»‹›“”„‟†‡、。，！？「」';
const digits = '0123456789';

const paramsSchema = z.object({
  columns: columnsParam(textTypes, 'text column'),
  blanks: param(z.enum(['collapse', 'trim', 'keep']).default('collapse'), {
    title: 'Blanks',
    labels: { collapse: 'Single', trim: 'Trim ends', keep: 'Keep' },
  }),
  letters: param(z.enum(['keep', 'lower', 'upper']).default('keep'), {
    title: 'Letters',
    labels: { keep: 'Keep', lower: 'lower case', upper: 'UPPER' },
  }),
  accents: param(z.boolean().default(false), { title: 'Take accents off', description: 'Zürich becomes Zurich.' }),
  punctuation: param(z.boolean().default(false), {
    title: 'Remove punctuation',
    description: 'Apostrophes go, other marks leave a blank.',
  }),
  digits: param(z.boolean().default(false), { title: 'Remove digits' }),
  unicode: param(z.boolean().default(true), {
    title: 'One form for each letter',
    description: 'Unicode form C: é is the same however it was typed.',
    advanced: true,
  }),
  emptyIsMissing: param(z.boolean().default(true), {
    title: 'What is empty then is missing',
    advanced: true,
  }),
});
type Params = z.output<typeof paramsSchema>;

export const cleanText = defineStep({
  type: 'clean-text',
  version: 1,
  stage: 'prepare',
  title: 'Clean text',
  summary: 'Makes texts alike: blanks, case, accents, punctuation, digits.',
  doc: `Equal things are often typed in different ways. This brings texts to one form before they are compared, encoded or counted.

| Before | single blanks | and lower case, no accents, no punctuation |
|---|---|---|
| \`"  Zürich,  Don't "\` | \`Zürich, Don't\` | \`zurich dont\` |
| \`"   "\` | missing | missing |

Target, id and ignored columns are not touched unless you name them. To replace whole values use *Replace values*, for patterns *Formula column* with \`replace_pattern\`.`,
  synonyms: [
    'trim',
    'strip',
    'lower case',
    'upper case',
    'whitespace',
    'accents',
    'punctuation',
    'normalise text',
    'normalize',
    'unicode',
  ],
  icon: 'eraser',
  params: paramsSchema,
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 128 }),
  describe(params) {
    const parts = [
      { collapse: 'single blanks', trim: 'trimmed', keep: '' }[params.blanks],
      { keep: '', lower: 'lower case', upper: 'upper case' }[params.letters],
      params.accents ? 'no accents' : '',
      params.punctuation ? 'no punctuation' : '',
      params.digits ? 'no digits' : '',
    ].filter((part) => part !== '');
    return parts.join(', ') || 'Texts stay as they are';
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(from, (table) => {
      const cleaned = new Set(chosenColumns(table, params.columns, textTypes).map(({ name }) => name));
      const columns = table.columns.map((column) => {
        if (!cleaned.has(column.name)) return column;
        const { missing: _missing, distinct: _distinct, ...rest } = column;
        return rest;
      });
      return {
        table: { ...table, columns },
        issues: [...gone, ...wrongTypeIssues(table, params.columns, textTypes, 'columns')],
      };
    });
  },
  toPlan(params, _fitted, input) {
    requireColumns(input, params.columns, 'Clean text');
    refuseErrors(wrongTypeIssues(input, params.columns, textTypes, 'columns'), 'Clean text');
    return chosenColumns(input, params.columns, textTypes).flatMap(({ name }) => {
      const cleaned = clean(col(name), params);
      return cleaned.k === 'col' ? [] : [{ expression: name, ast: expression(cleaned) }];
    });
  },
});

/** Letters first, then marks, and blanks last, as removing marks leaves blanks. */
function clean(x: ExpressionNode, params: Params): ExpressionNode {
  let made = x;
  if (params.unicode) made = call('normalize_nfc', made);
  if (params.accents) made = call('strip_accents', made);
  if (params.letters !== 'keep') made = call(params.letters, made);
  if (params.punctuation) {
    made = call('replace_any', made, text(apostrophes));
    made = call('replace_any', made, text(punctuation), text(' '));
  }
  if (params.digits) made = call('replace_any', made, text(digits));
  if (params.blanks === 'trim') made = call('trim', made);
  if (params.blanks === 'collapse')
    made = call('collapse_spaces', call('replace_any', made, text(spaceCharacters), text(' ')));
  return params.emptyIsMissing ? call('nullif', made, text('')) : made;
}
