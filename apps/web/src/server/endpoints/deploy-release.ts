import { appendAudit, createDeployment, getDeployment, getEndpoint, getRelease } from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction, projectQuery } from '../use-case';

/** Moves an endpoint to another release: forward, or back to an earlier one. The schedule role walks it through its gates. */
export const deployReleaseUseCase = projectAction(
  'deploy',
  z.object({
    endpoint: endpointIdSchema,
    release: releaseIdSchema,
    /** Written reason to go on although a gate fails; recorded for good. */
    overrideReason: z.string().trim().min(10, 'Say in a sentence why this is right.').max(500).optional(),
    rollback: z.boolean().default(false),
  }),
  async ({ project, actor }, { endpoint, release, overrideReason, rollback }) => {
    const target = await getEndpoint(database(), { projectId: project.id, id: endpoint });
    if (target === null) throw notFound('endpoint');
    if ((await getRelease(database(), { projectId: project.id, id: release })) === null) throw notFound('release');
    const deployment = await createDeployment(database(), {
      endpointId: endpoint,
      releaseId: release,
      strategy: target.sandbox ? 'sandbox' : 'direct',
      createdBy: actor,
      ...(overrideReason === undefined ? {} : { reason: overrideReason }),
    });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: rollback ? 'endpoint.roll-back' : 'endpoint.deploy',
      subject: endpoint,
      details: { release, ...(overrideReason === undefined ? {} : { overrideReason }) },
    });
    return { deployment: deployment.id };
  },
);

export const getDeploymentUseCase = projectQuery('view', z.object({ id: z.uuid() }), async ({ project }, { id }) => {
  const deployment = await getDeployment(database(), { projectId: project.id, id });
  if (deployment === null) throw notFound('deployment');
  return deployment;
});
