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
  /** Last offset of each topic when it was made or switched on: it hears what comes behind. */
  since: z.record(z.string(), z.number()),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type TopicTrigger = z.output<typeof topicTriggerSchema>;
