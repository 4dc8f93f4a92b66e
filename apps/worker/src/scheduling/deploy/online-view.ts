import { countOnline, type Database, findFeatureView, readOnlineKeys } from '@millrace/db';
import { entityKey } from '@millrace/pipeline-core/features';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { emptyView, settle } from '../../scoring/features/held-view';
import type { OnlineView } from '../../scoring/features/online-store';

export type WantedEntities = {
  projectId: ProjectId;
  view: string;
  /** The key columns of each entity, in the order of the view's keys. */
  entities: readonly (readonly unknown[])[];
};

/**
 * Some entities of a view as a scoring process holds them; null where there is no such view. `bytes` are those of the whole
 * view, should its other entities be as large: a scoring process holds all of them.
 */
export async function readOnlineView(db: Database, wanted: WantedEntities): Promise<OnlineView | null> {
  const { projectId, view: name, entities } = wanted;
  const facts = await findFeatureView(db, { projectId, name });
  if (facts === null || facts.deletingAt !== null) return null;
  const keys = new Set(entities.flatMap((entity) => entityKey(facts.keys, entity) ?? []));
  const view = emptyView({ ...facts, change: 0, deletions: 0 }); // it is read once and follows no changes
  for (const row of await readOnlineKeys(db, { viewId: facts.id, keys: [...keys] })) settle(view, row);
  const whole = (await countOnline(db, [facts.id])).get(facts.id) ?? 0;
  return { ...view, bytes: (view.bytes / Math.max(1, view.entries.size)) * whole };
}
