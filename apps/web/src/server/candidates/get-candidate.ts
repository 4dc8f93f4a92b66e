import { getCandidate } from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

export const getCandidateUseCase = projectQuery(
  'view',
  z.object({ id: candidateIdSchema }),
  async ({ project }, { id }) => {
    const candidate = await getCandidate(database(), { projectId: project.id, id });
    if (candidate === null) throw notFound('candidate');
    return candidate;
  },
);
