import { createHash } from 'node:crypto';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { damagedModel } from '../runtimes/damaged-model';
import { loadScorer } from '../runtimes/loaders';
import type { Scorer, StoredModel } from '../runtimes/model-runtime';
import type { ModelDoors } from '../runtimes/python/ask-python';
import { readJson, requireEntry } from './archive-entry';
import { readTar, writeTar } from './tar';

/** A model ready to answer: its manifest, and its scorer over the manifest's features. */
export type OpenModel = { manifest: ModelManifest; scorer: Scorer };

/**
 * Files of a model, the same in a Model artifact and inside a release bundle. `digest` holds a sha256 over the other two
 * and the manifest; models of before it was written have none.
 */
export const modelFiles = {
  json: 'model/model.json',
  weights: 'model/weights.bin',
  digest: 'model/sha256',
} as const;

/** Writes a Model artifact: manifest.json and the files of the model. Same model, same bytes. */
export async function writeModel(path: string, manifest: ModelManifest, model: StoredModel): Promise<void> {
  const texts = { manifest: JSON.stringify(manifest), json: JSON.stringify(model.json) };
  await writeTar(path, {
    'manifest.json': texts.manifest,
    [modelFiles.json]: texts.json,
    [modelFiles.weights]: model.weights,
    [modelFiles.digest]: digestOf({ ...texts, weights: model.weights }),
  });
}

function digestOf(parts: Record<'manifest' | 'json' | 'weights', string | Uint8Array>): string {
  const hash = createHash('sha256');
  // Lengths first: no byte can move from one part into the next unseen.
  for (const part of [parts.manifest, parts.json, parts.weights])
    hash.update(`${Buffer.byteLength(part)}\n`).update(part);
  return hash.digest('hex');
}

/**
 * Opens a Model artifact. `place` names who asked, for the error when it is damaged; `doors` is what a model is asked
 * through that cannot answer by itself.
 */
export async function openModel(path: string, place: string, doors?: ModelDoors): Promise<OpenModel> {
  return openModelFiles(await readTar(path), {
    manifest: 'manifest.json',
    place,
    ...(doors === undefined ? {} : { doors }),
  });
}

type ModelEntries = { manifest: string; place: string; doors?: ModelDoors };

/**
 * Opens the model among the files of an archive whose `manifest` entry is the model's manifest. Throws `model-damaged`
 * when one of them is cut, altered or of another model.
 */
export async function openModelFiles(files: ReadonlyMap<string, Buffer>, options: ModelEntries): Promise<OpenModel> {
  const { manifest, stored } = storedModelIn(files, options);
  return { manifest, scorer: await loadScorer(stored, options.doors) };
}

/** The same as it is stored, for whoever writes it in another form. */
export function storedModelIn(
  files: ReadonlyMap<string, Buffer>,
  options: ModelEntries,
): { manifest: ModelManifest; stored: StoredModel } {
  checkDigest(files, options);
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
  return { manifest, stored };
}

function checkDigest(files: ReadonlyMap<string, Buffer>, options: ModelEntries): void {
  const expected = files.get(modelFiles.digest)?.toString('utf8');
  const take = (name: string) => requireEntry(files, name, options.place);
  const parts = {
    manifest: take(options.manifest),
    json: take(modelFiles.json),
    weights: take(modelFiles.weights),
  };
  const actual = digestOf(parts);
  if (expected === undefined || expected === actual) return;
  throw damagedModel({
    seen: `contents with sha256 ${actual.slice(0, 12)}…`,
    expected: `sha256 ${expected.slice(0, 12)}…`,
  });
}
