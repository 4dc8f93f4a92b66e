import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDuckSession } from '../duckdb';
import { landFile } from '../ingest/land-file';
import { plainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { scratchFolder } from '../testing/scratch';

const folder = scratchFolder('digit-texts');

/**
 * Sixty rows: postal codes, telephone numbers (two of them dirty), accounts all different, and with a word among them
 * amounts, seconds since 1970 that are all different, and minutes.
 */
function csvLines(): string[] {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const phone = at < 2 ? '20532x810' : `20532581${10 + (at % 5)}`;
    const amount = at === 0 ? 'soon' : `${(at % 9) * 7}`;
    const [seen, minute] = at === 0 ? ['never', 'never'] : [`${1764150000 + at * 3600}`, `20260131083${at % 3}`];
    return [`0${2100 + (at % 7)}`, phone, `00${100 + at}`, amount, seen, minute].join(',');
  });
  return ['zip,phone,account,amount,seen,minute', ...rows];
}

it('tells codes from quantities among the digits of a file', async () => {
  const inside = join(folder, 'work');
  mkdirSync(inside);
  const path = join(folder, 'people.csv');
  writeFileSync(path, `${csvLines().join('\n')}\n`);
  const session = openDuckSession({ folder: inside, memoryMegabytes: 512, threads: 2, readOnlyFolders: [folder] });
  const landed = await landFile({ session, path, name: 'people.csv', folder: inside });
  const { columns, warnings } = await profileTable(session, plainTable(landed.table, landed.meta), {});
  session.close();
  expect(columns.map(({ name, type, looksLikeId }) => [name, type, looksLikeId])).toEqual([
    ['zip', 'text', false],
    ['phone', 'text', false],
    ['account', 'text', true],
    ['amount', 'text', false],
    ['seen', 'text', false],
    ['minute', 'text', false],
  ]);
  // These telephone numbers begin like seconds since 1970: their name tells them from times.
  expect(columns.map(({ digitTexts }) => digitTexts?.times)).toEqual([0, 1, 0, 0, 1, 1]);
  expect(columns[0]?.digitTexts).toEqual({ share: 1, leadingZeros: 1, length: 5, sameLength: 1, times: 0 });
  const casts = warnings.filter(({ fix }) => fix?.addStep === 'cast-types');
  expect(casts.map(({ column }) => column).sort()).toEqual(['amount', 'minute', 'seen']);
  expect(warnings.find(({ code, column }) => code === 'mixed-types' && column === 'phone')).toMatchObject({
    message: '3% of "phone" are not written in digits, as the other codes are.',
  });
  expect(warnings.find(({ column }) => column === 'account')?.code).toBe('id-like');
});
