import { triggerConditionSchema, triggerModeSchema, triggerSeenSchema } from '@millrace/pipeline-core/events';
import { pipelineIdSchema, projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

export const topicTriggerSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  pipelineId: pipelineIdSchema,
  mode: triggerModeSchema,
  conditions: z.array(triggerConditionSchema).min(1),
  seen: triggerSeenSchema,
  enabled: z.boolean(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type TopicTrigger = z.output<typeof topicTriggerSchema>;
