import { PipelineError } from '@millrace/pipeline-core/errors';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { loaders } from '../runtimes/loaders';
import type { Scorer, StoredModel } from '../runtimes/model-runtime';
import { readTar, writeTar } from './tar';

/** A model ready to answer: its manifest, and its scorer over the manifest's features. */
export type OpenModel = { manifest: ModelManifest; scorer: Scorer };

/** Files of a model, the same in a Model artifact and inside a release bundle. */
export const modelFiles = { json: 'model/model.json', weights: 'model/weights.bin' } as const;

/** Writes a Model artifact: manifest.json, model/model.json, model/weights.bin. Same model, same bytes. */
export async function writeModel(path: string, manifest: ModelManifest, model: StoredModel): Promise<void> {
  await writeTar(path, {
    'manifest.json': JSON.stringify(manifest),
    [modelFiles.json]: JSON.stringify(model.json),
    [modelFiles.weights]: model.weights,
  });
}

/** Opens a Model artifact. `place` names who asked, for the error when it is damaged. */
export async function openModel(path: string, place: string): Promise<OpenModel> {
  return openModelFiles(await readTar(path), { manifest: 'manifest.json', place });
}

/** Opens the model among the files of an archive whose `manifest` entry is the model's manifest. */
export function openModelFiles(
  files: ReadonlyMap<string, Buffer>,
  options: { manifest: string; place: string },
): OpenModel {
  const manifest = modelManifestSchema.parse(readJson(files, options.manifest, options.place));
  const stored: StoredModel = {
    format: manifest.format,
    task: manifest.task,
    features: manifest.features,
    ...(manifest.classes === undefined ? {} : { classes: manifest.classes }),
    json: jsonObjectSchema.parse(readJson(files, modelFiles.json, options.place)),
    // A copy of its own: views over numbers need an aligned start.
    weights: Uint8Array.from(requireEntry(files, modelFiles.weights, options.place)),
  };
  return { manifest, scorer: loaders[manifest.format](stored) };
}

export function readJson(files: ReadonlyMap<string, Buffer>, name: string, place: string): unknown {
  return JSON.parse(requireEntry(files, name, place).toString('utf8'));
}

export function requireEntry(files: ReadonlyMap<string, Buffer>, name: string, place: string): Buffer {
  const entry = files.get(name);
  if (entry !== undefined) return entry;
  throw new PipelineError({
    code: 'incomplete-model',
    family: 'pipeline',
    place,
    seen: `an archive without ${name}`,
    expected: 'a complete model or release',
    next: 'Train the model again, or choose another release.',
  });
}
