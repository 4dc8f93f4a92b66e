import { appendAudit, createDeployment, lockEndpoint } from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { busiest, writtenReasonSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { findInTheWay } from './under-way';

/**
 * Takes the sandbox mark off an endpoint: what answers there is deployed once more, with all traffic and through all
 * checks. `release` is the one the person saw on the button.
 */
export const makeLiveUseCase = projectAction(
  'deploy',
  z.object({ endpoint: endpointIdSchema, release: releaseIdSchema, reason: writtenReasonSchema }),
  async ({ project, actor }, { endpoint: id, release, reason }) =>
    database().transaction(async (tx) => {
      // Two people at once: the second one waits here and then sees the first.
      const endpoint = await lockEndpoint(tx, { projectId: project.id, id });
      if (endpoint === null) throw notFound('endpoint');
      if (!endpoint.sandbox) {
        throw new Refusal('conflict', `${endpoint.name} is live already.`, 'Load the page again.');
      }
      const going = await findInTheWay(tx, endpoint);
      if (going !== null || endpoint.config === null || busiest(endpoint.config) !== release) {
        throw new Refusal(
          'conflict',
          `${endpoint.name} has moved meanwhile: another release answers there, or is about to.`,
          'Look at its timeline, then decide again.',
        );
      }
      const deployment = await createDeployment(tx, {
        endpointId: id,
        releaseId: release,
        kind: 'deploy',
        strategy: 'direct',
        createdBy: actor,
        reason,
      });
      await appendAudit(tx, {
        projectId: project.id,
        actor,
        action: 'endpoint.make-live',
        subject: id,
        details: { deployment: deployment.id, release, reason },
      });
      return { deployment: deployment.id };
    }),
);
