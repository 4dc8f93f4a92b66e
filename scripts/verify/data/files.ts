import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../../bench/context';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { runUnitTests } from '../unit-tests';
import { type DataProject, openProject, referenceFile } from './project';

const part = 'files';
const spectrum = { part, claim: 'csv-spectrum through an upload: cells as its JSON says', bar: '11/11' };
const dirty = {
  part,
  claim: 'dirty files: right cells, or a message with row and column; no dead worker',
  bar: 'all pass',
};
const dirtyTests = 'apps/worker/src/data/ingest';

export async function verifyFiles(context: VerifyContext): Promise<Check[]> {
  return [
    ...(await attempt(spectrum, async () => [await verifySpectrum(context)])),
    ...(await attempt(dirty, async () => [await runDirtyTests(context)])),
  ];
}

async function verifySpectrum(context: VerifyContext): Promise<Check> {
  const folder = referenceFile('csv-spectrum');
  if (folder === null) return skipped({ ...spectrum, note: 'csv-spectrum is not beside the repository' });
  const project = await openProject(context, 'Files');
  const files = readdirSync(path.join(folder, 'csvs'));
  const wrong: string[] = [];
  await withFolder('spectrum', async (scratch) => {
    for (const file of files) {
      const difference = await differenceOf(project, { folder, file, scratch }).catch((error: unknown) =>
        String(error),
      );
      if (difference !== null) wrong.push(`${file}: ${difference}`);
    }
  });
  const figure = `${files.length - wrong.length}/${files.length}`;
  const note = wrong.length === 0 ? {} : { note: wrong.join('; ') };
  return checked({ ...spectrum, figure, pass: files.length === 11 && wrong.length === 0, ...note });
}

const rowsSchema = z.array(z.record(z.string(), z.string()));

async function differenceOf(
  project: DataProject,
  { folder, file, scratch }: { folder: string; file: string; scratch: string },
): Promise<string | null> {
  const name = path.basename(file, '.csv');
  const expected = rowsSchema.parse(JSON.parse(readFileSync(path.join(folder, 'json', `${name}.json`), 'utf8')));
  const text = readFileSync(path.join(folder, 'csvs', file), 'utf8');
  const copy = path.join(scratch, file);
  // The reference files lost their CR on the way; what the names and the expected cells ask for is put back.
  writeFileSync(copy, file.includes('crlf') ? text.replaceAll(/\r?\n/g, '\r\n') : text);
  const { batch } = await project.client.upload(copy, name);
  const { columns, rows } = await project.client.window(batch.table, { limit: 1000 });
  const texts = rows.map((row) =>
    Object.fromEntries(columns.map((column, at): [string, string] => [column.name, String(row[at] ?? '')])),
  );
  const [seen, meant] = [JSON.stringify(texts), JSON.stringify(expected)];
  return seen === meant ? null : `expected ${meant.slice(0, 200)}, found ${seen.slice(0, 200)}`;
}

/** The tests of landing, which make the files that are asked for; the large ones land in a child with capped memory. */
async function runDirtyTests({ log, short }: VerifyContext): Promise<Check> {
  log(`tests under ${dirtyTests}`);
  const ends = await runUnitTests([dirtyTests], { long: !short });
  const failed = ends.filter(({ passed }) => !passed).map(({ name }) => name);
  const figure = `${ends.length - failed.length}/${ends.length} tests`;
  const note = failed.length === 0 ? {} : { note: failed.slice(0, 5).join('; ') };
  return checked({ ...dirty, figure, pass: failed.length === 0 && ends.length > 0, ...note });
}
