import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { runShape } from '@millrace/pipeline-core/api';
import { pushTopic } from '@millrace/pipeline-core/events';
import pg from 'pg';
import { z } from 'zod';
import { projectKey } from '../quickstart/project-key';
import { drawSteps } from '../verify/data/draw';
import { callApi } from './api';
import type { BenchContext } from './context';

const view = 'bench-orders';
const customers = 10_000;
const patienceMs = 120_000;

type Event = { id: string; customer: number; at: string; amount: number; pieces: number; city: string };

export type PushSource = Awaited<ReturnType<typeof openPushSource>>;

/** A source of events in a project of its own, and a view that its events feed through a filter and two formulas. */
export async function openPushSource(context: BenchContext) {
  const product = await context.product();
  const { key } = await projectKey(product, `Push bench ${Date.now()}`);
  const { call, createPipeline } = callApi({ webUrl: product.webUrl, key });
  const config = { kind: 'push', idField: 'id', timeField: 'at' };
  const made = await call(z.object({ id: z.string(), dataset: z.string() }), '/sources', {
    ...{ name: 'orders', dataset: 'orders', config },
  });
  const { push, read, close } = openScoring({ scoringUrl: product.scoringUrl, key, source: made.id });
  const makeEvent = eventMaker();
  const makeEvents = (length: number) => Array.from({ length }, makeEvent);

  await push(makeEvents(1_000));
  await call(z.unknown(), `/sources/${made.id}/runs`, {});
  const listed = z.object({ items: z.array(z.object({ outcome: z.unknown().nullable() })) });
  await waitFor('the first batch', async () => (await call(listed, '/sources')).items[0]?.outcome !== null);
  const pipeline = await createPipeline('Orders', drawing(made.dataset));
  const run = await call(runShape, `/pipelines/${pipeline}/runs`, {});
  await waitFor('the publication', async () => {
    const { status } = await call(runShape, `/runs/${run.id}`);
    if (status !== 'running' && status !== 'succeeded') throw new Error(`the run of the bench is ${status}`);
    return status === 'succeeded' && (await read(0)) !== undefined;
  });

  /** Pushes an event with a value of its own and reads until that is there. Milliseconds from the request on. */
  async function pushAndRead(): Promise<number> {
    const event = makeEvent();
    const own = { ...event, customer: customers + (event.customer % 1000), amount: 1000 + Number(event.id.slice(1)) };
    const begun = performance.now();
    await push([own]);
    const end = begun + patienceMs;
    while ((await read(own.customer)) !== own.amount) {
      if (performance.now() > end) throw new Error('a pushed event never showed');
    }
    return performance.now() - begun;
  }
  await waitFor('the feed', async () => (await pushAndRead()) < 5_000);
  const behind = () => countBehind(product.databaseUrl, pushTopic(made.id));
  return {
    ...{ push, makeEvents, pushAndRead, close },
    /** The events of one round are no load of the next. */
    caughtUp: () => waitFor('the feed to catch up', async () => (await behind()) === 0),
  };
}

/** Pushes to a source and reads from the view over connections that stay open. */
function openScoring({ scoringUrl, key, source }: { scoringUrl: string; key: string; source: string }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 80 });
  const post = (path: string, o: { body: string; type: string }) =>
    exchange({ url: `${scoringUrl}${path}`, key, agent, ...o });
  return {
    async push(events: readonly Event[]): Promise<void> {
      const body = events.map((event) => JSON.stringify(event)).join('\n');
      const { status, text } = await post(`/sources/${source}/events`, { body, type: 'application/x-ndjson' });
      if (status !== 202) throw new Error(`a push was answered ${status}: ${text.slice(0, 300)}`);
    },
    async read(customer: number): Promise<unknown> {
      const body = JSON.stringify({ features: [`${view}:amount`], entities: { customer: [customer] } });
      const { status, text } = await post('/get-online-features', { body, type: 'application/json' });
      if (status !== 200) return undefined;
      return answerSchema.parse(JSON.parse(text)).results[1]?.values[0];
    },
    close: () => agent.destroy(),
  };
}

function eventMaker(): () => Event {
  let count = 0;
  return () => {
    const n = count++;
    const at = new Date().toISOString();
    const figures = { amount: 10 + (n % 90), pieces: 1 + (n % 5) };
    return { id: `e${n}`, customer: n % customers, at, ...figures, city: ` Town ${n % 7} ` };
  };
}

/** Stored events of a topic that are not in the online table of the view yet: memory shows them before. */
async function countBehind(databaseUrl: string, topic: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select coalesce(sum(t.last_offset - coalesce(c."offset", 0)), 0)::int as behind
       from bus_topic t left join bus_consumer c
         on c.consumer = 'features ' || $1 and c.project_id = t.project_id and c.topic = t.topic
       where t.topic = $2`,
      [view, topic],
    );
    return z.object({ behind: z.number() }).parse(rows[0]).behind;
  } finally {
    await client.end();
  }
}

const answerSchema = z.object({ results: z.array(z.object({ values: z.array(z.unknown()) })) });

function drawing(dataset: string) {
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    filter: { type: 'filter-rows', params: { condition: 'amount > 5' }, from: { table: 'data.table' } },
    each: {
      ...{ type: 'formula-column', params: { name: 'each', formula: 'amount / pieces' } },
      from: { table: 'filter.table' },
    },
    town: {
      ...{ type: 'formula-column', params: { name: 'town', formula: 'lower(trim(city))' } },
      from: { table: 'each.table' },
    },
    publish: {
      type: 'publish-features',
      params: { view, keys: ['customer'], eventTime: 'at', features: ['amount', 'each', 'town'] },
      from: { table: 'town.table' },
    },
  });
}

async function waitFor(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(100);
  }
}

type Exchange = { url: string; key: string; agent: Agent; body: string; type: string };

function exchange({ url, key, agent, body, type }: Exchange): Promise<{ status: number; text: string }> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
