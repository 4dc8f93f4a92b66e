import { listCandidates, listDatasets, listEndpoints, listPipelines, listRuns } from '@millrace/db';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

/** What the home page shows: where to go on, and which of the first five things are done. */
export const homeUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [pipelines, datasets, runs, succeeded, candidates, endpoints] = await Promise.all([
    listPipelines(database(), project.id),
    listDatasets(database(), project.id),
    listRuns(database(), { projectId: project.id, limit: 8 }),
    listRuns(database(), { projectId: project.id, kind: 'pipeline', status: 'succeeded', limit: 1 }),
    listCandidates(database(), { projectId: project.id, limit: 1 }),
    listEndpoints(database(), project.id),
  ]);
  const ran = succeeded.length > 0; // not looked for in the newest runs, which deployments push it out of
  return {
    pipelines: pipelines.slice(0, 6),
    datasets: datasets.slice(0, 6),
    runs,
    done: {
      data: datasets.length > 0 || ran, // a template brings its own
      pipeline: pipelines.length > 0,
      run: ran,
      candidate: candidates.length > 0,
      deployed: endpoints.some(({ config }) => config !== null),
    },
  };
});
