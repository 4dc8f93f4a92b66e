import { randomUUID } from 'node:crypto';
import {
  appendRevision,
  createEndpoint,
  createRelease,
  type Database,
  ensureModel,
  recordArtifact,
} from '@millrace/db';
import { makeApiKey, makeProject, makeUser } from '@millrace/db/testing';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import type { ArtifactStore } from '../../data/artifact-store';
import { makeTestBundle } from '../../testing/test-bundle';
import { hashKey } from '../keys/api-key';

export type World = { db: Database; store: ArtifactStore; folder: string };

/** What the release of such an endpoint answers for each x. */
export const slope = 2;

/** Longer than a busy machine lets an answer wait: harnesses ask whether answers come, not how soon. */
const budgetMs = 20_000;

/** An endpoint in a project of its own, its release in the artifact store, and a key that may ask it. */
export async function makeServedEndpoint({ db, store }: Pick<World, 'db' | 'store'>, name: string) {
  const ownerId = userIdSchema.parse((await makeUser(db)).id);
  const project = await makeProject(db, { ownerId });
  const key = `mr_${randomUUID()}`;
  await makeApiKey(db, { projectId: project.id, ownerId, scopes: ['predict'], hash: hashKey(key) });
  const made = await makeTestBundle(store, { slope });
  await recordArtifact(db, { ...made.bundle, kind: 'bundle' });
  await recordArtifact(db, { ...made.model, kind: 'model' });
  const model = await ensureModel(db, { projectId: project.id, name, createdBy: ownerId });
  const release = await createRelease(db, {
    ...{ modelId: model.id, bundleHash: made.bundle.hash, modelHash: made.model.hash },
    ...{ manifest: made.manifest, createdBy: ownerId },
  });
  const created = await createEndpoint(db, {
    ...{ projectId: project.id, name, slug: `${project.slug}.${name}`, sandbox: false, createdBy: ownerId },
  });
  if (!created.ok) throw new Error(created.error);
  const endpoint = created.value;
  const config = endpointConfigSchema.parse({
    v: 1,
    routes: [{ release: release.id, weight: 1 }],
    chain: [],
    budgetMs,
  });
  const routed = await appendRevision(db, { endpointId: endpoint.id, config, createdBy: ownerId });
  if (!routed.ok) throw new Error(routed.error);
  return { project, ownerId, key, endpoint, model, release, body: JSON.stringify({ rows: [{ x: 1.5 }] }) };
}
