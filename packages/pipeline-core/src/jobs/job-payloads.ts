import { z } from 'zod';
import { jsonSchema } from '../json';

const rowId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'expected a UUID');

/** One row of the outbox on its way to its handler; the row stays until the handler has succeeded. */
export const handleEventSchema = z.object({
  outboxId: z.string().regex(/^\d+$/),
  topic: z.string().min(1),
  key: z.string().min(1),
  payload: jsonSchema,
});
export type HandleEvent = z.output<typeof handleEventSchema>;

/** Names a row of `trigger_event`. */
export const startRunSchema = z.object({ triggerEvent: rowId });
/** Names a row of `schedule`. */
export const fireScheduleSchema = z.object({ schedule: rowId });
/** Names a row of `delivery`. */
export const deliverSchema = z.object({ delivery: rowId });
/** Names a row of `deployment`. */
export const advanceDeploymentSchema = z.object({ deployment: rowId });
/** Names a row of `rollout`. */
export const advanceRolloutSchema = z.object({ rollout: rowId });
/** Names a row of `bisect`. */
export const advanceBisectSchema = z.object({ bisect: rowId });
/** Upkeep jobs carry nothing: they repeat anyway. */
export const nothingSchema = z.object({});
