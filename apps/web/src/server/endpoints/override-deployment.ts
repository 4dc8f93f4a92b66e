import { appendAudit, createDeployment, type Deployment, getDeployment, getEndpoint } from '@millrace/db';
import { decideGates, gateSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { requireTypedName, writtenReasonSchema } from './written-reason';

/** Deploys again what a quality gate stopped. The reason stands on the timeline for good; unit checks still count. */
export const overrideDeploymentUseCase = projectAction(
  'deploy',
  z.object({
    id: z.uuid(),
    reason: writtenReasonSchema,
    /** The endpoint's name, typed by the person. */
    typed: z.string(),
  }),
  async ({ project, actor }, { id, reason, typed }) => {
    const stopped = await getDeployment(database(), { projectId: project.id, id });
    if (stopped === null) throw notFound('deployment');
    const endpoint = await getEndpoint(database(), { projectId: project.id, id: stopped.endpointId });
    if (endpoint === null) throw notFound('endpoint');
    requireTypedName(typed, endpoint.name);
    requireOverridable(stopped);
    const { endpointId, releaseId, kind, strategy } = stopped;
    const wish = { endpointId, releaseId, kind, strategy, reason, override: true, createdBy: actor };
    const deployment = await createDeployment(database(), wish);
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'endpoint.override',
      subject: endpoint.id,
      details: { deployment: deployment.id, stopped: id, release: releaseId, reason },
    });
    return { deployment: deployment.id };
  },
);

function requireOverridable(stopped: Deployment): void {
  const gates = z.array(gateSchema).catch([]).parse(stopped.gates);
  const { allowed, overridable } = decideGates(gates);
  if (stopped.status === 'failed' && !allowed && overridable) return;
  throw new Refusal(
    'conflict',
    'This deployment was not stopped by a check that may be overridden.',
    'Its timeline entry says what stopped it.',
  );
}
