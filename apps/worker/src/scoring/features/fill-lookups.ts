import type { ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ServedRelease } from '../releases/served-release';
import type { OnlineStore } from './online-store';
import { readFeatures } from './read-features';

/**
 * `without`: releases that look up a view which is not in memory, and why: it does not fit, or is not read yet. They are not to be asked: an
 * answer without those features would be another answer.
 */
export type FilledRow = { row: JsonObject; without: ReadonlyMap<ReleaseId, string> };

const none: ReadonlyMap<ReleaseId, string> = new Map();

/**
 * A row with the features that its releases look up. What the caller sent stays, so that a stored prediction, which
 * holds the looked-up values, is answered alike when it is sent again. An entity nobody knows has missing features.
 */
export function fillLookups(
  row: JsonObject,
  o: {
    chain: readonly ServedRelease[];
    projectId: ProjectId;
    online: Pick<OnlineStore, 'find' | 'whyUnheld'>;
    now: number;
  },
): FilledRow {
  let filled: JsonObject | null = null;
  let without: Map<ReleaseId, string> | null = null;
  for (const { id, signature } of o.chain) {
    for (const { name, lookup } of signature.inputs) {
      if (lookup === undefined || Object.hasOwn(filled ?? row, name)) continue;
      const view = o.online.find(o.projectId, lookup.view);
      const why = view === null ? o.online.whyUnheld(o.projectId, lookup.view) : null;
      if (why !== null) {
        without ??= new Map();
        without.set(id, why);
        continue;
      }
      const entities = lookup.key.map((column) => [row[column]]);
      const found = view === null ? [] : readFeatures(view, { entities, features: [lookup.feature], now: o.now });
      filled ??= { ...row };
      filled[name] = found[0]?.values[0] ?? null;
    }
  }
  return { row: filled ?? row, without: without ?? none };
}
