import { findTableSketch, keepTableSketch } from '@millrace/db';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import type { TableSketch } from '@millrace/pipeline-core/sketch';
import { readSketch } from '../data-service/client';
import { database } from '../database';

/** The summary of a stored table. Callers check first that the project uses it. One that was never made is made once. */
export async function sketchOf(table: ArtifactHash): Promise<TableSketch> {
  const kept = await findTableSketch(database(), table);
  if (kept !== null) return kept;
  const sketch = await readSketch(table);
  await keepTableSketch(database(), { table, sketch });
  return sketch;
}
