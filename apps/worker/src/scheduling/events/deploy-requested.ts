import {
  appendAudit,
  createDeployment,
  createEndpoint,
  type Database,
  type Endpoint,
  findEndpointByName,
  findReleaseByBundle,
  getProject,
} from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { requireOrigin } from './run-facts';

/**
 * A deploy step asks for what the Deploy button asks for: a deployment, walked through its gates. It never changes what
 * an endpoint is: a strategy that does not fit an endpoint which is there already fails with the deployment, where
 * people see it. Reason and override come with the button only, so that no drawing overrides a gate run after run.
 */
export async function requestDeployment(options: {
  payload: TopicPayload<'deploy-requested'>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
}): Promise<void> {
  const { payload, key, origin, context } = options;
  const { run } = requireOrigin(origin, key);
  const { projectId, startedBy, mayDeploy, deployment: asked } = await context.runFacts.run(run);
  // No run with a deploy step starts without the right; one that did all the same must not deploy.
  if (!mayDeploy) {
    const { endpoint, strategy } = payload;
    const details = { endpoint, strategy, reason: 'the run was started without the right to deploy' };
    await appendAudit(context.db, { projectId, actor: startedBy, action: 'deployment.refused', subject: run, details });
    return;
  }
  const release = await findReleaseByBundle(context.db, { projectId, bundleHash: payload.bundle });
  if (release === null) throw new Error(`bundle ${payload.bundle} is not registered yet`);
  const sandbox = payload.strategy === 'sandbox';
  const endpoint = await ensureEndpoint(context.db, {
    projectId,
    name: payload.endpoint,
    sandbox,
    createdBy: startedBy,
  });
  const deployment = await createDeployment(context.db, {
    endpointId: endpoint.id,
    releaseId: release.id,
    strategy: payload.strategy,
    ...(asked?.reason == null ? {} : { reason: asked.reason, override: asked.override }),
    createdBy: startedBy,
    requestKey: key,
  });
  await context.queues.enqueue('advance-deployment', { key: deployment.id, payload: { deployment: deployment.id } });
}

type Wanted = { projectId: ProjectId; name: string; sandbox: boolean; createdBy: string };

/** The endpoint of this name in the project, made when there is none. Its address is project.name. */
async function ensureEndpoint(db: Database, wanted: Wanted): Promise<Endpoint> {
  const { projectId, name } = wanted;
  const existing = await findEndpointByName(db, { projectId, name });
  if (existing !== null) return existing;
  const project = await getProject(db, projectId);
  if (project === null) throw new Error(`project ${projectId} is gone`);
  const slug = `${project.slug}.${name}`;
  const created = await createEndpoint(db, { ...wanted, slug });
  if (created.ok) return created.value;
  if (created.error === 'name-taken') throw new Error(`endpoint ${name} is being made elsewhere`); // the retry finds it
  const other = await createEndpoint(db, { ...wanted, slug: `${slug}-${projectId.slice(0, 8)}` });
  if (other.ok) return other.value;
  throw new Error(`the address ${slug} is taken`);
}
