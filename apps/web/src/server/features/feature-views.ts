import {
  countOnline,
  type FeatureView,
  findFeatureView,
  findOnline,
  findViewPack,
  getPipeline,
  listFeatureViews,
  listFeedStates,
  listViewReaders,
  listViewVersions,
  readOnline,
} from '@millrace/db';
import { entityKey } from '@millrace/pipeline-core/features';
import type { PipelineId, ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { environment } from '../../env';
import { database } from '../database';
import { notFound } from '../errors';
import { noInput, projectQuery } from '../use-case';
import { usesOfView } from './uses-of-view';

/** The feature views of a project: what they hold, how fresh they are, who makes and who reads them. */
export const listFeatureViewsUseCase = projectQuery('view', noInput, async ({ project }) => {
  const views = await listFeatureViews(database(), project.id);
  const online = await countOnline(
    database(),
    views.map(({ id }) => id),
  );
  const readers = await listViewReaders(database(), project.id);
  return {
    views: await Promise.all(
      views.map(async (view) => {
        const versions = await listViewVersions(database(), view.id);
        return {
          ...view,
          versions: versions.length,
          rows: versions.reduce((sum, { rows }) => sum + rows, 0),
          online: online.get(view.id) ?? 0,
          madeBy: await makerOf(project.id, versions[0]?.pipelineId ?? null),
          readBy: readers.filter((reader) => reader.view === view.name),
        };
      }),
    ),
  };
});

const byName = z.object({ name: z.string() });

/** One view with its versions, what events feed it, who uses it, and some entities to try a look-up with. */
export const getFeatureViewUseCase = projectQuery('view', byName, async ({ project }, { name }) => {
  const view = await requireView(project.id, name);
  const [versions, online, uses, pack, some, feeds] = await Promise.all([
    listViewVersions(database(), view.id),
    countOnline(database(), [view.id]),
    usesOfView(project.id, name),
    findViewPack(database(), view.id),
    readOnline(database(), { viewId: view.id, after: '', limit: 3 }),
    listFeedStates(database(), view.id),
  ]);
  return {
    view,
    versions,
    feeds,
    pack: pack === null ? null : { to: pack.toNumber, rows: pack.rows, given: pack.given },
    online: online.get(view.id) ?? 0,
    ...uses,
    examples: some.map(({ key }) => z.array(z.json()).parse(JSON.parse(key))),
    url: `${environment().publicScoringUrl}/get-online-features`,
  };
});

/** What the online store holds of one entity. */
export const lookUpEntityUseCase = projectQuery(
  'view',
  z.object({ name: z.string(), key: z.array(z.json()).max(20) }),
  async ({ project }, { name, key }) => {
    const view = await requireView(project.id, name);
    const text = entityKey(view.keys, key);
    if (text === null) return { kind: 'mistyped' as const };
    if (view.deletingAt !== null) return { kind: 'not-found' as const }; // as requests are answered, while its rows go
    const row = await findOnline(database(), { viewId: view.id, key: text });
    if (row === null) return { kind: 'not-found' as const };
    const age = Date.now() - row.eventTime.getTime();
    const tooOld = view.ttlSeconds !== null && age > view.ttlSeconds * 1000;
    return { kind: 'found' as const, eventTime: row.eventTime, tooOld, values: row.values };
  },
);

export async function requireView(projectId: ProjectId, name: string): Promise<FeatureView> {
  const view = await findFeatureView(database(), { projectId, name });
  if (view === null) throw notFound('feature view');
  return view;
}

async function makerOf(projectId: ProjectId, id: PipelineId | null) {
  const pipeline = id === null ? null : await getPipeline(database(), { projectId, id });
  return pipeline === null ? null : { id: pipeline.id, name: pipeline.name };
}
