import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ServedRelease } from '../served-release';
import type { OnlineStore } from './online-store';
import { readFeatures } from './read-features';

/** A release looks up a view that is there and does not fit into memory: an answer without it would be another answer. */
export class ViewNotHeld extends Error {
  override readonly name = 'ViewNotHeld';
}

/**
 * A row with the features that its releases look up. What the caller sent stays, so that a stored prediction, which
 * holds the looked-up values, is answered alike when it is sent again. An entity nobody knows has missing features.
 * Throws `ViewNotHeld`.
 */
export function fillLookups(
  row: JsonObject,
  o: {
    chain: readonly ServedRelease[];
    projectId: ProjectId;
    online: Pick<OnlineStore, 'find' | 'whyUnheld'>;
    now: number;
  },
): JsonObject {
  let filled: JsonObject | null = null;
  for (const { signature } of o.chain) {
    for (const { name, lookup } of signature.inputs) {
      if (lookup === undefined || Object.hasOwn(filled ?? row, name)) continue;
      const view = o.online.find(o.projectId, lookup.view);
      const why = view === null ? o.online.whyUnheld(o.projectId, lookup.view) : null;
      if (why !== null) throw new ViewNotHeld(why);
      const entities = lookup.key.map((column) => [row[column]]);
      const found = view === null ? [] : readFeatures(view, { entities, features: [lookup.feature], now: o.now });
      filled ??= { ...row };
      filled[name] = found[0]?.values[0] ?? null;
    }
  }
  return filled ?? row;
}
