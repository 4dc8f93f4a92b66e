import { setTimeout as sleep } from 'node:timers/promises';
import { endpointShape, runShape } from '@millrace/pipeline-core/api';
import pg from 'pg';
import { z } from 'zod';
import { callApi } from '../../bench/api';
import { adultTable } from '../../bench/deploy-adult';
import { exampleRow } from '../../bench/http';
import type { OwnProduct } from '../../bench/own-product';
import type { Log } from '../../log';
import { projectKey } from '../../quickstart/project-key';
import { runQuickstart } from '../../quickstart/run-quickstart';

const project = 'Rollouts';
const pollMs = 200;
const patienceMs = 600_000;
const reason = 'Measured under load, as the proof of serving does.';

const rolloutSchema = z.object({ id: z.string(), status: z.string(), moves: z.number(), step: z.number() });
const deploymentSchema = z.object({
  endpoint: endpointShape.nullable(),
  deployment: z.object({ status: z.string(), error: z.json() }).nullable(),
});

export type LiveEndpoint = Awaited<ReturnType<typeof openLiveEndpoint>>;

/** An endpoint of adult with several candidates, and what its engineer does with it, through the API. */
export async function openLiveEndpoint(product: OwnProduct, { seed, log }: { seed: number; log: Log }) {
  const options = { file: adultTable, target: 'income', project, seed, rows: 100, log };
  const made = await runQuickstart(product, options);
  if (made.endpoint === null) throw new Error('the quickstart deployed nothing');
  const { key } = await projectKey(product, project);
  const { call } = callApi({ webUrl: product.webUrl, key });
  const run = new URL(made.links.run).pathname.split('/').at(-1) ?? '';
  const candidates = (await call(z.object({ items: z.array(candidateIdentity) }), `/runs/${run}/candidates`)).items;
  const [first] = (await call(z.object({ items: z.array(endpointShape) }), '/endpoints')).items;
  if (first === undefined) throw new Error('the project has no endpoint');
  const { id, name } = first;
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 1 });

  const now = async () => {
    const { items } = await call(z.object({ items: z.array(endpointShape) }), '/endpoints');
    const found = items.find((one) => one.id === id);
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

  return {
    id,
    ...{ url: `${made.endpoint}/predict`, key, body: await exampleRow(made.endpoint, key) },
    candidates,
    /** The release that answers most. */
    champion: async () => (await now()).release?.id ?? '',
    deployDirect: (candidate: string) => deploy(candidate, { strategy: 'direct', reason }),
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

const candidateIdentity = z.object({ id: z.string(), name: z.string(), best: z.boolean() });

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
