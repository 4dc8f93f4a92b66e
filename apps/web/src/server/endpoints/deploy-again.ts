import { appendAudit, createDeployment, listRevisions, lockEndpoint } from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { forwardTarget, writtenReasonSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { refuseUnderWay } from './under-way';

/**
 * Brings back the release that was gone back from: a deployment like any other, through the same checks against what
 * answers now. `release` is the one the person saw on the button.
 */
export const deployAgainUseCase = projectAction(
  'deploy',
  z.object({
    endpoint: endpointIdSchema,
    release: releaseIdSchema,
    /** Why all traffic moves at once; a sandbox needs none. */
    reason: writtenReasonSchema.optional(),
  }),
  async ({ project, actor }, { endpoint: id, release, reason }) =>
    database().transaction(async (tx) => {
      // Two people at once: the second one waits here and then sees the first.
      const endpoint = await lockEndpoint(tx, { projectId: project.id, id });
      if (endpoint === null) throw notFound('endpoint');
      await refuseUnderWay(tx, endpoint);
      const key = { projectId: project.id, endpointId: id };
      if (forwardTarget(await listRevisions(tx, key)) !== release) {
        throw new Refusal(
          'conflict',
          `${endpoint.name} has moved meanwhile, so there is nothing to deploy again.`,
          'Look at its timeline, then decide again.',
        );
      }
      if (!endpoint.sandbox && reason === undefined) {
        throw new Refusal(
          'invalid',
          'Sending all traffic at once needs a reason.',
          'Say in a sentence why this is right.',
        );
      }
      const deployment = await createDeployment(tx, {
        endpointId: id,
        releaseId: release,
        kind: 'deploy',
        strategy: endpoint.sandbox ? 'sandbox' : 'direct',
        createdBy: actor,
        ...(reason === undefined ? {} : { reason }),
      });
      await appendAudit(tx, {
        projectId: project.id,
        actor,
        action: 'endpoint.deploy-again',
        subject: id,
        details: { deployment: deployment.id, release, reason: reason ?? null },
      });
      return { deployment: deployment.id };
    }),
);
