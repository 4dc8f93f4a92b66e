import { appendAudit, deleteFeatureView, deleteOnline } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { requireView } from './feature-views';
import { usesOfView } from './uses-of-view';

/** Online rows deleted in one statement: well within the limit of a transaction. */
const block = 20_000;

/**
 * Deletes a view: its publications, its online rows, its name. A release that is served and looks it up blocks that; it
 * would answer with missing values from one moment to the next.
 */
export const deleteFeatureViewUseCase = projectAction(
  'edit',
  z.object({ name: z.string() }),
  async ({ project, actor, signal }, { name }) => {
    const projectId = project.id;
    const view = await requireView(projectId, name);
    const { releases } = await usesOfView(projectId, name);
    const served = releases.filter(({ endpoints }) => endpoints.length > 0);
    if (served.length > 0) throw stillServed(name, served);
    // Millions of rows take longer than one transaction may: what was deleted when it is cut off is asked for again.
    while ((await deleteOnline(database(), { viewId: view.id, limit: block })) === block) signal?.throwIfAborted();
    return database().transaction(async (tx) => {
      if (!(await deleteFeatureView(tx, { projectId, id: view.id }))) throw notFound('feature view');
      const details = { name, keys: view.keys.map((key) => key.name), features: view.features.length };
      await appendAudit(tx, { projectId, actor, action: 'feature-view.delete', subject: view.id, details });
      return { name };
    });
  },
);

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
