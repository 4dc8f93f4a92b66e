import type { EndpointId, PipelineId, ProjectId, ReleaseId, RunId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { DeploymentKind, DeployStrategy, OverriddenCheck } from '@millrace/pipeline-core/release';
import type { RolloutPlan } from '@millrace/pipeline-core/rollout';
import { z } from 'zod';
import type { Db } from '../client';
import { type Deployment, deploymentSchema, openDeploymentStatuses } from '../mappers/endpoint-row';
import { queryRow, sql, toJson, toNullableJson } from '../raw-query';

export type NewDeployment = {
  endpointId: EndpointId;
  releaseId: ReleaseId;
  kind?: DeploymentKind;
  strategy: DeployStrategy;
  reason?: string;
  override?: boolean;
  /** What whoever overrides has seen fail. */
  overridden?: readonly OverriddenCheck[];
  /** How a canary goes on. */
  rollout?: RolloutPlan;
  createdBy: string;
  /** The same key is the same deployment: at-least-once handlers set it. */
  requestKey?: string;
  /** Why it must not begin: kept as one that has failed. */
  refusal?: Json;
};

export type DeploymentChange = {
  id: string;
  status?: Deployment['status'];
  gates?: Json;
  stages?: Json;
  error?: Json;
  finishedAt?: Date;
};

export async function createDeployment(db: Db, input: NewDeployment): Promise<Deployment> {
  const { refusal, rollout, overridden, ...wish } = input;
  const end = refusal === undefined ? {} : { status: 'failed', error: toJson(refusal), finishedAt: new Date() };
  const data = { ...wish, ...end, rollout: toNullableJson(rollout), overridden: toNullableJson(overridden) };
  const row =
    input.requestKey === undefined
      ? await db.prisma.deployment.create({ data })
      : await db.prisma.deployment.upsert({ where: { requestKey: input.requestKey }, create: data, update: {} });
  return deploymentSchema.parse(row);
}

export async function updateDeployment(db: Db, change: DeploymentChange): Promise<Deployment> {
  const row = await db.prisma.deployment.update({ where: { id: change.id }, data: dataOf(change) });
  return deploymentSchema.parse(row);
}

/** The same for one that is not over; false where it is, because somebody has cancelled it meanwhile. */
export async function updateOpenDeployment(db: Db, change: DeploymentChange): Promise<boolean> {
  const where = { id: change.id, status: { in: [...openDeploymentStatuses] } };
  return (await db.prisma.deployment.updateMany({ where, data: dataOf(change) })).count > 0;
}

/**
 * Whether a deployment is not over, and stays so until the transaction ends: whoever cancels it waits for that. What a
 * deployment changes is changed behind this, so that of two that walk it at once none moves anything after its end.
 */
export async function holdOpenDeployment(tx: Db, id: string): Promise<boolean> {
  const row = await queryRow(
    tx,
    z.object({ id: z.string() }),
    sql`select id::text from deployment where id = ${id}::uuid and status = any(${[...openDeploymentStatuses]}) for update`,
  );
  return row !== null;
}

/** Ends one that has not begun to load anything; false where it has, or is over. `stages` say who did it. */
export async function cancelDeployment(db: Db, { id, stages }: { id: string; stages: Json }): Promise<boolean> {
  const data = { status: 'cancelled', stages: toJson(stages), finishedAt: new Date() };
  const where = { id, status: { in: ['queued', 'waiting'] } };
  return (await db.prisma.deployment.updateMany({ where, data })).count > 0;
}

function dataOf({ id: _, gates, stages, error, ...plain }: DeploymentChange) {
  return {
    ...plain,
    ...(gates === undefined ? {} : { gates: toJson(gates) }),
    ...(stages === undefined ? {} : { stages: toJson(stages) }),
    ...(error === undefined ? {} : { error: toNullableJson(error) }),
  };
}

/** `endpoint` has no relation to `deployment` in the schema, so the project is checked through its endpoints. */
export async function getDeployment(db: Db, key: { projectId: ProjectId; id: string }): Promise<Deployment | null> {
  const row = await db.prisma.deployment.findUnique({ where: { id: key.id } });
  if (row === null) return null;
  const endpoint = await db.prisma.endpoint.findFirst({ where: { id: row.endpointId, projectId: key.projectId } });
  return endpoint === null ? null : deploymentSchema.parse(row);
}

/** For the deployment handler, which reads ids from its own queue. */
export async function getDeploymentUnchecked(db: Db, id: string): Promise<Deployment | null> {
  const row = await db.prisma.deployment.findUnique({ where: { id } });
  return row === null ? null : deploymentSchema.parse(row);
}

/** For at-least-once handlers: what the same request has made before. */
export async function findDeploymentByKeyUnchecked(db: Db, requestKey: string): Promise<Deployment | null> {
  const row = await db.prisma.deployment.findUnique({ where: { requestKey } });
  return row === null ? null : deploymentSchema.parse(row);
}

/** The deployment that a step of this run asked for: its request key is the key of the step's event. */
export async function findDeploymentOfStep(
  db: Db,
  step: { endpointId: EndpointId; runId: RunId; idx: number },
): Promise<Deployment | null> {
  const row = await db.prisma.deployment.findFirst({
    where: { endpointId: step.endpointId, requestKey: { startsWith: `${step.runId}-${step.idx}-` } },
    orderBy: { createdAt: 'desc' },
  });
  return row === null ? null : deploymentSchema.parse(row);
}

/** Model and endpoint of the last deployment that went through of a candidate of this pipeline; null when there is none. */
export async function findLastDestination(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId },
): Promise<{ model: string; endpoint: string } | null> {
  const rows = await db.prisma.$queryRaw(sql`
    select m.name as model, e.name as endpoint
    from deployment d
    join endpoint e on e.id = d.endpoint_id and e.deleted_at is null
    join release r on r.id = d.release_id
    join model m on m.id = r.model_id
    join candidate c on c.id = r.candidate_id
    where e.project_id = ${key.projectId}::uuid and c.pipeline_id = ${key.pipelineId}::uuid
      and d.kind = 'deploy' and d.status = 'succeeded'
    order by d.created_at desc
    limit 1`);
  return z.array(z.object({ model: z.string(), endpoint: z.string() })).parse(rows)[0] ?? null;
}

/** Deployments of a project (of one endpoint, of some releases), newest first; 50 unless told otherwise. */
export async function listDeployments(
  db: Db,
  filter: { projectId: ProjectId; endpointId?: EndpointId; releaseIds?: readonly ReleaseId[]; limit?: number },
): Promise<Deployment[]> {
  const endpoints = await db.prisma.endpoint.findMany({
    where: { projectId: filter.projectId, ...(filter.endpointId === undefined ? {} : { id: filter.endpointId }) },
    select: { id: true },
  });
  const rows = await db.prisma.deployment.findMany({
    where: {
      endpointId: { in: endpoints.map(({ id }) => id) },
      ...(filter.releaseIds === undefined ? {} : { releaseId: { in: [...filter.releaseIds] } }),
    },
    orderBy: { createdAt: 'desc' },
    take: filter.limit ?? 50,
  });
  return rows.map((row) => deploymentSchema.parse(row));
}

/** Deployments that are to go on: the schedule role takes them up again after a restart. */
export function listUnfinishedDeployments(db: Db): Promise<Deployment[]> {
  return listByStatus(db, ['queued', 'running']);
}

/** Deployments that wait for an evaluation. */
export function listWaitingDeployments(db: Db): Promise<Deployment[]> {
  return listByStatus(db, ['waiting']);
}

async function listByStatus(db: Db, statuses: Deployment['status'][]): Promise<Deployment[]> {
  const rows = await db.prisma.deployment.findMany({
    where: { status: { in: statuses } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => deploymentSchema.parse(row));
}
