import { stat } from 'node:fs/promises';
import { type Database, findArtifact, getReleaseUnchecked } from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { hashFile } from '../../data/artifact-store';
import type { NamedBundle } from './open-release';

/** What a release is called, also where its bundle is gone. */
export async function nameRelease({ db }: Pick<BundleSource, 'db'>, id: ReleaseId): Promise<ReleaseName> {
  const release = await getReleaseUnchecked(db, id);
  return release === null ? { number: 0, modelName: 'a deleted release' } : release;
}

export type ReleaseName = { number: number; modelName: string };

export type BundleSource = {
  db: Database;
  /** Absolute path of an artifact's recorded place. */
  pathOf: (location: string) => string;
};

/** Where the bundle of a release lies. */
export async function findBundle(source: BundleSource, id: ReleaseId): Promise<NamedBundle> {
  const { release, path } = await locate(source, id);
  return { id, number: release.number, modelName: release.modelName, path };
}

/** Reads the whole bundle and compares it with the hash it is known by. */
export async function checkBundle(source: BundleSource, id: ReleaseId): Promise<{ bytes: number; files: number }> {
  const { release, path, location } = await locate(source, id);
  const { hash, bytes } = await hashFile(path);
  if (hash !== release.bundleHash) {
    throw missing(
      `a file at ${location} for the bundle of ${release.modelName} v${release.number} with hash ${hash.slice(0, 12)}…`,
      `hash ${release.bundleHash.slice(0, 12)}…`,
    );
  }
  return { bytes, files: release.manifest.files.length };
}

async function locate(source: BundleSource, id: ReleaseId) {
  const release = await getReleaseUnchecked(source.db, id);
  if (release === null) throw missing(`no release ${id}`, 'the release that an endpoint names');
  const name = `${release.modelName} v${release.number}`;
  const artifact = await findArtifact(source.db, release.bundleHash);
  if (artifact === null || artifact.location === null)
    throw missing(`no record of the bundle of ${name}`, 'a file in the artifact store');
  const path = source.pathOf(artifact.location);
  const present = await stat(path).then(
    () => true,
    () => false, // said in the error
  );
  if (!present) throw missing(`no file at ${artifact.location} for the bundle of ${name}`, 'the file the record names');
  return { release, path, location: artifact.location };
}

function missing(seen: string, expected: string): PipelineError {
  return new PipelineError({
    code: 'bundle-missing',
    family: 'operator',
    place: 'Artifact store',
    seen,
    expected,
    next: 'Restore this file from a copy of the artifact store, or deploy another release. What answers now goes on.',
  });
}
