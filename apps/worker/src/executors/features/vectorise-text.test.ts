import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parquetRelation, quoteNames } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { longTests } from '../../testing/env';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';
import { twinDifferences } from '../testing/twin-difference';

const root = scratchFolder('vectorise-text');
const session = scratchSession(root);
let count = 0;

/** Terms and weights by scikit-learn 1.9, TfidfVectorizer fitted on the first `train` texts. */
const { texts, train, references } = z
  .object({
    texts: z.array(z.string().nullable()),
    train: z.number(),
    references: z.record(
      z.string(),
      z.object({
        params: z.record(z.string(), z.json()),
        terms: z.array(z.string()),
        rows: z.array(z.array(z.number())),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'testing/tf-idf-reference.json'), 'utf8')));

async function vectorise(values: readonly (string | null)[], trainRows: number, params: JsonObject) {
  const folder = join(root, `case-${count++}`);
  mkdirSync(folder);
  const table = await makeTable(session, folder, {
    columns: [{ name: 't', type: 'text', role: 'feature' }],
    rows: values.map((value) => [value]),
    parts: values.map((_, at) => (at < trainRows ? 'train' : 'test')),
    repeat: 1,
  });
  return new StepRunner(folder).run('vectorise-text', { params, inputs: { table: [[table, 'table']] } });
}

const pieces = [
  'card',
  'Card',
  'ÜBER',
  'ǅ',
  '😀',
  ' ',
  '  ',
  '\n',
  '.',
  "it's",
  'a_b',
  '42',
  'İ',
  'ß',
  'naïve',
  '\u0301',
  '"',
  '%',
];

function randomTexts(rows: number): (string | null)[] {
  const random = createRandom(17);
  return Array.from({ length: rows }, () =>
    random.int(15) === 0
      ? null
      : Array.from({ length: random.int(12) }, () => pieces[random.int(pieces.length)] ?? '').join(
          random.int(2) === 0 ? ' ' : '',
        ),
  );
}

describe('vectorised texts', () => {
  it.each(Object.entries(references))('are those of scikit-learn: %s', async (_title, { params, terms, rows }) => {
    const result = await vectorise(texts, train, params);
    const { columns } = tableMetaSchema.parse(result.outputs['table.meta']?.inline);
    const found = columns.map(({ name }) => name.slice('t~'.length));
    // A column name is not told from another by capitals alone, so those get a number.
    expect(found.map((name) => name.replace(/_\d+$/, ''))).toEqual(terms.map((term) => term.replace(/_\d+$/, '')));
    const stored = await session.query(
      `SELECT ${quoteNames(columns.map(({ name }) => name))} FROM ${parquetRelation(result.outputs.table?.path ?? '')} ORDER BY __row`,
    );
    expect(stored).toHaveLength(texts.length);
    stored.forEach((row, at) => {
      columns.forEach(({ name }, column) => {
        expect(Math.abs(Number(row[name]) - (rows[at]?.[column] ?? Number.NaN)), `${name} of row ${at}`).toBeLessThan(
          1e-12,
        );
      });
    });
  });

  it.each([
    ['words', { minTexts: 1, to: 2 }],
    ['characters', { of: 'characters', from: 1, to: 3, sublinear: true }],
    ['characters inside words', { of: 'inside-words', from: 2, to: 4, maxFeatures: 150, lowerCase: false }],
    ['buckets', { method: 'hashing', buckets: 64, of: 'inside-words', from: 3, to: 3 }],
  ] as const)('are the same for requests and tables, bit for bit: %s', async (_title, params) => {
    const values = randomTexts(longTests ? 3000 : 1500);
    const result = await vectorise(values, 1000, params);
    const { compared, different } = await twinDifferences(session, result, { requests: values.map((t) => ({ t })) });
    expect(compared).toBeGreaterThan(90_000);
    expect(different).toBe(0);
  });
});
