import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '@millrace/pipeline-core/profile';
import { describe, expect, it } from 'vitest';
import { describeTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { quoteText } from '../sql-text';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { orderOf } from './row-order';

const folder = scratchFolder('row-order');
const session = scratchSession(folder);
const data = join(import.meta.dirname, '../../../../../../shared/data');

async function profileOf(name: string, query: string) {
  const path = join(folder, `${name}.parquet`);
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  return profileTable(session, await describeTable(session, path), {});
}

/** The session reads no file outside its folder. */
function profileOfCsv(name: string) {
  const copy = join(folder, 'rows.csv');
  copyFileSync(join(data, name), copy);
  return profileOf(
    'csv',
    `SELECT row_number() OVER () - 1 AS __row, * FROM read_csv(${quoteText(copy)}, strict_mode = false)`,
  );
}

const orders = (profile: Awaited<ReturnType<typeof profileOf>>) =>
  profile.columns.flatMap(({ name, rowOrder }) => (rowOrder === undefined ? [] : [[name, rowOrder]]));

describe('orderOf', () => {
  it('sees values that rise or fall, ties and uneven steps among them', () => {
    expect(orderOf([1, 1, 1, 2, 2, 900, 901, 902, 902, 905])).toBe('rising');
    expect(orderOf([9, 8, 8, 5, 4, 3, 2, 1])).toBe('falling');
    expect(orderOf([1, 3, 2, 5, 4, 7, 6, 9, 8, 1])).toBeNull();
    expect(orderOf([4, 4, 4, 4])).toBeNull();
    expect(orderOf([])).toBeNull();
  });
});

describe('the order of the rows', { timeout: 120_000 }, () => {
  it('is told of dates and ids, in the profile and to the lint', async () => {
    const day = "DATE '2024-01-01' + CAST(i // 50 AS INTEGER)";
    const profile = await profileOf(
      'rising',
      `SELECT i AS __row, i + 7 AS nr, ${day} AS day, TIMESTAMP '2024-06-01' - INTERVAL 1 HOUR * i AS back,
        DATE '1980-01-01' + CAST(hash(i) % 9000 AS INTEGER) AS born, sin(i) AS x FROM range(5000) t(i)`,
    );
    const rising = [
      ['nr', 'rising'],
      ['day', 'rising'],
      ['back', 'falling'],
    ];
    expect(orders(profile)).toEqual(rising);
    const facts = factsOf(profile).columns;
    expect([facts.day?.rowOrder, facts.back?.rowOrder, facts.born?.rowOrder]).toEqual(['rising', 'falling', undefined]);
    const said = profile.warnings.filter(({ code }) => code === 'time-order');
    expect(said.map(({ column, severity, fix }) => [column, severity, fix?.params])).toEqual([
      ['day', 'medium', { strategy: 'time-ordered', time: 'day' }],
      ['back', 'medium', { strategy: 'time-ordered', time: 'back' }],
      ['nr', 'low', { strategy: 'sequential' }],
    ]);
  });

  it('is told in spite of a few late rows, and not of a few dates or of days within each shop', async () => {
    const day = (i: string) => `DATE '2024-01-01' + CAST(${i} AS INTEGER)`;
    const profile = await profileOf(
      'late',
      `SELECT i AS __row, ${day('CASE WHEN i % 97 = 0 THEN greatest(0, i // 50 - 3) ELSE i // 50 END')} AS late,
        ${day('i // 1000')} AS loaded, ${day('i % 500')} AS of_shop FROM range(5000) t(i)`,
    );
    expect(orders(profile)).toEqual([['late', 'rising']]);
  });

  const bikes = 'bike-sharing/hour.csv';
  it.skipIf(!existsSync(join(data, bikes)))(
    `is told of ${bikes} (skipped where ../shared/data is absent)`,
    async () => {
      expect(orders(await profileOfCsv(bikes))).toEqual([
        ['instant', 'rising'],
        ['dteday', 'rising'],
      ]);
    },
  );

  const quiet = ['adult/adult_train.csv', 'telco-churn/Telco-Customer-Churn.csv', 'california-housing/housing.csv'];
  for (const name of quiet) {
    it.skipIf(!existsSync(join(data, name)))(`is told of no column of ${name}`, async () => {
      expect(orders(await profileOfCsv(name))).toEqual([]);
    });
  }
});
