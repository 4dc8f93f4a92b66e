import { appendAudit, cancelDeployment, getDeployment } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { deploymentStageSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/** Ends a deployment before it has begun to load anything: while it waits for its evaluation, or for its turn. */
export const cancelDeploymentUseCase = projectAction(
  'deploy',
  z.object({ id: z.uuid() }),
  async ({ project, actor }, { id }) => {
    const deployment = await getDeployment(database(), { projectId: project.id, id });
    if (deployment === null) throw notFound('deployment');
    const stages = z.array(deploymentStageSchema).catch([]).parse(deployment.stages);
    const log = ['Cancelled while it waited.'];
    const ended = stages.map((stage) =>
      stage.status === 'running' ? { ...stage, status: 'waiting' as const, log } : stage,
    );
    await database().transaction(async (tx) => {
      if (!(await cancelDeployment(tx, { id, stages: jsonSchema.parse(ended) }))) {
        throw new Refusal(
          'conflict',
          'This deployment does not wait any more, so there is nothing to cancel.',
          'Its timeline entry says what came of it; roll back if it went through.',
        );
      }
      await appendAudit(tx, {
        projectId: project.id,
        actor,
        action: 'deployment.cancel',
        subject: deployment.endpointId,
        details: { deployment: id, release: deployment.releaseId },
      });
    });
    return { deployment: id };
  },
);
