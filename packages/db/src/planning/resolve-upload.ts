import { artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import type { Db } from '../client';
import { projectUsesArtifact } from '../repositories/artifacts';

/** A file that somebody uploaded to this project; null for one that is of another project, or of none. */
export async function resolveUpload(
  db: Db,
  projectId: ProjectId,
  wanted: { hash: string; file: string },
): Promise<ResolvedReference | null> {
  const hash = artifactHashSchema.safeParse(wanted.hash);
  if (!hash.success || !(await projectUsesArtifact(db, { projectId, hash: hash.data }))) return null;
  return { kind: 'upload', id: hash.data, label: wanted.file, artifacts: { uploaded: hash.data } };
}
