import { appendAudit, type Db, deleteFeatureView, deleteOnline, markViewDeleting } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { requireView } from './feature-views';
import { releasesOfView } from './uses-of-view';

/** Online rows deleted in one statement: well within the limit of a transaction. */
const block = 20_000;

/**
 * Deletes a view: its publications, its online rows, its name. A release that is served and looks it up blocks that; it
 * would answer with missing values from one moment to the next. The view is marked before its first row goes, so that
 * nobody serves half of it, and a request that was cut off is finished by another one.
 */
export const deleteFeatureViewUseCase = projectAction(
  'edit',
  z.object({ name: z.string() }),
  async ({ project, actor, signal }, { name }) => {
    const projectId = project.id;
    const view = await requireView(projectId, name);
    await database().transaction(async (tx) => {
      await refuseServed(tx, { projectId, name });
      await markViewDeleting(tx, { projectId, id: view.id });
    });
    // Millions of rows take longer than one transaction may.
    while ((await deleteOnline(database(), { viewId: view.id, limit: block })) === block) signal?.throwIfAborted();
    return database().transaction(async (tx) => {
      await refuseServed(tx, { projectId, name }); // the rows took a while, and releases were deployed meanwhile
      if (!(await deleteFeatureView(tx, { projectId, id: view.id }))) throw notFound('feature view');
      const details = { name, keys: view.keys.map((key) => key.name), features: view.features.length };
      await appendAudit(tx, { projectId, actor, action: 'feature-view.delete', subject: view.id, details });
      return { name };
    });
  },
);

async function refuseServed(tx: Db, { projectId, name }: { projectId: ProjectId; name: string }): Promise<void> {
  const releases = await releasesOfView(tx, { projectId, view: name });
  const served = releases.filter(({ endpoints }) => endpoints.length > 0);
  if (served.length > 0) throw stillServed(name, served);
}

function stillServed(
  view: string,
  releases: readonly { modelName: string; number: number; endpoints: string[] }[],
): Refusal {
  const named = releases.map(
    ({ modelName, number, endpoints }) => `${modelName} v${number} at ${endpoints.join(', ')}`,
  );
  return new Refusal(
    'conflict',
    `${view} is looked up by what is served: ${named.join('; ')}.`,
    'Deploy releases there that do not look it up, then delete it.',
  );
}
