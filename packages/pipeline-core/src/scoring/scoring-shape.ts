import { z } from 'zod';
import { errorReportSchema } from '../errors/pipeline-error';
import { artifactHashSchema, datasetIdSchema, endpointIdSchema, releaseIdSchema, runIdSchema } from '../ids';
import type { RunStatus } from '../run/step-status';
import { chunkSizes, type ScoringPlan } from './scoring-plan';

const doneOf = z.object({ done: z.number().int(), total: z.number().int() });

/** How the webhook of a batch was called: `error` is null where the receiver took it. */
export const webhookNewsSchema = z.object({
  url: z.string(),
  status: z.enum(['waiting', 'sent', 'failed']),
  tries: z.array(z.object({ at: z.iso.datetime(), error: z.string().nullable() })),
});

/** A batch that an endpoint scores, as /api/v1, the pages and webhooks tell of it. */
export const scoringShape = z.object({
  id: z.uuid(),
  /** `stopping`: it was cancelled, and a chunk is still at work. */
  state: z.enum(['waiting', 'running', 'stopping', 'succeeded', 'failed', 'cancelled']),
  endpoint: z.object({ id: endpointIdSchema, name: z.string() }),
  release: z.object({ id: releaseIdSchema, model: z.string(), number: z.number().int() }),
  dataset: z.object({ id: datasetIdSchema, name: z.string(), batch: z.number().int() }),
  rows: doneOf,
  chunks: doneOf,
  /** Why it failed, in words. */
  errors: z.array(errorReportSchema),
  run: runIdSchema,
  runNumber: z.number().int(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** The table of scores, and where it is read in each format below /api/v1; null until all rows are scored. */
  scores: z.object({ table: artifactHashSchema, csv: z.string(), parquet: z.string(), ndjson: z.string() }).nullable(),
  /** Null where nobody is called. */
  webhook: webhookNewsSchema.nullable(),
});
export type ScoringShape = z.output<typeof scoringShape>;

/** What is stored of a batch: its run, and the table that the last step made. */
export type ScoringFacts = {
  runId: ScoringShape['run'];
  number: number;
  plan: ScoringPlan;
  status: RunStatus;
  cancelAsked: boolean;
  done: readonly number[];
  atWork: readonly number[];
  errors: ScoringShape['errors'];
  startedBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  table: z.output<typeof artifactHashSchema> | null;
};

type Delivery = { status: 'queued' | 'sent' | 'failed'; tries: { at: string; error: string | null }[] };

/** A batch in words and figures. `delivery` is null until its webhook is due. */
export function describeScoring(facts: ScoringFacts, { delivery }: { delivery: Delivery | null }): ScoringShape {
  const { plan, table } = facts;
  const sizes = chunkSizes(plan);
  const done = facts.done.filter((idx) => idx < sizes.length);
  const { id: releaseId, model, number } = plan.release;
  const address = (format: string) => `/endpoints/${plan.endpoint.id}/batch/${plan.id}/scores?format=${format}`;
  return {
    id: plan.id,
    state: stateOf(facts),
    endpoint: plan.endpoint,
    release: { id: releaseId, model, number },
    dataset: { ...plan.dataset, batch: plan.batch.number },
    rows: { done: done.reduce((sum, idx) => sum + (sizes[idx] ?? 0), 0), total: plan.batch.rows },
    chunks: { done: done.length, total: sizes.length },
    errors: facts.errors.map(({ detail: _forTheLog, ...error }) => error),
    run: facts.runId,
    runNumber: facts.number,
    startedBy: facts.startedBy,
    createdAt: facts.createdAt.toISOString(),
    finishedAt: facts.finishedAt?.toISOString() ?? null,
    scores:
      table === null ? null : { table, csv: address('csv'), parquet: address('parquet'), ndjson: address('ndjson') },
    webhook:
      plan.webhook === null
        ? null
        : {
            url: plan.webhook.url,
            status: delivery === null || delivery.status === 'queued' ? 'waiting' : delivery.status,
            tries: delivery?.tries ?? [],
          },
  };
}

function stateOf({ status, cancelAsked, done, atWork }: ScoringFacts): ScoringShape['state'] {
  if (status !== 'running') return status;
  if (cancelAsked) return 'stopping';
  return done.length + atWork.length === 0 ? 'waiting' : 'running';
}
