import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { z } from 'zod';
import { projectKey } from '../quickstart/project-key';
import { quantile } from '../quickstart/score-rows';
import type { BenchContext } from './context';
import { adultTable, benchProject, deployAdult } from './deploy-adult';
import { type Measurement, measured, notMeasured } from './measurement';

const claim = { bench: 'http', unit: 'ms', claim: 'scoring one adult row over HTTP: p50 minus model time' };
const most = 1;
const warmUp = 500;
const counted = 1_000;

const descriptionSchema = z.object({ example: z.object({ rows: z.array(z.record(z.string(), z.json())) }) });

type Exchange = { ms: number; modelMs: number };

/** One connection, one row per request; the model's own time is what the server says in Server-Timing. */
export async function benchHttp(context: BenchContext): Promise<Measurement[]> {
  if (!existsSync(adultTable))
    return [notMeasured({ ...claim, bar: `<= ${most} ms`, reason: `${adultTable} is absent` })];
  const { endpoint, best } = await deployAdult(context);
  if (endpoint === null) throw new Error('the quickstart deployed nothing');
  const { key } = await projectKey(await context.product(), benchProject);
  context.log(claim.claim);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const body = await exampleRow(endpoint, key);
    const score = () => exchange({ url: `${endpoint}/predict`, key, body, agent });
    for (let n = 0; n < warmUp; n += 1) await score();
    const rounds: { p50: number; p99: number; model: number }[] = [];
    for (let round = 0; round < context.rounds; round += 1) {
      const seen: Exchange[] = [];
      for (let n = 0; n < counted; n += 1) seen.push(await score());
      const times = seen.map(({ ms }) => ms);
      const model = quantile(
        seen.map(({ modelMs }) => modelMs),
        0.5,
      );
      rounds.push({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), model });
    }
    const details = { model: best, requestsPerRound: counted, rounds };
    return [measured({ ...claim, values: rounds.map(({ p50, model }) => p50 - model), most, details })];
  } finally {
    agent.destroy();
  }
}

/** The endpoint's own example of a row, as a request body. */
export async function exampleRow(endpoint: string, key: string): Promise<string> {
  const response = await fetch(endpoint, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`The endpoint answered ${response.status}: ${await response.text()}`);
  return JSON.stringify({ rows: descriptionSchema.parse(await response.json()).example.rows.slice(0, 1) });
}

function exchange(o: { url: string; key: string; body: string; agent: Agent }): Promise<Exchange> {
  const headers = {
    authorization: `Bearer ${o.key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(o.body),
  };
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const sent = request(o.url, { method: 'POST', agent: o.agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const ms = performance.now() - begun;
        if (response.statusCode !== 200) return reject(new Error(Buffer.concat(parts).toString().slice(0, 400)));
        resolve({ ms, modelMs: modelTime(String(response.headers['server-timing'])) });
      });
    });
    sent.once('error', reject);
    sent.end(o.body);
  });
}

/** Milliseconds for features and model in e.g. `features;dur=0.01, model;dur=0.02, total;dur=0.1`. */
export function modelTime(header: string): number {
  const parts = [...header.matchAll(/(?:features|model);dur=([\d.]+)/g)].map(([, milliseconds]) =>
    Number(milliseconds),
  );
  if (parts.length !== 2) throw new Error(`The answer has no usable Server-Timing header: ${header}`);
  return parts.reduce((sum, part) => sum + part, 0);
}
