import { getComparison, listCandidates } from '@millrace/db';
import { pipelineIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

/** Candidates with their evaluations, newest first; with a run also who leads and who is tied. */
export const listCandidatesUseCase = projectQuery(
  'view',
  z.object({ pipeline: pipelineIdSchema.optional(), run: runIdSchema.optional() }),
  async ({ project }, { pipeline, run }) => {
    const candidates = await listCandidates(database(), {
      projectId: project.id,
      ...(pipeline === undefined ? {} : { pipelineId: pipeline }),
      ...(run === undefined ? {} : { runId: run }),
    });
    const runId = run ?? candidates[0]?.runId;
    const comparison = runId === undefined ? null : await getComparison(database(), { projectId: project.id, runId });
    return { candidates, comparison };
  },
);
