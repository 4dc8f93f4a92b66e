import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { columnsOfFile, columnsOfText, targetProblem } from './check-target';

it('names the column that was meant, and all there are', () => {
  const columns = [...Array.from({ length: 14 }, (_, at) => `c${at}`), 'income'];
  expect(targetProblem('incom', columns)).toBe(
    `There is no column incom in the table. Did you mean income? Its columns are ${columns.join(', ')}.`,
  );
  expect(targetProblem('income', columns)).toBeNull();
  expect(targetProblem('Native Country', ['native_country'])).toBeNull();
  expect(targetProblem('zzzzzzzz', ['age', 'sex'])).toBe(
    'There is no column zzzzzzzz in the table. Its columns are age, sex.',
  );
});

it.each([
  ['age,"a, b",sex\n1,2,3', ['age', 'a, b', 'sex']],
  ['\uFEFFage;sex\r\n1;2', ['age', 'sex']],
  ['1,2,3\n4,5,6', null],
  ['age,,sex\n1,2,3', null],
  ['only\n1', null],
])('reads the names of %j', (text, names) => {
  expect(columnsOfText(text)).toEqual(names);
});

it('reads the first line of a file, and of no other kind than text', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'target-'));
  const file = path.join(folder, 'people.csv');
  await writeFile(file, `age,income\n${'1,2\n'.repeat(200_000)}`);
  expect(await columnsOfFile(file)).toEqual(['age', 'income']);
  expect(await columnsOfFile(path.join(folder, 'people.parquet'))).toBeNull();
});
