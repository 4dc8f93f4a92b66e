import {
  appendAudit,
  type Db,
  deleteFeatureView,
  deleteOnline,
  type FeatureView,
  findFeatureView,
  markViewDeleting,
  unmarkViewDeleting,
} from '@millrace/db';
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
 * nobody serves half of it, and a request that was cut off is finished by another one. One that is refused at the end
 * takes the mark off: the view is there for the release again, with the rows that events and publications bring from then.
 * Requests that are at it at the same time end with it: rows go only while the mark is there.
 */
export const deleteFeatureViewUseCase = projectAction(
  'edit',
  z.object({ name: z.string() }),
  async ({ project, actor, signal }, { name }) => {
    const projectId = project.id;
    const view = await requireView(projectId, name);
    const atFirst = await database().transaction(async (tx) => {
      const refusal = await refusalFor(tx, { view, actor, begun: view.deletingAt !== null });
      if (refusal === null) await markViewDeleting(tx, { projectId, id: view.id });
      return refusal;
    });
    if (atFirst !== null) throw atFirst; // not within a transaction that may have taken a mark off
    await deleteRows(view.id, signal);
    const atLast = await database().transaction(async (tx) => {
      const marked = await findFeatureView(tx, { projectId, name });
      if (marked === null || marked.id !== view.id) throw notFound('feature view'); // another request has deleted it
      if (marked.deletingAt === null) return stopped(name);
      // The rows took a while, and releases were deployed.
      const refusal = await refusalFor(tx, { view, actor, begun: true });
      if (refusal !== null) return refusal;
      if (!(await deleteFeatureView(tx, { projectId, id: view.id }))) throw notFound('feature view');
      const details = { name, keys: view.keys.map((key) => key.name), features: view.features.length };
      await appendAudit(tx, { projectId, actor, action: 'feature-view.delete', subject: view.id, details });
      return null;
    });
    if (atLast !== null) throw atLast;
    return { name };
  },
);

/** Millions of rows take longer than one transaction may. Ends early when the view is no longer marked, or gone. */
async function deleteRows(viewId: string, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const deleted = await deleteOnline(database(), { viewId, limit: block });
    if (deleted === null || deleted === 0) return;
    signal?.throwIfAborted();
  }
}

type Served = { modelName: string; number: number; endpoints: string[] };
type Deletion = { view: FeatureView; actor: string; begun: boolean };

/** Why a view cannot go now: what is served looks it up. One whose deletion has begun is there again from then on. */
async function refusalFor(tx: Db, { view, actor, begun }: Deletion): Promise<Refusal | null> {
  const { projectId, id, name } = view;
  const releases = await releasesOfView(tx, { projectId, view: name });
  const served = releases.filter(({ endpoints }) => endpoints.length > 0);
  if (served.length === 0) return null;
  if (!begun) return stillServed(name, served);
  if (await unmarkViewDeleting(tx, { projectId, id })) {
    const details = { name, reason: `looked up by ${inWords(served)}` };
    await appendAudit(tx, { projectId, actor, action: 'feature-view.delete-refused', subject: id, details });
  }
  return servedAgain(name, served);
}

function stillServed(view: string, served: readonly Served[]): Refusal {
  return new Refusal(
    'conflict',
    `${view} is looked up by what is served: ${inWords(served)}.`,
    'Deploy releases there that do not look it up, then delete it.',
  );
}

function servedAgain(view: string, served: readonly Served[]): Refusal {
  return new Refusal(
    'conflict',
    `${view} was not deleted, as it is looked up by what was deployed meanwhile: ${inWords(served)}. Online rows of it are gone.`,
    'Run what publishes it to bring them back; or deploy releases there that do not look it up, then delete it.',
  );
}

function stopped(view: string): Refusal {
  return new Refusal(
    'conflict',
    `${view} was not deleted: another request to delete it was refused meanwhile. Online rows of it are gone.`,
    'Look at what looks it up, and then run what publishes it, or delete it again.',
  );
}

function inWords(served: readonly Served[]): string {
  return served
    .map(({ modelName, number, endpoints }) => `${modelName} v${number} at ${endpoints.join(', ')}`)
    .join('; ');
}
