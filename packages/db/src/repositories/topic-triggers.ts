import type { TriggerSeen } from '@millrace/pipeline-core/events';
import { type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { type TopicTrigger, topicTriggerSchema } from '../mappers/topic-trigger-row';
import { queryRows, sql, toJson } from '../raw-query';
import { listTopics, type TopicKey } from './bus';
import { takeBackWishes } from './trigger-events';

export type NewTopicTrigger = Pick<TopicTrigger, 'projectId' | 'pipelineId' | 'mode' | 'conditions' | 'createdBy'>;

/** Name under which triggers read topics. */
export const triggerConsumerName = 'triggers';

/** Makes a trigger. It hears what comes from now on, not what its topics hold already. */
export async function createTopicTrigger(db: Db, input: NewTopicTrigger): Promise<TopicTrigger> {
  return db.transaction(async (tx) => {
    const topics = input.conditions.map(({ topic }) => topic);
    // A topic nobody has read yet is read from its end: what it holds concerns no trigger.
    await tx.prisma.$executeRaw(
      sql`insert into bus_consumer (consumer, project_id, topic, "offset")
          select ${triggerConsumerName}, project_id, topic, last_offset from bus_topic
          where project_id = ${input.projectId}::uuid and topic = any(${topics}::text[]) on conflict do nothing`,
    );
    const since = await headsOf(tx, input);
    const data = { ...input, conditions: toJson(input.conditions), since };
    return topicTriggerSchema.parse(await tx.prisma.topicTrigger.create({ data }));
  });
}

export async function listTopicTriggers(db: Db, projectId: ProjectId): Promise<TopicTrigger[]> {
  const rows = await db.prisma.topicTrigger.findMany({ where: { projectId }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => topicTriggerSchema.parse(row));
}

/** False when there is no such trigger. Switched on again it knows nothing of what came before. */
export async function setTopicTriggerEnabled(
  db: Db,
  { projectId, id, enabled }: { projectId: ProjectId; id: string; enabled: boolean },
): Promise<boolean> {
  const found = await db.prisma.topicTrigger.findFirst({ where: { projectId, id } });
  if (found === null) return false;
  const data = enabled ? { enabled, since: await headsOf(db, topicTriggerSchema.parse(found)), seen: {} } : { enabled };
  return (await db.prisma.topicTrigger.updateMany({ where: { projectId, id }, data })).count === 1;
}

/** Where the topics of a trigger end now. */
async function headsOf(
  db: Db,
  { projectId, conditions }: Pick<TopicTrigger, 'projectId' | 'conditions'>,
): Promise<Record<string, number>> {
  const wanted = new Set(conditions.map(({ topic }) => topic));
  const heads = (await listTopics(db, projectId)).filter(({ topic }) => wanted.has(topic));
  return Object.fromEntries(heads.map(({ topic, lastOffset }) => [topic, lastOffset]));
}

/** Deletes a trigger; a start it has asked for and that still waits is dropped. False when there is no such trigger. */
export async function deleteTopicTrigger(db: Db, key: { projectId: ProjectId; id: string }): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { count } = await tx.prisma.topicTrigger.deleteMany({ where: key });
    if (count === 1) await takeBackWishes(tx, { projectId: key.projectId, own: `topic ${key.id} ` });
    return count === 1;
  });
}

/** The enabled triggers of a project, locked until the transaction ends: two topics may meet conditions of one at once. */
export async function lockTopicTriggers(tx: Db, projectId: ProjectId): Promise<TopicTrigger[]> {
  return queryRows(
    tx,
    topicTriggerSchema,
    sql`select id::text as id, project_id as "projectId", pipeline_id as "pipelineId", mode, conditions, seen, enabled,
          since, created_by as "createdBy", created_at as "createdAt"
        from topic_trigger where project_id = ${projectId}::uuid and enabled order by id for update`,
  );
}

export async function noteTriggerSeen(tx: Db, { id, seen }: { id: string; seen: TriggerSeen }): Promise<void> {
  await tx.prisma.topicTrigger.update({ where: { id }, data: { seen: toJson(seen) } });
}

/** Topics that enabled triggers wait for. */
export async function listTriggerTopics(db: Db): Promise<TopicKey[]> {
  return queryRows(
    db,
    z.object({ projectId: projectIdSchema, topic: z.string() }),
    sql`select distinct t.project_id as "projectId", c ->> 'topic' as topic
        from topic_trigger t cross join lateral jsonb_array_elements(t.conditions) c where t.enabled`,
  );
}
