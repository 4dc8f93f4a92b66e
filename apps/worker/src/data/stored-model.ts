import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import type { StoredModel } from '../runtimes/model-runtime';
import { type ArchiveFiles, readJson, requireEntry } from './archive-entry';

/**
 * Files of a model, the same in a Model artifact and inside a release bundle. `digest` holds a sha256 over the other two
 * and the manifest; models of before it was written have none.
 */
export const modelFiles = {
  json: 'model/model.json',
  weights: 'model/weights.bin',
  digest: 'model/sha256',
} as const;

/** Which entry of an archive is the manifest of its model, and who asks, for errors. */
export type ModelEntries = { manifest: string; place: string };

/**
 * The model among the files of an archive, as it is stored. Needs nothing of Node, and compares no hashes: whoever reads an
 * archive checks it first.
 */
export function readStoredModel(
  files: ArchiveFiles,
  { manifest: entry, place }: ModelEntries,
): { manifest: ModelManifest; stored: StoredModel } {
  const manifest = modelManifestSchema.parse(readJson(files, entry, place));
  const stored: StoredModel = {
    format: manifest.format,
    task: manifest.task,
    features: manifest.features,
    ...(manifest.classes === undefined ? {} : { classes: manifest.classes }),
    json: jsonObjectSchema.parse(readJson(files, modelFiles.json, place)),
    // A copy of its own: views over numbers need an aligned start.
    weights: Uint8Array.from(requireEntry(files, modelFiles.weights, place)),
  };
  return { manifest, stored };
}
