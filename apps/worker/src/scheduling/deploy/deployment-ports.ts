import {
  appendAudit,
  appendRevision,
  type Database,
  describeOpenRollout,
  endRollout,
  findEvaluationFacts,
  findOpenRollout,
  findRolloutOfDeployment,
  getDeploymentUnchecked,
  getEndpointUnchecked,
  getReleaseUnchecked,
  getRun,
  holdOpenDeployment,
  listRevisions,
  listTestsOfReleaseUnchecked,
  markEndpointLive,
  readCardTexts,
  rightsOfActor,
  setAlias,
  startRollout,
  updateOpenDeployment,
  whoMadeRevision,
} from '@millrace/db';
import { missingTitles } from '@millrace/pipeline-core/card';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { busiest, type LostRows, type PastRevision } from '@millrace/pipeline-core/release';
import type { HeldOut } from '../../data/read-held-out';
import type { OpenRelease } from '../../scoring/releases/open-release';
import type {
  CanaryStart,
  DeployableRelease,
  DeploymentPorts,
  DeploymentRow,
  RouteChange,
  Routed,
} from './deployment-port-types';
import { readOnlineView } from './online-view';

export type BundlePorts = {
  checkBundle(id: ReleaseId): Promise<{ bytes: number; files: number }>;
  open(id: ReleaseId): Promise<OpenRelease>;
  heldOut(id: ReleaseId): Promise<HeldOut | LostRows | null>;
};

/** What a deployment needs, on the database. */
export function createDeploymentPorts(db: Database, bundles: BundlePorts): DeploymentPorts {
  return {
    ...bundles,
    deployment: (id) => getDeploymentUnchecked(db, id),
    endpoint: (row) => getEndpointUnchecked(db, row.endpointId),
    release: (id) => findRelease(db, id),
    mayDeploy: (row) => mayDeploy(db, row),
    revisions: (row) => revisionsOf(db, row),
    modelTests: (id) => listTestsOfReleaseUnchecked(db, id),
    whoMade: ({ endpointId }, revision) => whoMadeRevision(db, { endpointId, revision }),
    readView: (wanted) => readOnlineView(db, wanted),
    save: (id, { finished, ...change }) =>
      updateOpenDeployment(db, { id, ...change, ...(finished === true ? { finishedAt: new Date() } : {}) }),
    route: (change) => routeEndpoint(db, change),
    underWay: (endpoint) => describeOpenRollout(db, endpoint),
    hasStarted: async (deployment) => (await findRolloutOfDeployment(db, deployment)) !== null,
    startRollout: (start) => startCanary(db, start),
  };
}

async function mayDeploy(db: Database, { endpointId, createdBy: actor }: DeploymentRow): Promise<boolean> {
  const endpoint = await getEndpointUnchecked(db, endpointId);
  if (endpoint === null) return false;
  return (await rightsOfActor(db, { projectId: endpoint.projectId, actor }))('deploy');
}

async function revisionsOf(db: Database, { endpointId }: DeploymentRow): Promise<readonly PastRevision[]> {
  const endpoint = await getEndpointUnchecked(db, endpointId);
  return endpoint === null ? [] : listRevisions(db, { projectId: endpoint.projectId, endpointId });
}

async function findRelease(db: Database, id: ReleaseId): Promise<DeployableRelease | null> {
  const release = await getReleaseUnchecked(db, id);
  if (release === null) return null;
  const { manifest, evaluation, projectId, modelHash, modelName: name, number: before, runId } = release;
  const texts = await readCardTexts(db, { projectId, modelHash, name, before });
  const run = runId === null || evaluation !== null ? null : await getRun(db, { projectId, id: runId });
  return {
    id,
    projectId,
    name: `${name} v${before}`,
    signature: manifest.signature,
    answers: { task: manifest.task, classes: manifest.classes },
    ...(await findEvaluationFacts(db, { projectId, modelHash, evaluation })),
    packedUnjudged: run?.kind === 'release',
    receipt: manifest.receipt,
    batches: manifest.batches,
    cardMissing: missingTitles(texts),
  };
}

async function startCanary(db: Database, start: CanaryStart): Promise<Routed> {
  const { deployment, endpoint, config, champion, plan, gates } = start;
  const started = await startRollout(db, {
    ...{ endpoint, config, champion, plan },
    challenger: deployment.releaseId,
    deploymentId: deployment.id,
    gates: jsonSchema.parse(gates),
    reason: deployment.reason,
    createdBy: deployment.createdBy,
  });
  return started.ok ? 'routed' : started.error;
}

/** Thrown to undo the transaction when somebody else has deployed meanwhile. */
class StaleEndpoint extends Error {}
/** Thrown to undo it when the deployment has ended meanwhile. */
class DeploymentOver extends Error {}

async function routeEndpoint(db: Database, change: RouteChange): Promise<Routed> {
  try {
    await db.transaction((tx) => writeRoute(tx, change));
    return 'routed';
  } catch (error) {
    if (error instanceof StaleEndpoint) return 'stale';
    if (error instanceof DeploymentOver) return 'over';
    throw error;
  }
}

async function writeRoute(
  db: Parameters<Parameters<Database['transaction']>[0]>[0],
  change: RouteChange,
): Promise<void> {
  const { deployment, endpoint, config, gates, overridden, goesLive } = change;
  const revision = await appendRevision(db, {
    endpointId: endpoint.id,
    kind: deployment.kind,
    config,
    gates: jsonSchema.parse(gates),
    createdBy: deployment.createdBy,
    baseRevision: endpoint.revision,
    ...(deployment.reason === null ? {} : { reason: deployment.reason }),
  });
  if (!revision.ok) throw new StaleEndpoint();
  // Behind the lock of the endpoint, as everybody who takes both does.
  if (!(await holdOpenDeployment(db, deployment.id))) throw new DeploymentOver();
  if (deployment.kind === 'rollback') {
    const from = endpoint.config === null ? null : busiest(endpoint.config);
    const { createdBy: actor, reason } = deployment;
    await endRollout(db, { endpoint, from, revision: revision.value.revision, actor, reason });
  } else if ((await findOpenRollout(db, endpoint.id)) !== null) throw new StaleEndpoint(); // the next look says whose
  if (goesLive) await markEndpointLive(db, endpoint.id);
  const release = await getReleaseUnchecked(db, deployment.releaseId);
  if (release === null) throw new Error(`release ${deployment.releaseId} is gone`);
  await setAlias(db, { modelId: release.modelId, alias: 'champion', releaseId: release.id });
  await appendAudit(db, {
    projectId: endpoint.projectId,
    actor: deployment.createdBy,
    action: overridden ? 'endpoint.route-overridden' : 'endpoint.route',
    subject: endpoint.id,
    details: {
      deployment: deployment.id,
      release: release.id,
      name: `${release.modelName} v${release.number}`,
      kind: deployment.kind,
      revision: revision.value.revision,
      ...(goesLive ? { madeLive: true } : {}),
      before: endpoint.config?.routes.map((route) => route.release) ?? [],
      ...(deployment.reason === null ? {} : { reason: deployment.reason }),
    },
  });
}
