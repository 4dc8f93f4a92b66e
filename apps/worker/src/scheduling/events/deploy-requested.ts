import {
  appendAudit,
  createDeployment,
  type Db,
  type Deployment,
  ensureEndpoint,
  findDeploymentByKeyUnchecked,
  findReleaseByBundle,
} from '@millrace/db';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import type { RunId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { lacksRightToDeploy } from './right-to-deploy';
import { type KnownRun, requireOrigin } from './run-facts';

/**
 * A deploy step asks for what the Deploy button asks for: a deployment, walked through its gates. It never changes what
 * an endpoint is: a strategy that does not fit an endpoint which is there already fails with the deployment, where
 * people see it, and so does one without the right. Reason and override come with the button only, so that no drawing
 * overrides a gate run after run.
 */
export async function requestDeployment(options: {
  payload: TopicPayload<'deploy-requested'>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
}): Promise<void> {
  const { payload, key, origin, context } = options;
  const { run } = requireOrigin(origin, key);
  // The same event again: what was decided stands, only the queue may not have heard of it.
  const decided = await findDeploymentByKeyUnchecked(context.db, key);
  const deployment = decided ?? (await decide({ payload, key, run, context }));
  if (deployment.status === 'failed') return;
  await context.queues.enqueue('advance-deployment', { key: deployment.id, payload: { deployment: deployment.id } });
}

type Request = { payload: TopicPayload<'deploy-requested'>; key: string; run: RunId; context: EventContext };

async function decide({ payload, key, run, context }: Request): Promise<Deployment> {
  const { db } = context;
  const facts = await context.runFacts.run(run);
  const { projectId, startedBy, deployment: asked } = facts;
  const release = await findReleaseByBundle(db, { projectId, bundleHash: payload.bundle });
  if (release === null) throw new Error(`bundle ${payload.bundle} is not registered yet`);
  const refusal = await lacksRightToDeploy(db, facts);
  // A new endpoint that only tells of a refusal, as a canary's always does, is no live one: that would keep sandboxes off it.
  const sandbox = payload.strategy !== 'direct' || refusal !== null;
  const endpoint = await ensureEndpoint(db, { projectId, name: payload.endpoint, sandbox, createdBy: startedBy });
  return db.transaction(async (tx) => {
    if (refusal !== null) await noteRefusal(tx, { payload, run, facts, refusal });
    return createDeployment(tx, {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: payload.strategy,
      ...(asked?.reason == null ? {} : { reason: asked.reason, override: asked.override }),
      ...(asked?.overridden === undefined ? {} : { overridden: asked.overridden }),
      ...(asked?.rollout === undefined ? {} : { rollout: asked.rollout }),
      createdBy: startedBy,
      requestKey: key,
      ...(refusal === null ? {} : { refusal: jsonSchema.parse(refusal) }),
    });
  });
}

type Refused = { payload: Request['payload']; run: RunId; facts: KnownRun; refusal: ErrorReport };

async function noteRefusal(tx: Db, { payload, run, facts, refusal }: Refused): Promise<void> {
  const { endpoint, strategy } = payload;
  await appendAudit(tx, {
    projectId: facts.projectId,
    actor: facts.startedBy,
    action: 'deployment.refused',
    subject: run,
    details: { endpoint, strategy, reason: refusal.seen },
  });
}
