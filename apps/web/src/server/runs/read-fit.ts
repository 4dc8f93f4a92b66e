import { getRunHeader, listStepCurves, wasAsked } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** How a fit goes: its curves as far as they are known, and whether somebody asked for the best so far. */
export const readFitUseCase = projectQuery(
  'view',
  z.object({ run: runIdSchema, idx: z.int().nonnegative() }),
  async ({ project }, { run, idx }) => {
    const header = await getRunHeader(database(), run);
    if (header === null || header.projectId !== project.id) throw notFound('run');
    const [curves, finishing] = await Promise.all([
      listStepCurves(database(), { runId: run, idx }),
      wasAsked(database(), { runId: run, idx, kind: 'finish' }),
    ]);
    return { curves, finishing };
  },
);
