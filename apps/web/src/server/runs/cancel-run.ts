import { appendAudit, cancelRun } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction } from '../use-case';

export const cancelRunUseCase = projectAction(
  'run',
  z.object({ id: runIdSchema }),
  async ({ project, actor }, { id }) => {
    const status = await cancelRun(database(), { projectId: project.id, id });
    if (status === null) throw notFound('run');
    await appendAudit(database(), { projectId: project.id, actor, action: 'run.cancel', subject: id, details: {} });
    return { status };
  },
);
