import { stepEnvironmentSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import { stepRequestSchema } from '../child/protocol';

const hashed = z.object({ port: z.string(), hash: z.string(), bytes: z.number() });
export type HashedOutput = z.output<typeof hashed>;

/** How a step ended, as far as another execution of it can be held against it. */
export const stepEndSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('succeeded'), outputs: z.array(hashed) }),
  z.object({ outcome: z.literal('failed'), code: z.string(), message: z.string() }),
  /** It never ended by itself: it was stopped, or still runs. */
  z.object({ outcome: z.literal('open'), status: z.string() }),
]);
export type StepEnd = z.output<typeof stepEndSchema>;

/** `request.json`: one execution of one step, apart from its installation. Paths are relative to its folder. */
export const capsuleSchema = z.object({
  v: z.literal(1),
  /** Name of the step of the run. */
  id: z.string(),
  run: z.number().int(),
  request: stepRequestSchema.omit({ folder: true, outside: true, checkpoint: true }),
  end: stepEndSchema,
  /** Why another execution may end otherwise; null where equal bytes are promised. */
  mayDiffer: z.string().nullable(),
  /** What a step that reads from outside needs beside its request. The value of its secret is not here. */
  outside: z
    .object({
      secret: z.string().nullable(),
      events: z.object({ path: z.string(), count: z.int() }).nullable(),
    })
    .nullable(),
  environment: z.object({
    /** Where it ran; null where that is not known. */
    before: stepEnvironmentSchema.nullable(),
    /** Where the capsule was made. */
    now: z.object({ node: z.string(), platform: z.string(), packages: z.record(z.string(), z.string()) }),
    /** Hash of the code that executes the type: as the run counted on it, and as it is now. */
    code: z.object({ before: z.string().nullable(), now: z.string().nullable() }),
  }),
  /** The file that executes the type, for breakpoints. */
  executor: z.string(),
});
export type Capsule = z.output<typeof capsuleSchema>;

export const capsuleFile = 'request.json';
/** Inputs, one file per content. */
export const inputsFolder = 'inputs';
/** What the last execution wrote. */
export const workFolder = 'work';
