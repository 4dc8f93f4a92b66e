import { createRelease, type Database, type Release, recordArtifact, recordCandidate } from '@millrace/db';
import { expressionVersion, parseExpression } from '@millrace/pipeline-core/expression';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import type { BatchId, ProjectId } from '@millrace/pipeline-core/ids';
import { hashOf, type StoredThings } from './stored-things';

/** Twice the months, as a plan has it. */
function twicePlan() {
  const parsed = parseExpression('tenure * 2');
  if (!parsed.ok) throw new Error(parsed.error.message);
  const source = [{ name: 'tenure', type: 'number', role: 'feature' }];
  return { v: 1, expressionVersion, source, nodes: [{ expression: 'twice', ast: parsed.expression }] };
}

/**
 * Another version of the stored model, whose model was trained in the stored run on the split rows of these batches, with
 * the feature `twice` that its plan makes.
 */
export async function addTracedRelease(
  db: Database,
  o: { projectId: ProjectId; stored: StoredThings; batches: readonly BatchId[]; name: string },
): Promise<Release> {
  const { candidate, release, run, split } = o.stored;
  const of = (what: string) => hashOf(`${what} ${o.name} ${release.id}`);
  const [modelHash, bundleHash, featureSetId] = [of('model'), of('bundle'), of('features')];
  for (const hash of [modelHash, bundleHash])
    await recordArtifact(db, { hash, bytes: 1, kind: 'file', location: `a/${hash}` });
  await keepPlan(db, { run: run.runId, hash: of('meta'), featureSetId });
  const shared = { featureSetId, batches: [...o.batches] };
  const manifest = {
    ...{ ...candidate.manifest, ...shared, features: [{ name: 'twice', kind: 'number' as const }] },
    trainedOn: { rows: 8, validationRows: 1, receipt: split.receipt },
  };
  const { pipelineId, runId, idx, title, stepType, task } = candidate;
  const made = await recordCandidate(db, {
    ...{ projectId: o.projectId, pipelineId, runId, idx, title, stepType, task, bytes: 1, modelHash, manifest },
  });
  return createRelease(db, {
    ...{ modelId: release.modelId, bundleHash, modelHash, candidateId: made.id, runId, createdBy: 'ada' },
    manifest: { ...release.manifest, ...shared, receipt: split.receipt },
  });
}

/** The metadata of the table that the training step of a run read. */
async function keepPlan(db: Database, o: { run: string; hash: string; featureSetId: string }): Promise<void> {
  const columns = [{ name: 'twice', type: 'number', role: 'feature', sqlType: 'DOUBLE' }];
  const meta = tableMetaSchema.parse({ v: 1, rows: 10, columns, plan: twicePlan(), featureSetId: o.featureSetId });
  await db.pool.query('insert into artifact (hash, bytes, kind, inline) values ($1, 1, $2, $3)', [
    o.hash,
    'table-meta',
    JSON.stringify(meta),
  ]);
  await db.pool.query(
    "insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, 1, 'in', 0, $2, $3)",
    [o.run, `${o.hash.slice(0, 8)}.meta`, o.hash],
  );
}
