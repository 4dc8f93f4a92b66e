import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findArtifact, getScoringBatchOfRunUnchecked, recordArtifact, startRun } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { buildScoringRun, scoringPlanSchema, scoringRequestKey, scoringRunKind } from '@millrace/pipeline-core/scoring';
import { hashJson } from '../../data/artifact-store';
import { openDuckSession } from '../../data/duckdb';
import { parquetRelation } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { writeTable } from '../../data/table-store';
import { makeServedEndpoint, slope, type World } from './world-endpoint';

/** Starts the scoring of a batch, as the API does, of rows that have a number of their own. */
export async function startBatch(
  world: World,
  { name, rows, chunkRows }: { name: string; rows: number; chunkRows: number },
): Promise<{ run: string; steps: number }> {
  const { project, ownerId, endpoint, model, release } = await makeServedEndpoint(world, name);
  const { table, meta } = await storeRows(world, rows);
  const plan = scoringPlanSchema.parse({
    ...{ v: 1, id: randomUUID(), asked: name, endpoint: { id: endpoint.id, name } },
    release: { id: release.id, model: model.name, number: release.number, bundle: release.bundleHash },
    ...{ dataset: { id: randomUUID(), name }, batch: { id: randomUUID(), number: 1, rows, table, meta } },
    ...{ keep: ['customer', 'x'], probabilities: false, chunkRows, webhook: null },
  });
  const built = buildScoringRun(plan, { format: release.manifest.format });
  const { runId } = await startRun(world.db, {
    ...{ projectId: project.id, requestKey: scoringRequestKey(plan.id), kind: scoringRunKind, trigger: 'api' },
    ...{ startedBy: ownerId, mayDeploy: false, plan: jsonSchema.parse(plan), ...built },
  });
  return { run: runId, steps: built.steps.length };
}

async function storeRows({ db, store, folder }: World, rows: number) {
  const made = join(folder, `rows-${randomUUID()}`);
  await mkdir(made);
  const session = openDuckSession({ folder: made, memoryMegabytes: 512, threads: 1 });
  try {
    const written = await writeTable(session, {
      query: `SELECT range AS __row, range * 3 AS customer, range / 4.0::DOUBLE AS x FROM range(${rows})`,
      path: join(made, 'rows.parquet'),
      columns: [
        { name: 'customer', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
        { name: 'x', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
      ],
    });
    const table = await store.putFile(written.path);
    await recordArtifact(db, { ...table, kind: 'table' });
    const inline = jsonSchema.parse(datasetMeta(written));
    const { hash, bytes } = hashJson(inline);
    await recordArtifact(db, { hash, bytes, kind: 'table-meta', inline });
    return { table: table.hash, meta: hash };
  } finally {
    session.close();
  }
}

/** Rows of the scores that are there more than once, those that are not there, and those with another answer than theirs. */
export type ScoresLook = { rows: number; twice: number; missing: number; wrong: number };

/** Looks at the scores of a batch, row by row, once its run has ended. */
export async function checkScores(world: World, o: { run: string; rows: number }): Promise<ScoresLook> {
  const batch = await getScoringBatchOfRunUnchecked(world.db, runIdSchema.parse(o.run));
  const artifact = batch?.table == null ? null : await findArtifact(world.db, batch.table);
  if (artifact?.location == null) throw new Error(`the batch has no scores: ${batch?.status ?? 'it is gone'}`);
  const { root } = world.store;
  const session = openDuckSession({
    ...{ folder: join(world.folder, 'looks'), memoryMegabytes: 512, threads: 1, readOnlyFolders: [root] },
  });
  try {
    const scores = parquetRelation(world.store.pathOf(artifact.location));
    const seen = await session.numbers(
      `SELECT count(*) AS "rows", count(*) - count(DISTINCT customer) AS twice, ${o.rows} - count(DISTINCT customer) AS missing,
         count(*) FILTER (prediction IS NULL OR abs(prediction - ${slope} * x) > 1e-6 OR x <> customer / 12.0) AS wrong FROM ${scores}`,
    );
    const of = (name: keyof ScoresLook) => seen[name] ?? Number.NaN;
    return { rows: of('rows'), twice: of('twice'), missing: of('missing'), wrong: of('wrong') };
  } finally {
    session.close();
  }
}
