import { appendAudit, changeBatchProfile, getBatch } from '@millrace/db';
import { batchIdSchema } from '@millrace/pipeline-core/ids';
import { withCloserLook } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { readProfile } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { chosenColumnsSchema } from '../runs/chosen-columns';
import { projectAction } from '../use-case';

/**
 * Looks for typing errors in chosen columns of a wide batch, which the landing left because there are too many, and keeps
 * what it finds with the batch: everybody sees it from then on.
 */
export const lookCloserUseCase = projectAction(
  'edit',
  z.object({ id: batchIdSchema, columns: chosenColumnsSchema }),
  async ({ project, actor }, { id, columns }) => {
    const key = { projectId: project.id, id };
    const batch = await getBatch(database(), key);
    if (batch === null) throw notFound('batch');
    const found = await readProfile({ table: batch.tableHash, columns });
    const profile = await changeBatchProfile(database(), key, (before) => withCloserLook(before, { columns, found }));
    if (profile === null) throw notFound('batch');
    const typing = profile.warnings.filter(
      ({ code, column = '' }) => code === 'typing-errors' && columns.includes(column),
    );
    const details = { number: batch.number, columns, found: typing.length };
    await appendAudit(database(), { projectId: project.id, actor, action: 'batch.look-closer', subject: id, details });
    return { found: typing.length };
  },
);
