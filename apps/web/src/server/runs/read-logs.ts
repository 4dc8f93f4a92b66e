import { getRunHeader, listStepLogs } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

const pageLines = 1000;

/** Log lines of a run or one of its steps, after line `after`; `more` says to ask again from the last one. */
export const readLogsUseCase = projectQuery(
  'view',
  z.object({ run: runIdSchema, idx: z.number().int().optional(), after: z.number().int().optional() }),
  async ({ project }, { run, idx, after }) => {
    const header = await getRunHeader(database(), run);
    if (header === null || header.projectId !== project.id) throw notFound('run');
    const lines = await listStepLogs(database(), {
      runId: run,
      limit: pageLines,
      ...(idx === undefined ? {} : { idx }),
      ...(after === undefined ? {} : { after }),
    });
    return { lines, more: lines.length === pageLines };
  },
);
