import type { GoldenRow } from '@millrace/pipeline-core/release';
import { loadBundle } from '../../data/release-bundle';
import { type NamedRelease, serveBundle } from './serve-bundle';
import type { ServedRelease } from './served-release';

export type NamedBundle = NamedRelease & { path: string };

/** A release with its bundle open. */
export type OpenRelease = { served: ServedRelease; golden: GoldenRow[] };

/** Opens the bundle of a release; throws when a file of it is missing, damaged or does not fit the others. */
export async function openRelease(release: NamedBundle): Promise<OpenRelease> {
  const bundle = await loadBundle(release.path);
  return { served: serveBundle(release, bundle), golden: [...bundle.golden] };
}
