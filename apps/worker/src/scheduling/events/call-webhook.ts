import { createDelivery, type Db, getScoringBatchOfRunUnchecked } from '@millrace/db';
import type { RunId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { describeScoring, scoringRequestKey } from '@millrace/pipeline-core/scoring';

/** Has the webhook of a batch called, if it names one: however the batch ended, and once. */
export async function callWebhook(db: Db, run: RunId): Promise<void> {
  const batch = await getScoringBatchOfRunUnchecked(db, run);
  if (batch === null) return;
  const { projectId, plan } = batch;
  if (plan.webhook === null) return;
  const { url, secret } = plan.webhook;
  await createDelivery(db, {
    ...{ projectId, kind: 'batch-scoring', target: url, secret, requestKey: scoringRequestKey(plan.id) },
    payload: jsonSchema.parse({
      ...{ specversion: '1.0', id: plan.id, type: 'millrace.batch-scoring.v1', source: `/projects/${projectId}` },
      ...{ subject: `endpoints/${plan.endpoint.id}`, time: (batch.finishedAt ?? batch.createdAt).toISOString() },
      ...{ datacontenttype: 'application/json', data: describeScoring(batch, { delivery: null }) },
    }),
  });
}
