import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import {
  looksSchema,
  rolloutMoveKindSchema,
  rolloutPlanSchema,
  rolloutStatusSchema,
  stepFiguresSchema,
} from '@millrace/pipeline-core/rollout';
import { z } from 'zod';

export const rolloutSchema = z.object({
  id: z.string(),
  endpointId: endpointIdSchema,
  deploymentId: z.string(),
  champion: releaseIdSchema,
  challenger: releaseIdSchema,
  plan: rolloutPlanSchema,
  /** The endpoint before it: what it is taken back to. */
  before: endpointConfigSchema,
  step: z.number().int(),
  since: z.date(),
  status: rolloutStatusSchema,
  looks: looksSchema,
  /** What both releases had done at each step when it ended, in their order. */
  endedSteps: z.array(stepFiguresSchema),
  /** Whether it let the alias `challenger` name its release, and what that named before. */
  aliasSet: z.boolean(),
  aliasBefore: releaseIdSchema.nullable(),
  reason: z.string().nullable(),
  moves: z.number().int(),
  createdBy: z.string(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
});
/** How an endpoint moves from one release to another. */
export type Rollout = z.output<typeof rolloutSchema>;

export const rolloutMoveSchema = z.object({
  rolloutId: z.string(),
  number: z.number().int(),
  kind: rolloutMoveKindSchema,
  /** Share of the traffic from here on. */
  percent: z.number(),
  /** The revision of the endpoint that this made; null where traffic stayed as it was. */
  revision: z.number().int().nullable(),
  reason: z.string().nullable(),
  /** null: its own rules moved it. */
  actor: z.string().nullable(),
  at: z.date(),
});
export type RolloutMove = z.output<typeof rolloutMoveSchema>;
