import {
  appendAudit,
  createDeployment,
  findOpenRollout,
  getEndpoint,
  listDeployments,
  listRevisions,
} from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { rollbackTarget, writtenReasonSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/**
 * Sends an endpoint back to the release that answered before. `release` is the one the person saw on the button: when
 * somebody deployed meanwhile the way back is another one, and is not taken unseen.
 */
export const rollBackUseCase = projectAction(
  'deploy',
  z.object({
    endpoint: endpointIdSchema,
    release: releaseIdSchema,
    /** Why; in need there may be no time for it. */
    reason: writtenReasonSchema.optional(),
  }),
  async ({ project, actor }, { reason, ...input }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id: input.endpoint });
    if (endpoint === null) throw notFound('endpoint');
    const key = { projectId: project.id, endpointId: endpoint.id };
    const open = await findOpenRollout(database(), endpoint.id);
    const target = rollbackTarget(await listRevisions(database(), key), open);
    if (target === null) {
      throw new Refusal(
        'conflict',
        `${endpoint.name} has no earlier release to go back to.`,
        'Deploy another candidate from Experiments.',
      );
    }
    if (target.release !== input.release) {
      throw new Refusal(
        'conflict',
        `${endpoint.name} has moved meanwhile, so the way back is another one.`,
        'Look at its timeline, then decide again.',
      );
    }
    const going = (await listDeployments(database(), key)).find(
      ({ kind, releaseId, status }) =>
        kind === 'rollback' && releaseId === target.release && (status === 'queued' || status === 'running'),
    );
    if (going !== undefined) return { deployment: going.id };
    const deployment = await createDeployment(database(), {
      endpointId: endpoint.id,
      releaseId: target.release,
      kind: 'rollback',
      strategy: endpoint.sandbox ? 'sandbox' : 'direct',
      createdBy: actor,
      ...(reason === undefined ? {} : { reason }),
    });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'endpoint.roll-back',
      subject: endpoint.id,
      details: { deployment: deployment.id, release: target.release, reason: reason ?? null },
    });
    return { deployment: deployment.id };
  },
);
