import type { TriggerSeen } from '@millrace/pipeline-core/events';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { type TopicTrigger, topicTriggerSchema } from '../mappers/topic-trigger-row';
import { queryRows, sql, toJson } from '../raw-query';

export type NewTopicTrigger = Pick<TopicTrigger, 'projectId' | 'pipelineId' | 'mode' | 'conditions' | 'createdBy'>;

/** Makes a trigger. It hears what comes from now on, not what its topics hold already. */
export async function createTopicTrigger(db: Db, input: NewTopicTrigger): Promise<TopicTrigger> {
  return topicTriggerSchema.parse(
    await db.prisma.topicTrigger.create({ data: { ...input, conditions: toJson(input.conditions) } }),
  );
}

export async function listTopicTriggers(db: Db, projectId: ProjectId): Promise<TopicTrigger[]> {
  const rows = await db.prisma.topicTrigger.findMany({ where: { projectId }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => topicTriggerSchema.parse(row));
}

/** False when there is no such trigger. Switched on again it forgets what it had seen. */
export async function setTopicTriggerEnabled(
  db: Db,
  { projectId, id, enabled }: { projectId: ProjectId; id: string; enabled: boolean },
): Promise<boolean> {
  const data = enabled ? { enabled, seen: {} } : { enabled };
  return (await db.prisma.topicTrigger.updateMany({ where: { projectId, id }, data })).count === 1;
}

export async function deleteTopicTrigger(db: Db, key: { projectId: ProjectId; id: string }): Promise<boolean> {
  return (await db.prisma.topicTrigger.deleteMany({ where: key })).count === 1;
}

/** The enabled triggers of a project, locked until the transaction ends: two topics may meet conditions of one at once. */
export async function lockTopicTriggers(tx: Db, projectId: ProjectId): Promise<TopicTrigger[]> {
  return queryRows(
    tx,
    topicTriggerSchema,
    sql`select id::text as id, project_id as "projectId", pipeline_id as "pipelineId", mode, conditions, seen, enabled,
          created_by as "createdBy", created_at as "createdAt"
        from topic_trigger where project_id = ${projectId}::uuid and enabled order by id for update`,
  );
}

export async function noteTriggerSeen(tx: Db, { id, seen }: { id: string; seen: TriggerSeen }): Promise<void> {
  await tx.prisma.topicTrigger.update({ where: { id }, data: { seen: toJson(seen) } });
}

/** Topics that enabled triggers wait for, in all projects. */
export async function listTriggerTopics(db: Db): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ topic: z.string() }),
    sql`select distinct c ->> 'topic' as topic from topic_trigger t cross join lateral jsonb_array_elements(t.conditions) c
        where t.enabled`,
  );
  return rows.map(({ topic }) => topic);
}
