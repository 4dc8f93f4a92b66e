import { appendAudit, askStep, listTypesOfStep } from '@millrace/db';
import { runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { findContract } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/**
 * Stop and keep the best so far: a step of a run, as it is drawn (all its copies are meant), soon answers with what it
 * has. Of a search the trials at work end, no other begins, and the best of them is handed on. What comes of it is as whole as any other result, but no equal step uses it again.
 */
export const finishStepUseCase = projectAction(
  'run',
  z.object({ id: runIdSchema, step: stepIdSchema }),
  async ({ project, actor }, { id, step }) => {
    const key = { projectId: project.id, runId: id, step };
    const types = await listTypesOfStep(database(), key);
    if (types.length === 0) throw notFound('step');
    if (!types.some(hasBestSoFar))
      throw new Refusal(
        'conflict',
        'This step neither learns round by round nor searches, so there is no best so far.',
        'Wait until it is done, or stop the run.',
      );
    const answer = await askStep(database(), { ...key, kind: 'finish', actor });
    if (answer === 'no-run') throw notFound('run');
    if (answer === 'not-open')
      throw new Refusal('conflict', 'This step has ended already.', 'Look at what it made; there is nothing to stop.');
    const details = { step };
    await appendAudit(database(), { projectId: project.id, actor, action: 'run.finish-step', subject: id, details });
    return { asked: true };
  },
);

function hasBestSoFar(type: string): boolean {
  const contract = findContract(type);
  return contract?.trains?.inRounds === true || contract?.searches !== undefined;
}
