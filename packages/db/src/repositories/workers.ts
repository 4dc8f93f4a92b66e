import { type WorkerId, workerIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { type Cluster, clusterOf, type WorkerSlots } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql, toJson, toNullableJson } from '../raw-query';

/** Memory of a worker process and of its children, in bytes. */
export const workerMemorySchema = z.object({
  rss: z.number(),
  children: z.array(z.object({ pid: z.number(), rss: z.number() })),
});

export const workerInfoSchema = z.object({
  workerId: workerIdSchema,
  host: z.string(),
  pid: z.number().int(),
  roles: z.array(z.string()),
  /** Slots by queue. */
  queues: z.record(z.string(), z.number().int()),
  capabilities: jsonSchema,
  version: z.string(),
  memory: workerMemorySchema.nullable(),
});
export type WorkerInfo = z.output<typeof workerInfoSchema>;

const listedSchema = workerInfoSchema.extend({
  startedAt: z.date(),
  seenAt: z.date(),
  alive: z.boolean(),
  running: z.number().int(),
});
export type ListedWorker = z.output<typeof listedSchema>;

/** Written at start and every few seconds. */
export async function saveWorkerInfo(db: Db, info: WorkerInfo): Promise<void> {
  const { workerId, queues, capabilities, memory, ...plain } = info;
  const data = { ...plain, queues: toJson(queues), capabilities: toJson(capabilities), memory: toNullableJson(memory) };
  await db.prisma.workerInfo.upsert({
    where: { workerId },
    create: { workerId, ...data },
    update: { ...data, seenAt: new Date() },
  });
}

/** Workers seen lately; `alive` ones hold a lease that has not run out. */
export async function listWorkers(db: Db): Promise<ListedWorker[]> {
  return queryRows(
    db,
    listedSchema,
    sql`select i.worker_id as "workerId", i.host, i.pid, i.roles, i.queues, i.capabilities, i.version, i.memory,
          i.started_at as "startedAt", greatest(i.seen_at, w.seen_at) as "seenAt",
          coalesce(w.lease_until > clock_timestamp(), false) as alive,
          (select count(*)::int from step_run s where s.status = 'running' and s.worker = i.worker_id) as running
        from worker_info i left join worker w on w.id = i.worker_id order by i.started_at desc`,
  );
}

/** Slots by queue of each worker seen in the last half minute. */
export async function listWorkerSlots(db: Db): Promise<WorkerSlots[]> {
  const rows = await queryRows(
    db,
    z.object({ queues: workerInfoSchema.shape.queues }),
    sql`select queues from worker_info where seen_at > clock_timestamp() - interval '30 seconds'`,
  );
  return rows.map(({ queues }) => queues);
}

/** Slots by queue of all of them together; null when none was seen. */
export async function queueSlots(db: Db): Promise<Cluster> {
  return clusterOf(await listWorkerSlots(db));
}

export async function removeWorkerInfo(db: Db, workerId: WorkerId): Promise<void> {
  await db.prisma.workerInfo.deleteMany({ where: { workerId } });
}

/** Forgets workers that are neither registered nor seen since `before`. */
export async function forgetOldWorkers(db: Db, before: Date): Promise<void> {
  await db.prisma
    .$executeRaw`delete from worker_info i where seen_at < ${before} and not exists (select 1 from worker w where w.id = i.worker_id)`;
}
