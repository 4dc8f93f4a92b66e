import {
  appendAudit,
  createTopicTrigger,
  deleteTopicTrigger,
  getPipeline,
  listPipelines,
  listTopicTriggers,
  setTopicTriggerEnabled,
} from '@millrace/db';
import {
  findTriggerCycle,
  type TriggerCondition,
  triggerConditionSchema,
  triggerModeSchema,
} from '@millrace/pipeline-core/events';
import { type PipelineId, type ProjectId, pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { noInput, projectAction, projectQuery } from '../use-case';

/** Pipelines that start by themselves when something happens. */
export const listTriggersUseCase = projectQuery('view', noInput, async ({ project }) => {
  const names = new Map((await listPipelines(database(), project.id)).map(({ id, name }) => [id, name]));
  const triggers = await listTopicTriggers(database(), project.id);
  return {
    triggers: triggers.flatMap((trigger) => {
      const pipeline = names.get(trigger.pipelineId);
      return pipeline === undefined ? [] : [{ ...trigger, pipeline }];
    }),
  };
});

/** Its runs are started in the name of whoever makes it, with the rights that person has then. */
export const createTriggerUseCase = projectAction(
  'run',
  z.object({
    pipeline: pipelineIdSchema,
    mode: triggerModeSchema.default('any'),
    conditions: z.array(triggerConditionSchema).min(1).max(20),
  }),
  async ({ project, actor }, { pipeline, mode, conditions }) => {
    if ((await getPipeline(database(), { projectId: project.id, id: pipeline })) === null) throw notFound('pipeline');
    const projectId = project.id;
    await refuseCycle(projectId, { pipelineId: pipeline, conditions });
    return database().transaction(async (tx) => {
      const { id } = await createTopicTrigger(tx, {
        projectId,
        pipelineId: pipeline,
        mode,
        conditions,
        createdBy: actor,
      });
      const details = { pipeline, mode, conditions: JSON.stringify(conditions) };
      await appendAudit(tx, { projectId, actor, action: 'trigger.create', subject: id, details });
      return { id };
    });
  },
);

async function refuseCycle(
  projectId: ProjectId,
  added: { pipelineId: PipelineId; conditions: TriggerCondition[] },
): Promise<void> {
  const cycle = findTriggerCycle(await listTopicTriggers(database(), projectId), added);
  if (cycle === null) return;
  const names = new Map((await listPipelines(database(), projectId)).map(({ id, name }) => [id, name]));
  const way = cycle.map((id) => `“${names.get(id) ?? id}”`).join(' starts ');
  throw new Refusal('conflict', `These pipelines would start each other for ever: ${way}.`, 'Choose another event.');
}

export const switchTriggerUseCase = projectAction(
  'run',
  z.object({ id: z.uuid(), enabled: z.boolean() }),
  async ({ project, actor }, { id, enabled }) => {
    if (!(await setTopicTriggerEnabled(database(), { projectId: project.id, id, enabled }))) throw notFound('trigger');
    const action = enabled ? 'trigger.enable' : 'trigger.disable';
    await appendAudit(database(), { projectId: project.id, actor, action, subject: id, details: {} });
    return { id };
  },
);

export const deleteTriggerUseCase = projectAction(
  'run',
  z.object({ id: z.uuid() }),
  async ({ project, actor }, { id }) => {
    if (!(await deleteTopicTrigger(database(), { projectId: project.id, id }))) throw notFound('trigger');
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'trigger.delete',
      subject: id,
      details: {},
    });
    return { id };
  },
);
