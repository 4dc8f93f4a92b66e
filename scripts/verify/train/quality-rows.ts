import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunShape, WindowShape } from '@millrace/pipeline-core/api';
import { type DataProject, tableOf } from '../data/project';
import { splitOf } from '../data/splits';
import type { TruthfulAnswers } from './judge-pair';
import type { GivenPart } from './quality-sets';

const rowsAtOnce = 1000;
const probability = 'probability_';

/** Files with the rows of each part, as the product gives them out with its split; row numbers are in `__row`. */
export async function exportParts(
  project: DataProject,
  o: { run: RunShape; folder: string },
): Promise<Record<GivenPart, string>> {
  const split = await splitOf(project, tableOf(o.run, 'split'));
  const save = async (part: GivenPart) => {
    const file = path.join(o.folder, `${part}.ndjson`);
    const answer = await fetch(`${project.product.webUrl}/api/v1/splits/${split}/rows?part=${part}`, {
      headers: { authorization: `Bearer ${project.key}` },
    });
    if (!answer.ok) throw new Error(`the ${part} rows of the split answered ${answer.status}: ${await answer.text()}`);
    writeFileSync(file, await answer.text());
    return file;
  };
  return { train: await save('train'), validation: await save('validation'), test: await save('test') };
}

/** What the chosen model says of the test rows, with the truth beside it. */
export async function answersOfRun(
  project: DataProject,
  { run, target }: { run: RunShape; target: string },
): Promise<TruthfulAnswers> {
  const table = run.steps.find(({ step }) => step === 'best')?.outputs.predictions;
  if (table === undefined) throw new Error('the step "best" left no predictions');
  const windows: WindowShape[] = [];
  for (let offset = 0, total = 1; offset < total; offset += rowsAtOnce) {
    const window = await project.client.window(table, { part: 'test', offset, limit: rowsAtOnce });
    total = window.total;
    windows.push(window);
  }
  return answersOf(windows, target);
}

/** Windows of a table of predictions as answers. */
export function answersOf(windows: readonly WindowShape[], target: string): TruthfulAnswers {
  const [first] = windows;
  if (first === undefined) throw new Error('there are no test rows');
  const names = first.columns.map(({ name }) => name);
  const place = (name: string) => {
    const at = names.indexOf(name);
    if (at < 0) throw new Error(`the predictions have no column "${name}"; they have ${names.join(', ')}`);
    return at;
  };
  const truth = place(target);
  const classes = names.flatMap((name) => (name.startsWith(probability) ? [name.slice(probability.length)] : []));
  const places = classes.length === 0 ? [place('prediction')] : classes.map((name) => place(`${probability}${name}`));
  const rows = windows.flatMap((window) =>
    window.rows.map((cells, at) => ({
      row: window.rowNumbers[at] ?? -1,
      truth: cells[truth] ?? null,
      values: places.map((column) => numberOf(cells[column])),
    })),
  );
  return {
    classes: classes.length === 0 ? null : classes,
    rows: rows.map(({ row }) => row),
    values: rows.map(({ values }) => values),
    truth: rows.map(({ truth: cell }) => (cell === null ? null : String(cell))),
  };
}

function numberOf(cell: unknown): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}

/** The title of the model that the product chose on validation rows. */
export async function chosenModel(project: DataProject, run: RunShape): Promise<string> {
  const candidates = await project.client.candidates(run.id);
  return candidates.find(({ best }) => best)?.name ?? 'nothing was chosen';
}
