import { entityKey } from '@millrace/pipeline-core/features';
import type { Json } from '@millrace/pipeline-core/json';
import type { OnlineView } from './online-store';

export type FeatureStatus = 'PRESENT' | 'NULL_VALUE' | 'NOT_FOUND' | 'OUTSIDE_MAX_AGE';

/** One feature of many entities, in their order. */
export type FeatureColumn = { values: Json[]; statuses: FeatureStatus[]; eventMs: number[] };

/**
 * Features of entities as they are now, one column per feature. `entities` holds the key columns in the order of the
 * view's keys, all equally long.
 */
export function readFeatures(
  view: OnlineView,
  o: { entities: readonly (readonly unknown[])[]; features: readonly string[]; now: number },
): FeatureColumn[] {
  const { keys, ttlSeconds } = view.facts;
  const count = o.entities[0]?.length ?? 0;
  const places = o.features.map((name) => view.places.get(name) ?? -1);
  const columns = o.features.map((): FeatureColumn => ({ values: [], statuses: [], eventMs: [] }));
  for (let row = 0; row < count; row += 1) {
    const key = entityKey(
      keys,
      o.entities.map((column) => column[row]),
    );
    const entry = key === null ? undefined : view.entries.get(key);
    const tooOld = entry !== undefined && ttlSeconds !== null && o.now - entry.eventMicros / 1000 > ttlSeconds * 1000;
    for (const [at, column] of columns.entries()) {
      const value = entry === undefined || tooOld ? null : (entry.values[places[at] ?? -1] ?? null);
      column.values.push(value);
      column.eventMs.push(Math.floor((entry?.eventMicros ?? 0) / 1000));
      column.statuses.push(statusOf(entry !== undefined, tooOld, value));
    }
  }
  return columns;
}

function statusOf(found: boolean, tooOld: boolean, value: Json): FeatureStatus {
  if (!found) return 'NOT_FOUND';
  if (tooOld) return 'OUTSIDE_MAX_AGE';
  return value === null ? 'NULL_VALUE' : 'PRESENT';
}
