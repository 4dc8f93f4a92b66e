import { setTimeout as sleep } from 'node:timers/promises';
import { endpointShape, runShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import pg from 'pg';
import { z } from 'zod';
import { adultTable } from '../../bench/deploy-adult';
import { exampleRow } from '../../bench/http';
import type { OwnProduct } from '../../bench/own-product';
import { addressOf, untilServed } from '../../load/served-endpoint';
import { type DrawnStep, drawSteps } from '../data/draw';
import { openProject } from '../data/project';

const project = 'Rollouts';
/** Of the endpoint, of its model and of the data set. */
const name = 'adult';
const rates = { trees: 0.1, 'slower-trees': 0.09 };
const pollMs = 200;
const patienceMs = 600_000;
const reason = 'Measured under load, as the proof of serving does.';

const rolloutSchema = z.object({ id: z.string(), status: z.string(), moves: z.number(), step: z.number() });
const deploymentSchema = z.object({
  endpoint: endpointShape.nullable(),
  deployment: z.object({ status: z.string(), error: z.json() }).nullable(),
});

export type LiveEndpoint = Awaited<ReturnType<typeof openLiveEndpoint>>;

/**
 * An endpoint that answers with the first of two models of like quality, and what its engineer does with it, through the
 * API: the gate on figures lets either follow the other.
 */
export async function openLiveEndpoint(product: OwnProduct) {
  const opened = await openProject({ product: async () => product }, project);
  const { client, call, key, runDrawing, judgedCandidates } = opened;
  const { id: dataset } = await client.upload(adultTable, name);
  const run = await runDrawing('Two of a kind', likeModels(dataset));
  // Recorded a moment after the run has ended; without its figure a release is compared with nothing.
  const candidates = await judgedCandidates(run.id, Object.keys(rates).length);
  const [first, second] = candidates;
  if (first === undefined || second === undefined) throw new Error('the drawing made fewer than two models');
  const endpoints = () => call(z.object({ items: z.array(endpointShape) }), '/endpoints');

  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 1 });

  const now = async () => {
    const found = (await endpoints()).items.find((one) => one.name === name);
    if (found === undefined) throw new Error('the endpoint is gone');
    return found;
  };

  async function deploy(candidate: string, body: object): Promise<string> {
    const asked = { model: name, endpoint: name, ...body };
    const started = await call(z.object({ run: z.string() }), `/candidates/${candidate}/deploy`, asked);
    return until(async () => {
      const { endpoint, deployment } = await call(deploymentSchema, `/runs/${started.run}/endpoint`);
      const shape = await call(runShape, `/runs/${started.run}`);
      const broken = shape.steps.find(({ error }) => error !== null)?.error ?? deployment?.error ?? null;
      if (shape.status === 'failed' || deployment?.status === 'failed') throw new Error(JSON.stringify(broken));
      return shape.status === 'succeeded' && deployment?.status === 'succeeded' ? (endpoint?.id ?? started.run) : null;
    });
  }

  const deployDirect = (candidate: string) => deploy(candidate, { strategy: 'direct', reason });
  await deployDirect(first.id);
  const { id, slug } = await now();
  // Asked where it is reached from this machine.
  const address = addressOf({ scoringUrl: product.scoringUrl, slug });
  await untilServed({ scoringUrl: product.scoringUrl, slug, key });

  return {
    ...{ id, client, call },
    ...{ url: `${address}/predict`, key, body: await exampleRow(address, key) },
    first,
    second,
    /** The release that answers most. */
    champion: async () => (await now()).release?.id ?? '',
    deployDirect,
    deployCanary: (candidate: string, steps: object[]) => deploy(candidate, { strategy: 'canary', rollout: { steps } }),
    /** Takes a rollout to its end, step by step, without waiting for its time. */
    async walkRollout(): Promise<string> {
      return until(async () => {
        const { items } = await call(z.object({ items: z.array(rolloutSchema) }), `/endpoints/${id}/rollouts`);
        const [newest] = items;
        if (newest === undefined) throw new Error('there is no rollout');
        if (newest.status !== 'running') return newest.status;
        await sleep(3_000); // so that each step has traffic of its own
        await call(z.unknown(), `/rollouts/${newest.id}/moves`, { kind: 'next', seen: newest.moves });
        return null;
      });
    },
    async rollBack(release: string): Promise<void> {
      await call(z.unknown(), `/endpoints/${id}/roll-back`, { release });
      await until(async () => ((await now()).release?.id === release ? true : null));
    },
    /** Each release in a process of its own, and the last answer to the same row at the end of the chain. */
    async answerApart(): Promise<void> {
      await call(z.unknown(), `/endpoints/${id}/settings`, { process: 'own', last: { kind: 'cached' } });
      await until(async () => ((await processIds(product.scoringUrl)).size > 1 ? true : null));
    },
    /** The process of the release that answers most; it may have to start first. */
    primaryProcess: () =>
      until(async () => {
        const { release } = await now();
        const pids = await processIds(product.scoringUrl);
        return (release === null ? undefined : pids.get(String(release.number))) ?? null;
      }),
    /** Predictions that are kept since then, by release. */
    async kept(since: Date): Promise<Record<string, number>> {
      const { rows } = await pool.query<{ release: string; count: string }>(
        `select coalesce(release_id::text, 'none') release, count(*) from prediction
         where endpoint_id = $1 and at >= $2 group by 1`,
        [id, since],
      );
      return Object.fromEntries(rows.map(({ release, count }): [string, number] => [release, Number(count)]));
    },
    close: () => pool.end(),
  };
}

/** Processes of releases that answer, by the number of the release. */
async function processIds(scoringUrl: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${scoringUrl}/metrics`)).text();
  const lines = text.matchAll(/^millrace_model_process_info\{.*version="(\d+)",.*pid="(\d+)",state="running"\} 1$/gm);
  return new Map([...lines].map(([, version = '', pid = '']) => [version, Number(pid)]));
}

/** Boosted trees that differ in their rate only, and little: no figure tells them apart. */
function likeModels(dataset: string): PipelineDocument {
  const steps: Record<string, DrawnStep> = {
    data: { type: 'dataset', params: { dataset } },
    split: { type: 'split-rows', params: { strategy: 'stratified', target: 'income' }, from: { table: 'data.table' } },
  };
  for (const [id, learningRate] of Object.entries(rates)) {
    const params = { target: 'income', rounds: 100, learningRate };
    steps[id] = { type: 'gradient-boosted-trees', params, from: { rows: 'split.split' } };
    steps[`judge-${id}`] = { type: 'evaluate', from: { model: `${id}.model`, rows: 'split.split' } };
  }
  return drawSteps(steps);
}

/** Asks again and again until there is an answer. */
async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`nothing has come of it within ${patienceMs / 1000} s`);
    await sleep(pollMs);
  }
}
