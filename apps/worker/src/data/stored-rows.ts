import { createHash } from 'node:crypto';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import type { HeldOutFacts } from '@millrace/pipeline-core/release';

/** The held-out rows of a release: `lines` is the whole file, which `facts` names by its hash. */
export type KeptRows = { facts: HeldOutFacts; lines: string };

/** Rows as the file that the manifest of a release names. */
export function storedRows(facts: Omit<HeldOutFacts, 'stored'>, lines: string): KeptRows {
  const sha256 = artifactHashSchema.parse(createHash('sha256').update(lines).digest('hex'));
  return { facts: { ...facts, stored: { sha256, bytes: Buffer.byteLength(lines) } }, lines };
}
