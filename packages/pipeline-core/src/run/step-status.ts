import { z } from 'zod';

export const stepStatuses = [
  'waiting',
  'held',
  'ready',
  'running',
  'parked',
  'succeeded',
  'cached',
  'failed',
  'skipped',
  'cancelled',
] as const;
export const stepStatusSchema = z.enum(stepStatuses);
export type StepStatus = z.output<typeof stepStatusSchema>;

export const runStatuses = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.output<typeof runStatusSchema>;
