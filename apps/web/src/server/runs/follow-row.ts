import { getRun, listOutputs, listRunsOfOutput } from '@millrace/db';
import type { FollowedPort, FollowedRows, FollowShape } from '@millrace/pipeline-core/api';
import { planFollow, type RowPort, rowPorts, tellPorts } from '@millrace/pipeline-core/follow';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { readFollowed } from '../data-service/client';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { countLooksAtTables } from '../splits/count-look';
import { type ProjectContext, projectQuery } from '../use-case';
import { refuseForeignArtifact } from './read-artifact';

export const followInput = z.object({
  run: runIdSchema,
  /** The step as the drawing knows it. */
  step: z.string().min(1),
  /** Its output; left out, the first that holds rows. */
  port: z.string().min(1).optional(),
  /** The row number that windows of the table give. */
  row: z.number().int().nonnegative(),
});

/** One row at every port of a run, with what became of it. */
export async function followRow(
  context: ProjectContext,
  { run: id, step, port, row }: z.output<typeof followInput>,
  { look }: { look: 'api' | 'table' },
): Promise<FollowShape> {
  const run = await getRun(database(), { projectId: context.project.id, id });
  if (run === null) throw notFound('run');
  const outputs = await listOutputs(database(), { runId: id });
  const ports = rowPorts({ steps: run.stepRuns, outputs });
  const picked = ports.find((one) => one.step === step && (port === undefined || one.port === port));
  if (picked === undefined) {
    const next = 'Run the pipeline to this step, then follow the row in that run.';
    throw new Refusal('not-found', `In run ${run.number} this step has no rows.`, next);
  }
  const plan = planFollow(ports, picked.key);
  const found = await readFollowed({
    ports: ports.map(({ key, table, origin, links }) => ({ key, table, origin, before: portsBefore(links) })),
    picked: { key: picked.key, row },
    moves: plan.moves,
    signal: context.signal,
  });
  const byKey = new Map(found.map((one) => [one.key, one]));
  if (byKey.get(picked.key)?.count === 0)
    throw new Refusal('not-found', `What ${picked.title} made has no row number ${row}.`, 'Pick another row.');
  const findings = tellPorts(ports, plan, new Map(found.map(({ key, count }) => [key, count])));
  const told = ports.flatMap((one): FollowedPort[] => {
    const finding = findings.get(one.key);
    const { shown, before } = byKey.get(one.key) ?? { shown: null, before: null };
    return finding === undefined ? [] : [{ ...shape(one), ...finding, shown, before }];
  });
  await countLooks(context, told, look);
  return { run: run.id, number: run.number, picked: { key: picked.key, row }, ports: told };
}

/** The ports that `tellPorts` may compare with, in its order. */
function portsBefore(links: RowPort['links']): { key: string; kept: boolean }[] {
  return links.flatMap(({ from, how }) => (how === 'unknown' ? [] : [{ key: from, kept: how === 'kept' }]));
}

function shape({ key, idx, step, title, type, port, portTitle, table }: RowPort) {
  return { key, idx, step, title, type, port, portTitle, table };
}

/** Whoever sees a test row has looked at the test part. */
async function countLooks(context: ProjectContext, ports: readonly FollowedPort[], kind: 'api' | 'table') {
  const hasTest = (rows: FollowedRows | null) => rows?.parts?.includes('test') === true;
  // What is read at the port before is a look at that table.
  const keys = ports.flatMap(({ key, shown, before, against }) => [
    ...(hasTest(shown) ? [key] : []),
    ...(hasTest(before) ? [against?.key] : []),
  ]);
  const tables = new Set(ports.filter(({ key }) => keys.includes(key)).map(({ table }) => table));
  await countLooksAtTables(context, { tables: [...tables], kind });
}

export const followRowUseCase = projectQuery('view', followInput, (context, input) =>
  followRow(context, input, { look: 'table' }),
);

/** Runs in which a step made or handed on this table: a row of it can be followed in each. */
export const runsOfTableUseCase = projectQuery(
  'view',
  z.object({ table: artifactHashSchema }),
  async ({ project }, { table }) => {
    await refuseForeignArtifact(project.id, table);
    const runs = await listRunsOfOutput(database(), { projectId: project.id, hash: table, limit: 20 });
    return {
      runs: runs.map(({ id, number, pipelineId, pipelineName, createdAt, step, port }) => {
        return { id, number, pipelineId, pipelineName, createdAt, step, port };
      }),
    };
  },
);
