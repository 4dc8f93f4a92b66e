import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { beforeAll, describe, expect, it } from 'vitest';
import { associate } from '../associations/associate';
import { onlyColumns } from '../only-columns';
import { describeTable, type PlainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { quoteText } from '../sql-text';
import { scratchFolder, scratchSession } from '../testing/scratch';

const folder = scratchFolder('wide-profile');
const session = scratchSession(folder);
const many = 310;
let table: PlainTable;

/** 310 columns with two cities each, and an answer; row 8 of the column c305 has a letter too few. */
beforeAll(async () => {
  const city = "CASE WHEN range % 2 = 0 THEN 'birmingham' ELSE 'manchester' END";
  const cells = Array.from({ length: many }, (_, at) =>
    at === 305 ? `CASE WHEN range = 8 THEN 'birmingam' ELSE ${city} END AS c${at}` : `${city} AS c${at}`,
  );
  const answer = "CASE WHEN range % 3 = 0 THEN 'yes' ELSE 'no' END AS answer";
  const path = join(folder, 'wide.parquet');
  const query = `SELECT range AS __row, ${cells.join(', ')}, ${answer} FROM range(120)`;
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  table = await describeTable(session, path);
});

const mistyped = (warnings: readonly { code: string; column?: string | undefined }[]) =>
  warnings.flatMap(({ code, column }) => (code === 'typing-errors' ? [column] : []));

describe('the profile of a wide table', { timeout: 120_000 }, () => {
  it('names the columns it left, and looks at them when they are asked for', async () => {
    const whole = await profileTable(session, table, { target: 'answer' });
    expect(whole.columns).toHaveLength(many + 1);
    expect(mistyped(whole.warnings)).toEqual([]);
    expect(whole.left?.typingErrors).toHaveLength(many + 1 - 40);
    expect(whole.left?.byTarget).toEqual(Array.from({ length: 10 }, (_, at) => `c${300 + at}`));
    expect(whole.columns[305]?.byTarget).toBeUndefined();

    const chosen = await profileTable(session, table, { target: 'answer', columns: ['c306', 'c305'] });
    expect(chosen.columns.map(({ name }) => name)).toEqual(['c305', 'c306', 'answer']);
    const [first] = chosen.columns;
    if (first === undefined) throw new Error('there is no column');
    const { byTarget, ...facts } = first;
    expect(byTarget).toMatchObject({ kind: 'class', classes: ['no', 'yes'] });
    expect(whole.columns[305]).toMatchObject(facts); // the same column, but for its bars
    expect(mistyped(chosen.warnings)).toEqual(['c305']);
    expect([chosen.left, chosen.duplicates]).toEqual([undefined, undefined]); // rows are equal in all columns or not
  });

  it('of a column that is not there is refused by its name', async () => {
    const refused = profileTable(session, table, { columns: ['c305', 'gone'] });
    await expect(refused).rejects.toSatisfy(
      (error) => error instanceof PipelineError && error.report.code === 'unknown-column',
    );
  });

  it('has correlations of the first columns, and of those that are asked for', async () => {
    const { signal } = new AbortController();
    const first = await associate(session, table, signal);
    expect(first.beyond).toHaveLength(many + 1 - 200);
    expect(first.columns.map(({ name }) => name)).not.toContain('c305');
    const chosen = onlyColumns(table, { columns: ['c305', 'c306'], place: 'Correlations › columns' });
    const asked = await associate(session, chosen, signal);
    expect(asked.beyond).toEqual([]);
    expect(asked.pairs).toMatchObject([{ a: 'c305', b: 'c306', rows: 120 }]);
  });
});
