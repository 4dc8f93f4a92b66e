import { z } from 'zod';
import { errorReportSchema } from '../errors/pipeline-error';

/** `evaluation` waits for the figures that the checks compare, of the release and of what answers today. */
export const stageNames = ['evaluation', 'build', 'load', 'health-check', 'smoke-test', 'route'] as const;
export type StageName = (typeof stageNames)[number];

/** One stage of a deployment as people see it: state, time, what it said, and why it failed. */
export const deploymentStageSchema = z.object({
  name: z.enum(stageNames),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  startedAt: z.string().nullable(),
  milliseconds: z.number().nullable(),
  log: z.array(z.string()),
  error: errorReportSchema.nullable(),
});
export type DeploymentStage = z.output<typeof deploymentStageSchema>;
