import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { cancelRun, createDataset, createSource, findDelivery, setSecret, startRun } from '@millrace/db';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  buildScoringRun,
  scoringPlanSchema,
  scoringRequestKey,
  scoringRunKind,
  scoringShape,
} from '@millrace/pipeline-core/scoring';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../testing/until';
import { type ReleaseFlow, startReleaseFlow } from '../testing/release-flow';

let open: ReleaseFlow;
let guarded: ReleaseFlow;
let address: string;
const seen: { headers: IncomingHttpHeaders; body: string; path: string }[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += String(part);
  });
  request.on('end', () => {
    seen.push({ headers: request.headers, body, path: request.url ?? '' });
    // Not yet, the first time.
    const first = seen.filter(({ path }) => path === request.url).length === 1;
    response.writeHead(first ? 503 : 200, first ? { 'retry-after': '1' } : {}).end();
  });
});

beforeAll(async () => {
  [open, guarded] = await Promise.all([startReleaseFlow({ allowPrivateWebhooks: true }), startReleaseFlow()]);
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const listens = z.object({ port: z.number() }).parse(receiver.address());
  address = `http://127.0.0.1:${listens.port}`;
});
afterAll(async () => {
  await Promise.all([open?.stop(), guarded?.stop()]);
  receiver.close();
});

/** A batch whose run has ended before any worker took it: cancelled is over, too. */
async function endBatch({ db, project }: ReleaseFlow, path: string, value = 'shared'): Promise<string> {
  const id = randomUUID();
  const hash = artifactHashSchema.parse('a'.repeat(64));
  const plan = scoringPlanSchema.parse({
    ...{
      v: 1,
      id,
      asked: 'x',
      endpoint: { id: randomUUID(), name: 'churn' },
      dataset: { id: randomUUID(), name: 'c' },
    },
    release: { id: randomUUID(), model: 'churn', number: 2, bundle: hash },
    batch: { id: randomUUID(), number: 1, rows: 10, table: hash, meta: hash },
    ...{ chunkRows: 1000, keep: [], probabilities: true, webhook: { url: `${address}${path}`, secret: 'receiver' } },
  });
  const installationKey = 'a key of the installation';
  await setSecret(db, { projectId: project.id, name: 'receiver', value, installationKey, actor: 'ada' });
  const { runId } = await startRun(db, {
    ...{ projectId: project.id, requestKey: scoringRequestKey(id), kind: scoringRunKind, startedBy: 'ada' },
    plan: jsonSchema.parse(JSON.parse(JSON.stringify(plan))),
    ...buildScoringRun(plan, { format: 'tree-ensemble' }),
  });
  await cancelRun(db, { projectId: project.id, id: runId });
  return id;
}

it('tells the end of a batch, signed by the secret, again until it is taken, and keeps every try', async () => {
  const id = await endBatch(open, '/scored');
  const key = scoringRequestKey(id);
  const look = async () => {
    const delivery = await findDelivery(open.db, key);
    return delivery?.status === 'sent' ? delivery : null;
  };
  const sent = await until(look, { what: 'a delivery that is sent' });
  expect(sent.tries.map(({ error }) => error)).toEqual(['the receiver answered 503', null]);
  const calls = seen.filter(({ path }) => path === '/scored');
  expect(calls).toHaveLength(2);
  for (const { headers, body } of calls) {
    const { 'webhook-id': named, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
    expect(named).toBe(sent.id);
    const digest = createHmac('sha256', 'shared')
      .update(`${String(named)}.${String(at)}.${body}`)
      .digest('base64');
    expect(signature).toBe(`v1,${digest}`);
    const told = z.object({ type: z.string(), id: z.string(), data: scoringShape }).parse(JSON.parse(body));
    expect(told).toMatchObject({ type: 'millrace.batch-scoring.v1', id, data: { id, state: 'cancelled' } });
  }
});

/** Why a delivery was given up. */
async function failure(flow: ReleaseFlow, id: string): Promise<(string | null)[]> {
  const look = async () => {
    const delivery = await findDelivery(flow.db, scoringRequestKey(id));
    return delivery?.status === 'failed' ? delivery : null;
  };
  const failed = await until(look, { what: 'a delivery that is given up' });
  return failed.tries.map(({ error }) => error);
}

it('calls no private address, and says so', async () => {
  expect(await failure(guarded, await endBatch(guarded, '/private'))).toEqual(['127.0.0.1 is a private address']);
  expect(seen.filter(({ path }) => path === '/private')).toEqual([]);
});

it('signs with no key that could be guessed', async () => {
  const [reason] = await failure(open, await endBatch(open, '/weak', 'whsec_c2hvcnQ='));
  expect(reason).toContain('the secret “receiver” holds no key');
  expect(seen.filter(({ path }) => path === '/weak')).toEqual([]);
});

it('signs with no secret that opens a source, also where the source came after the batch', async () => {
  const { db, project } = open;
  const dataset = await createDataset(db, { projectId: project.id, name: 'orders', createdBy: 'ada' });
  if (!dataset.ok) throw new Error(dataset.error);
  const source = await createSource(db, {
    ...{ projectId: project.id, name: 'orders', secret: 'receiver', datasetId: dataset.value.id, createdBy: 'ada' },
    config: sourceConfigSchema.parse({ kind: 'url', url: 'https://example.test/orders.csv' }),
    policy: sourcePolicySchema.parse({}),
  });
  expect(source.ok).toBe(true);
  expect(await failure(open, await endBatch(open, '/source'))).toEqual([
    'the secret “receiver” opens the source orders, so it signs nothing',
  ]);
  expect(seen.filter(({ path }) => path === '/source')).toEqual([]);
});
