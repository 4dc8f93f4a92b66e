import {
  beginPublication,
  type Database,
  ensureFeatureView,
  foldOnline,
  listFeedPlaces,
  listServedViews,
  putOnline,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
  showPublication,
  stageOnline,
} from '@millrace/db';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { createQuietLogger } from '../../../testing/quiet-logger';
import { createOnlineStore } from '../online-store';
import { readFeatures } from '../read-features';
import type { PastStore } from './compare-clocks';

/**
 * The product's own store, living through a past: rows go into Postgres, pushed and published in turn, answers come from
 * memory. What is published stays half folded until a later publication.
 */
export async function realStore(
  db: Database,
  { projectId, ttlSeconds }: { projectId: ProjectId; ttlSeconds: number | null },
): Promise<PastStore> {
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'v', type: 'number' as const }],
  };
  const wanted = { projectId, name: 'past', description: '', createdBy: 'ada', ttlSeconds, ...shape };
  const view = await ensureFeatureView(db, wanted);
  const online = createOnlineStore({
    source: {
      listViews: (id) => listServedViews(db, id),
      readRows: (place) => readOnline(db, place),
      readChanges: (place) => readOnlineChanges(db, place),
      readKeys: (wanted) => readOnlineKeys(db, wanted),
      readPlaces: (viewId) => listFeedPlaces(db, viewId),
    },
    logger: createQuietLogger(),
  });
  await online.reload();
  let puts = 0;
  async function publish(rows: readonly NewOnlineRow[]): Promise<void> {
    const publication = await beginPublication(db, { viewId: view.id, requestKey: `${view.id} ${puts}` });
    await stageOnline(db, { publication, rows });
    await db.transaction((tx) => showPublication(tx, publication));
    await foldOnline(db, { viewId: view.id, limit: 3 });
    let more = puts % 9 === 0;
    while (more) more = await foldOnline(db, { viewId: view.id, limit: 100 });
  }
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    async put(rows) {
      const lines = rows.map(({ entity, event, known, value }) => ({
        ...{ k: JSON.stringify([entity]), e: at(event), s: at(known), v: { v: value } },
      }));
      puts += 1;
      if (puts % 3 === 0) await publish(lines);
      else await putOnline(db, { viewId: view.id, rows: lines });
      await online.refresh(view.id);
    },
    read(entities, moment) {
      const held = online.find(projectId, 'past');
      if (held === null) throw new Error('the view is not held');
      const [column] = readFeatures(held, { entities: [entities], features: ['v'], now: moment * 1000 });
      return Float64Array.from(column?.values ?? [], (value) => (typeof value === 'number' ? value : Number.NaN));
    },
  };
}
