import {
  getComparison,
  listSearchFigures,
  readCandidateModels,
  readComparedBatches,
  readComparedCandidates,
  readRunList,
  readSeriesPicture,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { withSearchFigures } from './with-search-figures';

/** So many rows are compared in detail at most. */
const mostCompared = 20;
/** Points of a line that are drawn at most. */
const mostPoints = 1000;

const idsInput = z.object({ ids: z.array(z.uuid()).max(mostCompared).default([]) });

/** What is shown of rows side by side, also what searches judged them by, with the paired comparison that a run made of all of them, where one did. */
export const compareRunsUseCase = projectQuery('view', idsInput, async ({ project }, { ids }) => {
  const rows = await readRunList(database(), { projectId: project.id, ids });
  const models = await readCandidateModels(database(), { projectId: project.id, ids });
  const searched = await listSearchFigures(database(), {
    projectId: project.id,
    models: models.map(({ modelHash }) => modelHash),
  });
  return {
    rows: withSearchFigures(rows, { models, searched }),
    missing: ids.length - rows.length,
    paired: models.length === rows.length ? await findPaired(project.id, models) : null,
    curves: models.filter(({ curve }) => curve.length > 1).map(({ id, curve }) => ({ id, curve })),
  };
});

/**
 * What is large of candidates that are compared: their curves, and the rows they were fitted on with the batches these came
 * from. Runs that a program logged have neither and are left out.
 */
export const compareDetailsUseCase = projectQuery('view', idsInput, async ({ project }, { ids }) => {
  const candidates = await readComparedCandidates(database(), { projectId: project.id, ids });
  const wanted = [...new Set(candidates.flatMap(({ fitted }) => fitted.batches))];
  return { candidates, batches: await readComparedBatches(database(), { projectId: project.id, ids: wanted }) };
});

type Models = Awaited<ReturnType<typeof readCandidateModels>>;

/** The comparison of one run that held all these models on the same rows. */
async function findPaired(projectId: ProjectId, models: Models) {
  if (models.length < 2) return null;
  for (const runId of new Set(models.map((model) => model.runId))) {
    const found = await getComparison(database(), { projectId, runId });
    const ranking = (found?.result.ranking ?? []).flatMap((row) => {
      const id = models.find(({ modelHash }) => modelHash === row.model)?.id;
      return id === undefined ? [] : [{ id, metric: row.metric, best: row.best, behind: row.behind }];
    });
    if (found !== null && new Set(ranking.map(({ id }) => id)).size === models.length) {
      const { metric, part, rows } = found.result;
      return { metric, part, rows, ranking };
    }
  }
  return null;
}

/** One figure's series of several logged runs, thinned for a picture. */
export const readSeriesUseCase = projectQuery(
  'view',
  idsInput.extend({ key: z.string().min(1).max(300).default('loss') }),
  async ({ project }, { ids, key }) => {
    const rows = await readRunList(database(), { projectId: project.id, ids });
    if (rows.length < ids.length) throw notFound('run');
    const logged = rows.filter(({ source }) => source === 'logged');
    const series = await Promise.all(
      logged.map(async ({ id, name }) => ({
        id,
        name,
        ...(await readSeriesPicture(database(), { runId: id, key, limit: mostPoints })),
      })),
    );
    return { key, series };
  },
);
