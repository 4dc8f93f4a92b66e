import { stat } from 'node:fs/promises';
import { findArtifact, getReleaseUnchecked } from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { HeldOutStored, LostRows } from '@millrace/pipeline-core/release';
import { hashFile } from '../../data/artifact-store';
import { type HeldOut, readHeldOut } from '../../data/read-held-out';
import { type BundleSource, findBundle } from '../../scoring/releases/find-bundle';

/**
 * The held-out rows of a release, which nobody but a deployment reads: from the artifact beside its bundle, or from the
 * bundle itself where it is of before there was one. A file that is gone or changed is said and not thrown: the checks say it.
 */
export async function loadHeldOut(source: BundleSource, id: ReleaseId): Promise<HeldOut | LostRows | null> {
  const release = await getReleaseUnchecked(source.db, id);
  if (release === null || release.manifest.heldOut === undefined) return null;
  const { manifest } = release;
  const { stored, rows } = release.manifest.heldOut;
  const bundle = (await findBundle(source, id)).path;
  if (stored === undefined) return readHeldOut({ manifest, bundle, beside: null });
  const found = await findRows(source, stored);
  if ('seen' in found) return { kind: 'lost', rows, seen: found.seen };
  return readHeldOut({ manifest, bundle, beside: found.path });
}

/** Where they lie, when they are what the manifest says; what is there instead, otherwise. */
async function findRows(
  { db, pathOf }: BundleSource,
  { sha256, bytes }: HeldOutStored,
): Promise<{ path: string } | { seen: string }> {
  const named = `${bytes} bytes with hash ${sha256.slice(0, 12)}…`;
  const artifact = await findArtifact(db, sha256);
  if (artifact === null || artifact.location === null) return { seen: `no record of the artifact of ${named}` };
  const path = pathOf(artifact.location);
  const present = await stat(path).then(
    () => true,
    () => false, // said by the check
  );
  if (!present) return { seen: `no file at ${artifact.location} for the artifact of ${named}` };
  const seen = await hashFile(path);
  if (seen.hash === sha256) return { path };
  return {
    seen: `${seen.bytes} bytes with hash ${seen.hash.slice(0, 12)}… at ${artifact.location}, expected ${named}`,
  };
}
