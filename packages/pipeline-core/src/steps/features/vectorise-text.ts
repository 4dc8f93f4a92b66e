import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, nothingToDo, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { settingError } from '../refuse';
import { mostTextColumns, textNames, textNodes, textStateSchema } from './text-plan';
import { vectoriseDoc } from './vectorise-doc';

const texts: readonly ColumnType[] = ['text'];
const learned = { param: 'method', is: ['tf-idf'] };

const paramsSchema = z.object({
  columns: columnsParam(texts, 'text column'),
  method: param(z.enum(['tf-idf', 'hashing']).default('tf-idf'), {
    title: 'Method',
    labels: { 'tf-idf': 'TF-IDF', hashing: 'Hashing' },
  }),
  of: param(z.enum(['words', 'characters', 'inside-words']).default('words'), {
    title: 'Terms',
    labels: { words: 'Words', characters: 'Characters', 'inside-words': 'Characters inside words' },
  }),
  from: param(z.int().min(1).max(10).default(1), {
    title: 'Shortest run',
    description: 'Of words or characters that are one term.',
  }),
  to: param(z.int().min(1).max(10).default(1), { title: 'Longest run' }),
  maxFeatures: param(z.int().min(1).max(mostTextColumns).default(1000), {
    title: 'Most terms per column',
    description: 'The most frequent ones; each is a column.',
    showWhen: learned,
  }),
  buckets: param(z.int().min(2).max(mostTextColumns).default(1024), {
    title: 'Buckets per column',
    showWhen: { param: 'method', is: ['hashing'] },
  }),
  minTexts: param(z.int().min(1).max(1_000_000).default(2), {
    title: 'In at least',
    description: 'Rarer terms are left out.',
    unit: 'texts',
    showWhen: learned,
  }),
  lowerCase: param(z.boolean().default(true), { title: 'Lower case' }),
  sublinear: param(z.boolean().default(false), {
    title: 'Damp repetition',
    description: '1 + ln(count) instead of the count.',
    advanced: true,
  }),
  unitLength: param(z.boolean().default(true), {
    title: 'Unit length',
    description: 'Long texts weigh no more than short ones.',
    advanced: true,
  }),
  keepText: param(z.boolean().default(false), { title: 'Keep the text column', advanced: true }),
});
export type VectoriseParams = z.output<typeof paramsSchema>;

export const vectoriseText = defineStep({
  type: 'vectorise-text',
  version: 1,
  stage: 'features',
  title: 'Vectorise text',
  summary: 'Turns texts into numbers: how much each word, or run of characters, counts in them.',
  doc: vectoriseDoc,
  synonyms: [
    'tf-idf',
    'tfidf',
    'bag of words',
    'n-grams',
    'ngrams',
    'count vectorizer',
    'hashing trick',
    'nlp',
    'terms',
  ],
  icon: 'whole-word',
  params: paramsSchema,
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({
    seconds: 0.3 + (rows * Math.max(1, params.columns.length) * columnsOfEach(params)) / 4e6,
    megabytes: 768,
  }),
  describe(params) {
    const terms = { words: 'words', characters: 'characters', 'inside-words': 'characters inside words' }[params.of];
    const run = params.from === params.to ? `${params.to}` : `${params.from} to ${params.to}`;
    const kind =
      params.method === 'tf-idf' ? `TF-IDF, ${params.maxFeatures} terms` : `Hashing, ${params.buckets} buckets`;
    return `${kind}, ${run} ${terms}`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const wrong = wrongTypeIssues(table, params.columns, texts, 'columns');
        return { ...vectorised(params, table), issues: [...gone, ...wrong, ...settingIssues(params, table, from)] };
      },
      ['fitted'],
    );
  },
  fitted: textStateSchema,
  learns: ({ method }) => method === 'tf-idf',
  toPlan(params, fitted, input) {
    if (fitted !== null) return textNodes(textStateSchema.parse(fitted.state), params, input);
    if (params.method === 'tf-idf') return [];
    const columns = textColumns(params, input).map(({ name }) => ({ name, terms: [], idf: [] }));
    return textNodes({ rows: 0, columns }, params, input);
  },
});

/** Columns that one text becomes, at most. */
function columnsOfEach({ method, maxFeatures, buckets }: VectoriseParams): number {
  return method === 'tf-idf' ? maxFeatures : buckets;
}

/** The texts that are vectorised, for the executor as well. */
export function textColumns(params: Pick<VectoriseParams, 'columns'>, table: TableSchema): Column[] {
  return chosenColumns(table, params.columns, texts).filter(({ type }) => type === 'text');
}

function vectorised(params: VectoriseParams, table: TableSchema): { table: TableSchema; reason?: string } {
  const chosen = textColumns(params, table).map(({ name }) => name);
  if (chosen.length === 0) return { table };
  const others = params.keepText ? table.columns : table.columns.filter(({ name }) => !chosen.includes(name));
  if (params.method === 'tf-idf')
    return { table: { ...table, columns: others }, reason: 'The terms are known after the step has run.' };
  if (params.buckets * chosen.length > mostTextColumns) return { table: { ...table, columns: others } };
  const made = textNames({ rows: 0, columns: chosen.map((name) => ({ name, terms: [], idf: [] })) }, params, table)
    .flat()
    .map((name): Column => ({ name, type: 'number', role: 'feature', missing: 0 }));
  return { table: { ...table, columns: [...others, ...made] } };
}

function settingIssues(params: VectoriseParams, table: TableSchema, from: PropagatedSchema): StepIssue[] {
  const issues: StepIssue[] = [];
  if (params.from > params.to)
    issues.push(
      settingError(
        'run-lengths',
        `The shortest run (${params.from}) is longer than the longest (${params.to}). Swap them.`,
        'from',
      ),
    );
  const chosen = textColumns(params, table).length;
  const each = columnsOfEach(params);
  if (chosen * each > mostTextColumns) {
    const message = `${chosen} texts of ${each} columns are ${chosen * each} columns; at most ${mostTextColumns} are made. Ask for fewer of each, or choose fewer texts.`;
    issues.push(settingError('too-many-columns', message, params.method === 'tf-idf' ? 'maxFeatures' : 'buckets'));
  }
  if (chosen === 0) issues.push(...nothingToDo(from, { kind: 'text', done: 'vectorised' }));
  return issues;
}
