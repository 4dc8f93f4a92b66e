import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Starter, starterPipeline } from '@millrace/pipeline-core/document';
import { planRun } from '@millrace/pipeline-core/plan';
import type { RunStep } from '@millrace/pipeline-core/run';
import type { ChildArtifact } from '../../child/protocol';
import { openDuckSession } from '../../data/duckdb';
import { landFile } from '../../data/ingest/land-file';
import { plainTable } from '../../data/plain-table';
import { profileTable } from '../../data/profile-table';
import { batchReference, type StepResult, StepRunner } from './run-steps';

/** Id of the batch that a starter run reads. */
export const starterBatch = 'batch-1';

export type LandedStarter = { starter: Starter; data: ChildArtifact[] };

/** Lands and profiles a file as an upload does, and draws the first pipeline for it. */
export async function landStarter(path: string, target: string): Promise<LandedStarter> {
  const folder = join(dirname(path), 'landed');
  mkdirSync(folder);
  const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2, readOnlyFolders: [dirname(path)] });
  try {
    const { table, meta } = await landFile({ session, path, name: basename(path), folder });
    const profile = await profileTable(session, plainTable(table, meta), { target });
    const starter = starterPipeline({ profile, datasetId: 'd', datasetName: 'Uploaded', target });
    return { starter, data: await batchReference(table, meta) };
  } finally {
    session.close();
  }
}

/** Plans the drawing as a run is planned and runs every step of the plan; results by id of the step. */
export async function runStarter(root: string, { starter, data }: LandedStarter): Promise<Map<string, StepResult>> {
  const runner = new StepRunner(root);
  const results: StepResult[] = [];
  const steps = await planned(starter, data);
  for (const { spec } of steps) {
    const inputs = Object.entries(spec.inputs).map(([port, from]): [string, [StepResult, string][]] => [
      port,
      from.map(({ idx, port: output }) => {
        const result = results[idx];
        if (result === undefined) throw new Error(`step ${idx} has not run yet`);
        return [result, output];
      }),
    ]);
    const { type, params, seed } = spec;
    const batch = type === 'dataset' ? { references: { data }, batch: starterBatch } : {};
    results.push(await runner.run(type, { params, seed, inputs: Object.fromEntries(inputs), ...batch }));
  }
  return new Map(steps.flatMap(({ idx, spec }) => (results[idx] === undefined ? [] : [[spec.step, results[idx]]])));
}

async function planned({ document }: Starter, data: readonly ChildArtifact[]): Promise<RunStep[]> {
  const artifacts = Object.fromEntries(data.map(({ port, hash }) => [port, hash]));
  const plan = await planRun({
    document,
    codeHashes: {},
    references: { dataset: { data: { kind: 'batch', id: starterBatch, label: 'batch 1', artifacts } } },
    lookup: async () => new Map(),
    may: () => true,
  });
  const [problem] = plan.issues;
  if (problem !== undefined) throw new Error(problem.message);
  return plan.steps;
}
