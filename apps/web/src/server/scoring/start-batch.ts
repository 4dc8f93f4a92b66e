import { appendAudit, getScoringBatch, listSecrets, listSources, type ScoringBatch, startRun } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  buildScoringRun,
  mostKeptColumns,
  type ScoringPlan,
  scoringPlanSchema,
  scoringRequestKey,
  scoringRunKind,
  usualChunkRows,
  webhookSchema,
} from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { type ProjectContext, projectAction } from '../use-case';
import { askedOf, batchIdOf, sameWish } from './batch-key';
import { chooseScorer } from './choose-release';
import { chooseRows, requireColumns } from './choose-rows';
import { requireEndpoint, shapeBatch } from './find-batch';

/** What to score and how; the endpoint comes with the address. */
export const batchWishSchema = z.object({
  /** Id or name. */
  dataset: z.string().min(1).max(200),
  /** Id or number of one of its batches; the latest when absent. */
  batch: z.union([z.string().min(1).max(60), z.int().positive()]).optional(),
  /** `champion`, `v7`, `churn@7` or an id; what takes most of the traffic when absent. */
  release: z.string().min(1).max(200).optional(),
  /** Columns of the batch that go along with the scores, such as an id. */
  keep: z.array(z.string().min(1)).max(mostKeptColumns).default([]),
  /** The probability of each class, too. */
  probabilities: z.boolean().default(true),
  webhook: webhookSchema.optional(),
  chunkRows: z.int().min(1000).max(1_000_000).default(usualChunkRows),
});
export type BatchWish = z.output<typeof batchWishSchema>;

const inputSchema = batchWishSchema.extend({
  endpoint: z.string().min(1),
  /** The same key is the same batch. */
  key: z.string().min(1).max(200).optional(),
});

export const startBatchUseCase = projectAction('run', inputSchema, async (context, { endpoint, key, ...wish }) =>
  shapeBatch(await startBatch(context, { endpoint, key, wish })),
);

/**
 * Starts the scoring of a batch as a run of its own: chunks, tries, lineage and cancelling are those of every run. With a key
 * that was used before nothing is started: the same wish gets the batch that is there, another one is refused.
 * `asked` is the fingerprint of the request where that is not the wish itself, as with a file.
 */
export async function startBatch(
  context: ProjectContext,
  o: { endpoint: string; key: string | undefined; wish: BatchWish; asked?: string },
): Promise<ScoringBatch> {
  const projectId = context.project.id;
  const endpoint = await requireEndpoint(context, o.endpoint);
  const id = o.key === undefined ? crypto.randomUUID() : batchIdOf({ projectId, endpointId: endpoint.id, key: o.key });
  const asked = o.asked ?? askedOf(o.wish);
  const before = o.key === undefined ? null : await getScoringBatch(database(), { projectId, id });
  if (before !== null) return sameWish(before, asked);
  const release = await chooseScorer(context, { endpoint, named: o.wish.release });
  const rows = await chooseRows(context, { dataset: o.wish.dataset, batch: o.wish.batch });
  const { batch, dataset } = rows;
  const where = `batch ${batch.number} of ${dataset.name}`;
  requireColumns({ columns: batch.meta.columns, where }, { release, keep: o.wish.keep });
  await requireSecret(context, o.wish);
  const plan: ScoringPlan = scoringPlanSchema.parse({
    ...{ v: 1, id, asked, endpoint: { id: endpoint.id, name: endpoint.name } },
    release: { id: release.id, model: release.modelName, number: release.number, bundle: release.bundleHash },
    dataset: { id: dataset.id, name: dataset.name },
    batch: { id: batch.id, number: batch.number, rows: batch.rows, table: batch.tableHash, meta: batch.metaHash },
    ...{ keep: o.wish.keep, probabilities: o.wish.probabilities, chunkRows: o.wish.chunkRows },
    webhook: o.wish.webhook ?? null,
  });
  const started = await startRun(database(), {
    ...{ projectId, requestKey: scoringRequestKey(id), kind: scoringRunKind },
    ...{ trigger: context.caller.kind === 'key' ? 'api' : 'hand', startedBy: context.actor, mayDeploy: false },
    plan: jsonSchema.parse(plan),
    ...buildScoringRun(plan, { format: release.manifest.format }),
  });
  if (started.created) {
    const details = { endpoint: endpoint.name, release: `${release.modelName} v${release.number}`, rows: batch.rows };
    await appendAudit(database(), { projectId, actor: context.actor, action: 'batch.score', subject: id, details });
  }
  const made = await getScoringBatch(database(), { projectId, id });
  if (made === null) throw new Error(`the batch ${id} was started and is not there`);
  return sameWish(made, asked);
}

async function requireSecret({ project }: ProjectContext, { webhook }: BatchWish): Promise<void> {
  if (webhook === undefined) return;
  const [secrets, sources] = await Promise.all([
    listSecrets(database(), project.id),
    listSources(database(), project.id),
  ]);
  if (!secrets.some(({ name }) => name === webhook.secret))
    throw new Refusal(
      'invalid',
      `This project has no secret “${webhook.secret}” to sign the webhook with.`,
      'An admin sets it in Settings, Secrets; the receiver knows the same text.',
    );
  const user = sources.find(({ secret }) => secret === webhook.secret);
  if (user === undefined) return;
  // A signature is a hash of the secret: who receives it could try passwords against it.
  throw new Refusal(
    'invalid',
    `The secret “${webhook.secret}” opens the source ${user.name}, so it signs nothing.`,
    'Have an admin set a secret for webhooks alone.',
  );
}
