import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CandidateShape, type RunShape, runShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { callApi } from '../../bench/api';
import { createApiClient } from '../../quickstart/api-client';
import { projectKey } from '../../quickstart/project-key';
import { REPOSITORY_ROOT } from '../../root';
import type { VerifyContext } from '../context';

const pollMs = 100;
const recordedWithinMs = 30_000;
const usualPatienceMs = 300_000;

export type DataProject = Awaited<ReturnType<typeof openProject>>;

/** A project of the shared product, driven through the API as a program would. */
export async function openProject(context: Pick<VerifyContext, 'product'>, name: string) {
  const product = await context.product();
  const { key } = await projectKey(product, name);
  const client = createApiClient({ webUrl: product.webUrl, key });
  const { call, createPipeline } = callApi({ webUrl: product.webUrl, key });
  const profile = (table: string, target?: string) => {
    const query = target === undefined ? '' : `?${new URLSearchParams({ target })}`;
    return call(tableProfileSchema, `/tables/${table}/profile${query}`);
  };

  /** Draws, runs, and waits for a good end. */
  async function runDrawing(
    title: string,
    document: PipelineDocument,
    { patienceMs = usualPatienceMs }: { patienceMs?: number } = {},
  ): Promise<RunShape> {
    const pipeline = await createPipeline(title, document);
    let run = await call(runShape, `/pipelines/${pipeline}/runs`, {});
    const end = Date.now() + patienceMs;
    while (run.status === 'running' && Date.now() < end) {
      await sleep(pollMs);
      run = await call(runShape, `/runs/${run.id}`);
    }
    if (run.status === 'succeeded') return run;
    const broken = run.steps.find(({ error }) => error !== null);
    throw new Error(`the run of "${title}" is ${run.status}: ${broken?.title} ${JSON.stringify(broken?.error)}`);
  }

  /** The candidates of a run with their figures on test rows: both are recorded a moment after it has ended. */
  async function judgedCandidates(run: string, wanted: number): Promise<CandidateShape[]> {
    const end = Date.now() + recordedWithinMs;
    for (;;) {
      const judged = (await client.candidates(run)).filter(({ metrics }) => metrics.test !== undefined);
      if (judged.length === wanted) return judged;
      if (Date.now() > end) throw new Error(`${judged.length} of ${wanted} models have figures on test rows`);
      await sleep(pollMs);
    }
  }

  return { product, key, client, call, profile, runDrawing, judgedCandidates };
}

/** A file of the reference data beside the repository; null when it is not there. */
export function referenceFile(name: string): string | null {
  const file = path.join(REPOSITORY_ROOT, '..', 'shared', 'data', name);
  return existsSync(file) ? file : null;
}

/** The table that a step of a run made. */
export function tableOf(run: RunShape, step: string): string {
  const made = Object.values(run.steps.find((one) => one.step === step)?.outputs ?? {})[0];
  if (made === undefined) throw new Error(`the step "${step}" made no table`);
  return made;
}
