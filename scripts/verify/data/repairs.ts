import { readFileSync } from 'node:fs';
import type { WindowShape } from '@millrace/pipeline-core/api';
import { preparationPipeline } from '@millrace/pipeline-core/document';
import type { ProfileWarning } from '@millrace/pipeline-core/profile';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { openProject, referenceFile, tableOf } from './project';
import { verifyRepairClicks } from './repair-clicks';

const part = 'repairs';
const claims = {
  precision: {
    part,
    claim: 'hospital-dirty, all suggested repairs of cells applied through the API: precision by cell',
    bar: '>= 0.95',
  },
  recall: {
    part,
    claim: 'hospital-dirty, all suggested repairs of cells applied through the API: recall by cell',
    bar: '>= 0.6',
  },
};
/** Suggestions that write cells; the others leave columns or rows out, or only change a type. */
const cellRepairs = ['replace-values', 'clean-text'];

/** Suggested repairs: taken by a program through the API, and by a person who clicks. */
export async function verifyRepairs(context: VerifyContext): Promise<Check[]> {
  const api = { part, claim: 'hospital-dirty, suggested repairs applied through the API', bar: 'runs to its end' };
  return [...(await attempt(api, () => verifyThroughApi(context))), ...(await verifyRepairClicks(context))];
}

/** Upload, take what the profile suggests, run it, and compare every cell with the clean table. */
async function verifyThroughApi(context: VerifyContext): Promise<Check[]> {
  const [dirtyFile, cleanFile] = ['hospital.csv', 'hospital_clean.csv'].map((file) =>
    referenceFile(`hospital-dirty/${file}`),
  );
  if (!dirtyFile || !cleanFile)
    return Object.values(claims).map((claim) =>
      skipped({ ...claim, note: 'hospital-dirty is not beside the repository' }),
    );
  const project = await openProject(context, 'Repairs');
  const { id, name, batch } = await project.client.upload(dirtyFile, 'hospital');
  const { warnings } = await project.profile(batch.table);
  const steps = warnings.flatMap(repairOf);
  if (steps.length === 0) throw new Error('the profile of hospital-dirty suggests no repair of cells');
  const document = preparationPipeline({ datasetId: id, datasetName: name, steps });
  const run = await project.runDrawing('Hospital prepared', document);
  const all = { limit: 1000 };
  const counts = countCells({
    dirty: cellsOf(await project.client.window(batch.table, all)),
    repaired: cellsOf(await project.client.window(tableOf(run, `prepare-${steps.length}`), all)),
    truth: readTruth(cleanFile),
  });
  const { errors, changed, right } = counts;
  const [precision, recall] = [right / changed, right / errors];
  const note = `${steps.length} suggestions taken; ${errors} wrong cells, ${changed} changed, ${right} of them right`;
  return [
    checked({ ...claims.precision, figure: precision.toFixed(3), pass: precision >= 0.95, note }),
    checked({ ...claims.recall, figure: recall.toFixed(3), pass: recall >= 0.6 && errors > 400, note }),
  ];
}

function repairOf({ fix }: ProfileWarning) {
  if (fix === undefined || !cellRepairs.includes(fix.addStep)) return [];
  return [{ type: fix.addStep, params: fix.params ?? {} }];
}

type Cells = Map<string, string>;

const keyOf = (row: number | string, column: string) => `${row}\n${column}`;

/** Cells as texts by row and column; the clean table writes "empty" where there is nothing. */
function cellsOf({ columns, rowNumbers, rows }: WindowShape): Cells {
  const entries = rows.flatMap((cells, at) =>
    columns.map(({ name }, column): [string, string] => [
      keyOf(rowNumbers[at] ?? -1, name),
      String(cells[column] ?? 'empty'),
    ]),
  );
  return new Map(entries);
}

/** One line for each cell: row, column, what it should hold. */
function readTruth(file: string): Cells {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  return new Map(
    lines.map((line): [string, string] => {
      const [row = '', column = '', cell = ''] = fieldsOf(line);
      return [keyOf(row, column), cell === '' ? 'empty' : cell];
    }),
  );
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function countCells({ dirty, repaired, truth }: { dirty: Cells; repaired: Cells; truth: Cells }) {
  let [errors, changed, right] = [0, 0, 0];
  for (const [key, meant] of truth) {
    const [before, after] = [dirty.get(key), repaired.get(key)];
    if (before === undefined) throw new Error(`the landed table has no cell ${key.replace('\n', ', ')}`);
    if (before !== meant) errors += 1;
    if (after === before) continue;
    changed += 1;
    if (after === meant) right += 1;
  }
  return { errors, changed, right };
}
