import { createHash } from 'node:crypto';
import type { ScoringBatch } from '@millrace/db';
import type { EndpointId, ProjectId } from '@millrace/pipeline-core/ids';
import { canonicalJson, jsonSchema } from '@millrace/pipeline-core/json';
import { Refusal } from '../errors';

export type SentKey = { projectId: ProjectId; endpointId: EndpointId; key: string };

/** The id of the batch that this Idempotency-Key always leads to. */
export function batchIdOf({ projectId, endpointId, key }: SentKey): string {
  return idOf([projectId, endpointId, key]);
}

/** The id of the batch of data that a file sent with this key becomes. */
export function landedIdOf({ projectId, endpointId, key }: SentKey): string {
  return idOf([projectId, endpointId, key, 'file']);
}

/** Fingerprint of what was asked; fields that are undefined count as absent. */
export function askedOf(wish: object): string {
  return createHash('sha256')
    .update(canonicalJson(jsonSchema.parse(JSON.parse(JSON.stringify(wish)))))
    .digest('hex');
}

/** The batch, if it was started by the same request. */
export function sameWish(batch: ScoringBatch, asked: string): ScoringBatch {
  if (batch.plan.asked === asked) return batch;
  throw new Refusal(
    'conflict',
    'This Idempotency-Key was sent with another request, which started another batch.',
    `Send a new key, or look at the batch ${batch.plan.id}.`,
  );
}

/** The first 16 bytes of a hash, marked as a UUID of version 8. */
function idOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
