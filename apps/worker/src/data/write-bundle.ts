import { createHash } from 'node:crypto';
import { type BundleManifest, bundleManifestSchema } from '@millrace/pipeline-core/release';
import { type TarFiles, writeTar } from './tar';

/** Writes a release bundle: the manifest lists every other file with size and hash. Returns the finished manifest. */
export async function writeBundle(
  path: string,
  options: { facts: Omit<BundleManifest, 'files'>; files: TarFiles },
): Promise<BundleManifest> {
  const files = Object.entries(options.files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      return { path: name, bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  const manifest = bundleManifestSchema.parse({ ...options.facts, files });
  await writeTar(path, { ...options.files, 'manifest.json': JSON.stringify(manifest) });
  return manifest;
}
