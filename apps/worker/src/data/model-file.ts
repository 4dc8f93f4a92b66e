import { createHash } from 'node:crypto';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import { damagedModel } from '../runtimes/damaged-model';
import { loadScorer } from '../runtimes/loaders';
import type { Scorer, StoredModel } from '../runtimes/model-runtime';
import type { ModelDoors } from '../runtimes/python/ask-python';
import { type ArchiveFiles, requireEntry, textOf } from './archive-entry';
import { type ModelEntries, modelFiles, readStoredModel } from './stored-model';
import { readTar, writeTar } from './tar';

/** A model ready to answer: its manifest, and its scorer over the manifest's features. */
export type OpenModel = { manifest: ModelManifest; scorer: Scorer };

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

/**
 * Opens the model among the files of an archive whose `manifest` entry is the model's manifest. Throws `model-damaged`
 * when one of them is cut, altered or of another model.
 */
export async function openModelFiles(
  files: ArchiveFiles,
  options: ModelEntries & { doors?: ModelDoors },
): Promise<OpenModel> {
  const { manifest, stored } = storedModelIn(files, options);
  return { manifest, scorer: await loadScorer(stored, options.doors) };
}

/** The same as it is stored, for whoever writes it in another form. */
export function storedModelIn(
  files: ArchiveFiles,
  options: ModelEntries,
): { manifest: ModelManifest; stored: StoredModel } {
  checkModelDigest(files, options);
  return readStoredModel(files, options);
}

/** Throws `model-damaged` when the digest of a model is that of other files. */
export function checkModelDigest(files: ArchiveFiles, options: ModelEntries): void {
  const digest = files.get(modelFiles.digest);
  const take = (name: string) => requireEntry(files, name, options.place);
  const parts = {
    manifest: take(options.manifest),
    json: take(modelFiles.json),
    weights: take(modelFiles.weights),
  };
  if (digest === undefined) return;
  const [expected, actual] = [textOf(digest), digestOf(parts)];
  if (expected === actual) return;
  throw damagedModel({
    seen: `contents with sha256 ${actual.slice(0, 12)}…`,
    expected: `sha256 ${expected.slice(0, 12)}…`,
  });
}
