import { z } from 'zod';
import {
  artifactHashSchema,
  batchIdSchema,
  candidateIdSchema,
  datasetIdSchema,
  type ProjectId,
  pipelineIdSchema,
  runIdSchema,
} from '../ids';
import { jsonObjectSchema, jsonSchema } from '../json';
import { taskSchema } from '../release/signature';
import { runStatusSchema } from '../run/step-status';
import type { NewEvent } from './cloud-event';
import { comparisonSchema } from './topic-catalog';

const id = z.string().min(1);

/** What the platform announces (architecture.md 4), and what it listens to. Payloads are parsed on both sides. */
export const busTopics = {
  /** A producer says that its data are ready: starts the source's ingestion. */
  'source-data-available': z.object({ source: id, request: jsonObjectSchema.optional() }),
  /** A batch has landed. */
  'raw-data-extracted': z.object({
    dataset: datasetIdSchema,
    batch: batchIdSchema,
    number: z.number().int(),
    rows: z.number().int(),
    rejected: z.number().int(),
    source: id.optional(),
  }),
  /** A feature view has new values, offline and online. */
  'features-generated': z.object({
    view: id,
    name: z.string(),
    rows: z.number().int(),
    featureSet: z.string().optional(),
    run: runIdSchema.optional(),
  }),
  /** A comparison has marked the best of its candidates: it may be registered and deployed. */
  'model-ready': z.object({
    candidate: candidateIdSchema,
    model: artifactHashSchema,
    title: z.string(),
    task: taskSchema,
    /** What it was chosen by, on whose rows. */
    metric: z.string(),
    value: z.number().nullable(),
    part: comparisonSchema.shape.part,
    rows: z.number().int(),
    /** How many others may be just as good. */
    tied: z.number().int(),
    run: runIdSchema,
    pipeline: pipelineIdSchema.optional(),
  }),
  /** A table was scored: by a Batch score step, or as a batch that an endpoint was asked for. */
  'scoring-completed': z.object({
    predictions: artifactHashSchema,
    rows: z.number().int(),
    model: z.string(),
    batch: id.optional(),
    endpoint: id.optional(),
    release: id.optional(),
    run: runIdSchema,
    pipeline: pipelineIdSchema.optional(),
  }),
  'run-finished': z.object({ run: runIdSchema, pipeline: pipelineIdSchema.optional(), status: runStatusSchema }),
} as const;
export type BusTopic = keyof typeof busTopics;

/** Whether the platform alone writes to a topic: those of sources, and its own but `source-data-available`. */
export function isClosedTopic(topic: string): boolean {
  return topic.startsWith('source.') || (Object.hasOwn(busTopics, topic) && topic !== 'source-data-available');
}
export type BusPayload<T extends BusTopic> = z.output<(typeof busTopics)[T]>;

/** An event of the platform. `key` names it: the same key is the same event. */
export function platformEvent<T extends BusTopic>(o: {
  topic: T;
  key: string;
  projectId: ProjectId;
  /** What it is about, as a path: `datasets/<id>`. */
  subject: string;
  time: Date;
  data: BusPayload<T>;
}): NewEvent {
  return {
    id: o.key,
    source: `/projects/${o.projectId}`,
    type: `millrace.${o.topic}.v1`,
    subject: o.subject,
    time: o.time,
    data: jsonSchema.parse(JSON.parse(JSON.stringify(busTopics[o.topic].parse(o.data)))), // drops fields that are undefined
  };
}

/** Topic of the events that are pushed to a source. */
export const pushTopic = (sourceId: string): string => `source.${sourceId}`;
