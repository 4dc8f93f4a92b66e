import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunShape } from '@millrace/pipeline-core/api';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { type DataProject, openProject, referenceFile } from '../data/project';
import { cardClaim, checkCard } from './card';
import { claimOf, withUnshown } from './claims';
import { type LibrarySet, librarySets, type TrainStep, trainSteps } from './model-sets';
import { downloadOnnx, sendFile } from './step-files';
import { verifyTested } from './tested';

const part = 'models';
const library = claimOf(part, 'every train step of the library fits a real set');

/** Every trainer of the library on a real set, through the product; the rest of the part is shown by unit tests. */
export async function verifyModels(context: VerifyContext): Promise<Check[]> {
  const shown = [
    ...(await attempt(library, async () => [await checkLibrary(context)])),
    ...(await attempt(cardClaim, async () => [await checkCard(context)])),
    ...(await verifyTested(part, context)),
  ];
  return withUnshown(part, shown);
}

async function checkLibrary(context: VerifyContext): Promise<Check> {
  const absent = librarySets.find(({ file }) => referenceFile(file) === null);
  if (absent !== undefined) return skipped({ ...library, note: `${absent.file} is not beside the repository` });
  const project = await openProject(context, 'Library of models');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-models-'));
  try {
    const fitted = new Set<TrainStep>();
    const broken: string[] = [];
    for (const set of librarySets) {
      context.log(`${set.shows.join(', ')} on ${set.file}`);
      const { run, dataset } = await runSet(project, { set, folder });
      const imported = await runImport(project, { set, folder, run, dataset });
      const runs = [...set.shows.map((type) => ({ type, run })), ...imported];
      for (const { type, run } of runs) {
        if (hasModel(run, type)) fitted.add(type);
        else broken.push(`${type} left no model`);
      }
      broken.push(...(set.also ?? []).filter((id) => !hasModel(run, id)).map((id) => `${id} left no model`));
    }
    const missing = trainSteps.filter((type) => !fitted.has(type));
    const notes = [...broken, ...(missing.length === 0 ? [] : [`not there: ${missing.join(', ')}`])];
    const note = notes.length === 0 ? {} : { note: notes.join('; ') };
    const figure = `${fitted.size} of ${trainSteps.length} steps`;
    return checked({ ...library, figure, pass: notes.length === 0, ...note });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runSet(
  project: DataProject,
  o: { set: LibrarySet; folder: string },
): Promise<{ run: RunShape; dataset: string }> {
  const { file, clean, steps } = o.set;
  const source = referenceFile(file);
  if (source === null) throw new Error(`${file} is not there`);
  const copy = path.join(o.folder, path.basename(file));
  writeFileSync(copy, clean === undefined ? readFileSync(source) : clean(readFileSync(source, 'utf8')));
  const dataset = await project.client.upload(copy, file);
  return { run: await project.runDrawing(file, drawSteps(steps(dataset.id))), dataset: dataset.id };
}

/** Takes the file that the set exported to itself, sends it back as somebody else's and imports it on the same rows. */
async function runImport(
  project: DataProject,
  { set, folder, run, dataset }: { set: LibrarySet; folder: string; run: RunShape; dataset: string },
): Promise<{ type: TrainStep; run: RunShape }[]> {
  if (set.imports === undefined) return [];
  const { from, type, params, rows } = set.imports;
  const file = await sendFile(project, await downloadOnnx(project, { run, step: from, folder }));
  const { data, split } = set.steps(dataset);
  if (data === undefined || split === undefined) throw new Error(`the drawing of ${set.file} has no rows to import on`);
  const drawing = drawSteps({ data, split, [type]: { type, params: { ...params, file }, from: { rows } } });
  return [{ type, run: await project.runDrawing(`${type} on ${set.file}`, drawing) }];
}

function hasModel(run: RunShape, step: string): boolean {
  return run.steps.some((one) => one.step === step && one.outputs.model !== undefined);
}
