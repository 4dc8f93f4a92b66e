import { appendRevision, createRelease, type Database, type Release, recordArtifact } from '@millrace/db';
import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { hashOf } from './stored-things';

/** Another release of the same model, of a bundle of its own. */
export async function addRelease(
  db: Database,
  { modelId, modelHash, manifest }: Pick<Release, 'modelId' | 'modelHash' | 'manifest'>,
): Promise<Release> {
  const bundleHash = hashOf(crypto.randomUUID());
  await recordArtifact(db, { hash: bundleHash, bytes: 1, kind: 'file', location: `a/${bundleHash}` });
  return createRelease(db, { modelId, modelHash, manifest, bundleHash, createdBy: 'ada' });
}

/** Sends all traffic of an endpoint to one release, as a finished deployment or a roll-back does. */
export async function routeTo(
  db: Database,
  o: { endpointId: EndpointId; release: ReleaseId; kind?: 'deploy' | 'rollback'; by?: string },
): Promise<void> {
  const config = endpointConfigSchema.parse({ v: 1, routes: [{ release: o.release, weight: 1 }], chain: [] });
  const { endpointId, kind = 'deploy', by = 'ada' } = o;
  const made = await appendRevision(db, { endpointId, kind, config, createdBy: by });
  if (!made.ok) throw new Error(made.error);
}
