import { getComparison, listCandidates, listRunsWithCandidates } from '@millrace/db';
import { pipelineIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

/**
 * Candidates with their evaluations, newest first, and who leads: in the run asked for, else in the newest with candidates.
 * Without a run also which runs have any.
 */
export const listCandidatesUseCase = projectQuery(
  'view',
  z.object({ pipeline: pipelineIdSchema.optional(), run: runIdSchema.optional() }),
  async ({ project }, { pipeline, run }) => {
    const candidates = await listCandidates(database(), {
      projectId: project.id,
      ...(pipeline === undefined ? {} : { pipelineId: pipeline }),
      ...(run === undefined ? {} : { runId: run }),
    });
    const runs = run === undefined ? await listRunsWithCandidates(database(), { projectId: project.id }) : [];
    const runId = run ?? runs[0];
    const comparison = runId === undefined ? null : await getComparison(database(), { projectId: project.id, runId });
    return { candidates, comparison, runs };
  },
);
