import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { quantile } from '../quickstart/score-rows';
import { type LoadReport, loadRequestSchema } from './load-shapes';

const answerSchema = z.object({
  predictions: z.array(z.object({ id: z.string().optional(), fallback: z.unknown().optional() })),
  releaseId: z.string().nullable(),
});
type Parsed = z.output<typeof loadRequestSchema>;
/** Nobody waits longer for an answer: the server itself gives up before. */
const patienceMs = 40_000;

type Seen =
  | { ms: number; serverMicros: number; release: string; fallback: boolean; ids: string[] }
  | { failure: string; words: string };

/** Sends what is asked for when it is due, and answers with what became of it. */
async function sendAtRate(load: Parsed): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections, scheduling: 'fifo' });
  const wanted = Math.round(load.perSecond * load.seconds);
  const begun = performance.now();
  const answers: Promise<Seen>[] = [];
  while (answers.length < wanted) {
    const due = Math.min(wanted, Math.floor(((performance.now() - begun) / 1000) * load.perSecond) + 1);
    while (answers.length < due)
      answers.push(sendOne(load, { agent, due: begun + (answers.length * 1000) / load.perSecond }));
    await sleep(1);
  }
  const seen = await Promise.all(answers);
  agent.destroy();
  return summarise(seen);
}

function sendOne({ url, key, body, ids }: Parsed, { agent, due }: { agent: Agent; due: number }): Promise<Seen> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const fail = (failure: string, words: string) => resolve({ failure, words });
    const sent = request(url, { method: 'POST', agent, headers, timeout: patienceMs }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', (error) => fail('cut off', error.message));
      response.once('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode !== 200) return fail(String(response.statusCode), text.slice(0, 400));
        const answer = answerSchema.parse(JSON.parse(text));
        resolve({
          ms: performance.now() - due,
          serverMicros: ownMicros(String(response.headers['server-timing'])),
          release: answer.releaseId ?? 'none',
          fallback: answer.predictions.some(({ fallback }) => fallback !== undefined),
          ids: ids ? answer.predictions.flatMap(({ id }) => id ?? []) : [],
        });
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${patienceMs} ms`)));
    sent.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'error', error.message));
    sent.end(body);
  });
}

/** The total less features and model, in e.g. `features;dur=0.01, model;dur=0.02, total;dur=0.1` (milliseconds). */
function ownMicros(header: string): number {
  const timed = new Map([...header.matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, ms]) => [name, Number(ms)]));
  const of = (name: string) => timed.get(name) ?? Number.NaN;
  return (of('total') - of('features') - of('model')) * 1000;
}

function summarise(seen: readonly Seen[]): LoadReport {
  const good = seen.flatMap((one) => ('failure' in one ? [] : [one]));
  const bad = seen.flatMap((one) => ('failure' in one ? [one] : []));
  const times = good.map(({ ms }) => ms);
  const own = good.map(({ serverMicros }) => serverMicros);
  return {
    sent: seen.length,
    failed: countBy(bad, ({ failure }) => failure),
    example: bad[0]?.words ?? null,
    releases: countBy(good, ({ release }) => release),
    fallbacks: good.filter(({ fallback }) => fallback).length,
    ids: good.flatMap(({ ids }) => ids),
    ms: { p50: figure(times, 0.5), p99: figure(times, 0.99), most: figure(times, 1) },
    serverMicros: { p50: figure(own, 0.5), p99: figure(own, 0.99) },
  };
}

/** 0 where nothing was answered: the failures say so. */
function figure(values: readonly number[], q: number): number {
  return values.length === 0 ? 0 : quantile(values, q);
}

function countBy<T>(values: readonly T[], nameOf: (value: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[nameOf(value)] = (counts[nameOf(value)] ?? 0) + 1;
  return counts;
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const report = await sendAtRate(loadRequestSchema.parse(JSON.parse(line)));
    console.log(JSON.stringify(report));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
