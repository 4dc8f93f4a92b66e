import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { readJson } from './archive-entry';
import { readTar } from './tar';

/**
 * The manifest of a Model artifact alone, where nothing is scored: whoever asks does not depend on how models answer, so
 * its results outlive a change of that.
 */
export async function readManifest(path: string, place: string): Promise<ModelManifest> {
  return modelManifestSchema.parse(readJson(await readTar(path), 'manifest.json', place));
}
