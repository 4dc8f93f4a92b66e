import { type Database, getEndpointUnchecked, type Rollout, startRollout } from '@millrace/db';
import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import { rolloutPlanSchema } from '@millrace/pipeline-core/rollout';

/** Gives a release its first share of an endpoint's traffic, as its deployment does. */
export async function beginRollout(
  db: Database,
  o: { endpointId: EndpointId; deploymentId: string; challenger: ReleaseId; by: string },
): Promise<Rollout> {
  const endpoint = await getEndpointUnchecked(db, o.endpointId);
  const champion = endpoint?.config?.routes[0]?.release;
  if (endpoint === null || endpoint.config === null || champion === undefined) throw new Error('nothing is served');
  const { deploymentId, challenger, by: createdBy } = o;
  const plan = rolloutPlanSchema.parse({});
  const wish = { deploymentId, champion, challenger, plan, createdBy, gates: [], reason: null };
  const started = await startRollout(db, { ...wish, endpoint, config: endpoint.config });
  if (!started.ok) throw new Error(started.error);
  return started.value;
}
