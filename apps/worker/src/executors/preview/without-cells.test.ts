import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';
import { withoutCells } from './without-cells';

const folder = scratchFolder('without-cells');
const session = scratchSession(folder);
const runner = new StepRunner(folder);
let table: StepResult;

beforeAll(async () => {
  table = await makeTable(session, folder, {
    columns: [
      { name: 'id', type: 'integer', role: 'id' },
      { name: 'word', type: 'text', role: 'feature' },
    ],
    rows: [
      [1, 'private (1), "quoted"'],
      [2, "private '2'"],
      [3, 'private (1), "quoted"'],
    ],
    repeat: 1,
  });
});

/** All that a step tells people, in its log or its error. */
async function told(type: string, params: JsonObject, ports: readonly string[] = ['table']): Promise<string[]> {
  const inputs = Object.fromEntries(ports.map((port) => [port, [[table, 'table'] as [StepResult, string]]]));
  try {
    return (await runner.run(type, { params, inputs })).logs;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return [error.report.seen, error.report.message];
  }
}

const rule = (fail: string): JsonObject => ({ rules: [{ check: 'in-set', column: 'word', values: ['known'], fail }] });
const keys: JsonObject = { how: 'inner', keys: [{ left: 'word', right: 'word' }] };
const query: JsonObject = { query: 'SELECT CAST(word AS INTEGER) AS number\nFROM a' };

describe('what a step tells, where cells are not to be seen', () => {
  it.each<[string, string, JsonObject, string[]]>([
    ['rows that break a rule, in the log', 'check-quality', rule('warn'), ['table']],
    ['rows that break a rule, as an error', 'check-quality', rule('stop'), ['table']],
    ['cells that are no number', 'cast-types', { types: { word: 'integer' } }, ['table']],
    ['keys with several matches, in the log', 'join-tables', keys, ['left', 'right']],
    ['keys with several matches, as an error', 'join-tables', { ...keys, several: 'stop' }, ['left', 'right']],
    ['an answer that is no part', 'split-rows', { strategy: 'expression', rule: 'word' }, ['table']],
    ['a cell that a query cannot cast', 'sql', query, ['a']],
  ])('names none: %s', async (_, type, params, ports) => {
    const texts = await told(type, params, ports);
    expect(texts.join('\n')).toContain('private'); // else it would be nothing to take out
    for (const text of texts) expect(withoutCells(text)).not.toContain('private');
    expect(texts.map(withoutCells).join('').length).toBeGreaterThan(20);
  });

  it('keeps what names no cell', () => {
    const plain = '4 of 10 cells of "word" could not be read as integer and are missing now.';
    expect(withoutCells(plain)).toBe(plain);
    const counted = 'in a list (a, b), but 3 rows break it (row 1: x; row 2: y (z)).';
    expect(withoutCells(counted)).toBe('in a list (a, b), but 3 rows break it.');
    const error = 'My query, line 1: got Conversion Error: Could not convert "x", expected a query that runs. Mend it.';
    expect(withoutCells(error)).toBe(
      'My query, line 1: got Conversion Error of a cell, expected a query that runs. Mend it.',
    );
  });
});
