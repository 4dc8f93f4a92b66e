import { deleteSavedView, keepSavedView, listSavedViews, type SavedView } from '@millrace/db';
import { listLookSchema } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { noInput, projectAction, projectQuery } from '../use-case';

/** A look of an earlier version that does not fit any more shows the list as it is without a view. */
function readView({ id, name, look }: SavedView) {
  const read = listLookSchema.safeParse(look);
  return { id, name, look: read.success ? read.data : listLookSchema.parse({}) };
}

export const listViewsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  views: (await listSavedViews(database(), { projectId: project.id })).map(readView),
}));

/** Keeps a way of looking at the list for everybody in the project; the same name again replaces it. */
export const keepViewUseCase = projectAction(
  'edit',
  z.object({ name: z.string().trim().min(1).max(80), look: listLookSchema }),
  async ({ project, actor }, { name, look }) =>
    readView(await keepSavedView(database(), { projectId: project.id, name, look, createdBy: actor })),
);

export const deleteViewUseCase = projectAction('edit', z.object({ id: z.uuid() }), async ({ project }, { id }) => {
  if (!(await deleteSavedView(database(), { projectId: project.id, id }))) throw notFound('view');
  return {};
});
