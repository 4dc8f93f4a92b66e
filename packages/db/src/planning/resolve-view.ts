import { type ViewShape, viewShapeSchema } from '@millrace/pipeline-core/features';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import type { Db } from '../client';
import { findViewPack } from '../repositories/feature-view-packs';
import { findFeatureView, listViewVersions } from '../repositories/feature-views';

/**
 * A view as a run reads it: the tables of all its versions, oldest first, and what it is. A pack
 * stands for the versions up to its number. Whoever publishes reads no table, and the view may be new.
 */
export async function resolveView(
  db: Db,
  projectId: ProjectId,
  wanted: { view: string; use: 'read' | 'publish' },
): Promise<ResolvedReference | null> {
  const found = await findFeatureView(db, { projectId, name: wanted.view });
  const view = found === null || found.deletingAt !== null ? null : found; // one on its way out is gone already
  if (wanted.use === 'publish')
    return { kind: 'feature-view', id: view?.id ?? '', label: wanted.view, artifacts: {}, data: dataOf(view) };
  const versions = view === null ? [] : (await listViewVersions(db, view.id)).reverse();
  const last = versions.at(-1);
  if (view === null || last === undefined) return null;
  const pack = await findViewPack(db, view.id);
  const since = versions.filter(({ number }) => number > (pack?.toNumber ?? 0));
  const tables = [...(pack === null ? [] : [{ ...pack, number: pack.toNumber }]), ...since];
  const artifacts = Object.fromEntries(
    tables.flatMap(({ number, tableHash, metaHash }) => [
      [`v${number}`, tableHash],
      [`v${number}.meta`, metaHash],
    ]),
  );
  return { kind: 'feature-view', id: view.id, label: `${view.name} v${last.number}`, artifacts, data: dataOf(view) };
}

function dataOf(view: ViewShape | null) {
  return view === null ? {} : jsonObjectSchema.parse(JSON.parse(JSON.stringify(viewShapeSchema.parse(view)))); // drops fields that are undefined
}
