import { findArtifact, findExplanationHash } from '@millrace/db';
import { type Explanation, explanationSchema } from '@millrace/pipeline-core/explain';
import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import { readJsonArtifact } from '../data-service/client';
import { database } from '../database';

/** What an Explain step of any run found about a model; null when none looked at it, or what it found is not kept. */
export async function readExplanation(key: {
  projectId: ProjectId;
  modelHash: ArtifactHash;
}): Promise<Explanation | null> {
  const hash = await findExplanationHash(database(), key);
  const artifact = hash === null ? null : await findArtifact(database(), hash);
  if (artifact === null) return null;
  return explanationSchema.safeParse(artifact.inline ?? (await readJsonArtifact(artifact.hash))).data ?? null;
}
