import { PipelineError } from '@millrace/pipeline-core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { checkQuery } from './check-query';
import { longestMade, mostTimes } from './text-lengths';

const session = scratchSession(scratchFolder('text-lengths'));

/** The report of a refused expression over the table a; null where it may run. */
async function refusal(expression: string) {
  const query = `SELECT ${expression} AS x FROM a`;
  try {
    await checkQuery(session, { query, tables: ['a'], place: 'SQL › query' });
    return null;
  } catch (error) {
    if (error instanceof PipelineError) return error.report;
    throw error;
  }
}

describe('a text as long as an argument says', () => {
  it.each([
    ["lpad(name, 1000000000, ' ')", /lpad.* 1,000,000,000/],
    ["rpad(name, 4000000000, ' ')", /rpad.* 4,000,000,000/],
    ["repeat('x', 1000000000000)", /repeat.* 1,000,000,000,000/],
    ["repeat('xxxxxxxxxx', 10001)", /repeat.* 10,001/],
    ['repeat(name, 1001)', /repeat.* 1,001/],
    ["bitstring('1', 8000000000)", /bitstring.* 8,000,000,000/],
    ["format('{:>1000000000}', name)", /format.* 1,000,000,000/],
    ["format('{{{:.100001f}}}', 1.5)", /format.* 100,001/],
    ["printf('%1000000000d', 1)", /printf.* 1,000,000,000/],
    ["printf('100 %%%.1000000000f', 1.5)", /printf.* 1,000,000,000/],
    ["list_transform([1], i -> lpad('x', 1000000000, ' '))", /lpad/],
    ["system.main.lpad('x', 1000000000, ' ')", /lpad/],
    ["name.lpad(1000000000, ' ')", /lpad/],
    ["LPAD('x', '1000000000', ' ')", /lpad/],
    ["lpad('x', least(1000000000, id, 2000000000), ' ')", /lpad.* 1,000,000,000/],
    ["lpad('x', CAST(least('1000000000', '5') AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', CAST(least(id, 1000) AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', least(id, 1000)::VARCHAR::INTEGER, ' ')", /lpad.* not written out/],
    ["lpad('x', TRY_CAST(least(CAST(id AS VARCHAR), 1000) AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', CAST(least(CAST(id AS ENUM('INTEGER')), 1000) AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', CAST(least(least(id, 5), 1000) AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', CAST(least(name || id, 1000) AS INTEGER), ' ')", /lpad.* not written out/],
    ["lpad('x', least('5', id), ' ')", /lpad.* not written out/],
    ["lpad('x', least(CAST('5' AS VARCHAR), id), ' ')", /lpad.* not written out/],
    ["lpad('x', greatest(5, id), ' ')", /lpad.* not written out/],
    ['lpad(name, id, name)', /lpad.* not written out/],
    ["lpad('x', 1000 * 1000000, ' ')", /lpad.* not written out/],
    ["lpad('x', (SELECT 1000000000), ' ')", /lpad.* not written out/],
    ['repeat(COLUMNS(*))', /repeat.* not written out/],
    ['format(name, 1)', /format.* computed/],
    ["format('{:>{}}', name, 1000000000)", /format.* comes from an argument/],
    ["printf('%*d', 1000000000, 1)", /printf.* comes from an argument/],
  ])('is refused where it may be too long: %s', async (expression, seen) => {
    const report = await refusal(expression);
    expect(report).toMatchObject({ code: 'sql-too-long', family: 'pipeline', place: 'SQL › query, line 1' });
    expect(report?.seen).toMatch(seen);
    expect(report?.expected).toMatch(/at most [\d,]+/);
    expect(report?.next).not.toBe('');
  });

  it.each([
    "lpad(name, 5, '0')",
    `rpad(name, ${longestMade}, ' ')`,
    "lpad(name, least(length(name) + 5, 100), ' ')",
    "lpad(name, CAST(least(CAST(id AS BIGINT), 20) AS INTEGER), ' ')",
    "lpad(name, CAST(least(length(name) + 5, 100) AS INTEGER), ' ')",
    "lpad(name, least(id::INTEGER, 100), ' ')",
    "lpad(name, CAST(least(CAST(id AS DECIMAL(18, 2)), CAST('20' AS INTEGER)) AS INTEGER), ' ')",
    "lpad(name, least(CAST(least(name, 7) AS INTEGER), 100), ' ')",
    "repeat('*', 100000)",
    `repeat(name, ${mostTimes})`,
    "repeat('ab', least(id, 50))",
    "bitstring('0101', 8)",
    "format('{} of {:>8} since 1900000000', id, name)",
    "format('{{100000000}} {:d}', id)",
    "printf('%05d %% of 99999999', id)",
    "replace(name, 'a', 'b')",
  ])('may be made where it is short: %s', async (expression) => {
    expect(await refusal(expression)).toBeNull();
  });

  it('is refused beyond the limit and allowed up to it, for every number', async () => {
    const call = fc.record({ name: fc.constantFrom('lpad', 'rpad', 'bitstring', 'repeat'), length: fc.nat(2 ** 30) });
    const property = fc.asyncProperty(call, async ({ name, length }) => {
      const most = name === 'repeat' ? mostTimes : longestMade;
      const fill = name === 'lpad' || name === 'rpad' ? ", ' '" : '';
      const near = [length, most - (length % 3), most + 1 + (length % 3)];
      for (const asked of near) {
        for (const written of [`${asked}`, `least(id, ${asked})`, `least(${asked}, id::BIGINT)::INTEGER`]) {
          const report = await refusal(`${name}(name, ${written}${fill})`);
          expect(report === null, `${name} ${written}`).toBe(asked <= most);
          if (report !== null) expect(report.seen).toContain(name);
        }
      }
    });
    await fc.assert(property, { numRuns: 60, seed: 20261126 });
  });
});
