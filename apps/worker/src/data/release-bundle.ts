import { createHash } from 'node:crypto';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type BundleManifest, bundleManifestSchema, isForeign, rowsInside } from '@millrace/pipeline-core/release';
import type { ModelDoors } from '../runtimes/python/ask-python';
import { type ArchiveFiles, readJson, requireEntry } from './archive-entry';
import { checkModelDigest, type OpenModel, openModelFiles } from './model-file';
import { type BundleFacts, bundlePlace, type LoadedBundle, openBundle, readFacts } from './open-bundle';
import { type ForeignBundle, openForeign } from './open-foreign';
import { readTar } from './tar';

/** Reads a bundle, checks every file against the manifest and makes it ready to answer. */
export async function loadBundle(path: string): Promise<LoadedBundle> {
  const files = await readTar(path);
  readManifest(files);
  checkModelDigest(files, { manifest: 'model.json', place: bundlePlace });
  return openBundle(files);
}

/** A bundle that is ready to answer, whoever made its model. */
export type AnyBundle = { kind: 'own'; bundle: LoadedBundle } | { kind: 'foreign'; bundle: ForeignBundle };

/** The same for every format; `doors` is what a model is asked through that others made. */
export async function loadAnyBundle(path: string, doors: ModelDoors = {}): Promise<AnyBundle> {
  const files = await readTar(path);
  const { format } = readManifest(files);
  checkModelDigest(files, { manifest: 'model.json', place: bundlePlace });
  return isForeign(format)
    ? { kind: 'foreign', bundle: await openForeign(files, doors) }
    : { kind: 'own', bundle: openBundle(files) };
}

/** The model inside a bundle, for batch scoring. */
export async function openBundleModel(
  path: string,
  doors: ModelDoors = {},
): Promise<{ model: OpenModel; threshold?: number }> {
  const files = await readTar(path);
  const { threshold } = readManifest(files);
  const model = await openModelFiles(files, { manifest: 'model.json', place: bundlePlace, doors });
  return { model, ...(threshold === undefined ? {} : { threshold }) };
}

/** What a bundle says of itself, whatever its model: the files in it are checked, and not opened. */
export async function readBundleManifest(path: string): Promise<BundleManifest> {
  return (await readBundleFiles(path)).manifest;
}

/** The same with the files it speaks of. */
export async function readBundleFiles(path: string): Promise<{ manifest: BundleManifest; files: ArchiveFiles }> {
  const files = await readTar(path);
  return { manifest: readManifest(files), files };
}

/** The same with its model's manifest and its golden rows: enough to check requests. The model itself is not opened. */
export async function readBundleFacts(path: string): Promise<BundleFacts> {
  const files = await readTar(path);
  readManifest(files);
  return readFacts(files);
}

function readManifest(files: ArchiveFiles): BundleManifest {
  const manifest = bundleManifestSchema.parse(readJson(files, 'manifest.json', bundlePlace));
  for (const file of manifest.files) {
    // An older bundle leaves the workbench without its rows; inside it, the hash of the whole tells that they are there.
    if (file.path === rowsInside && !files.has(rowsInside)) continue;
    const entry = requireEntry(files, file.path, bundlePlace);
    const sha256 = createHash('sha256').update(entry).digest('hex');
    if (entry.byteLength === file.bytes && sha256 === file.sha256) continue;
    throw new PipelineError({
      code: 'damaged-release',
      family: 'operator',
      place: `${bundlePlace} › ${file.path}`,
      seen: `${entry.byteLength} bytes with hash ${sha256.slice(0, 12)}…`,
      expected: `${file.bytes} bytes with hash ${file.sha256.slice(0, 12)}…`,
      next: 'Restore the artifact store, or deploy another release.',
    });
  }
  return manifest;
}
