import { createInterface } from 'node:readline';
import { z } from 'zod';
import { quantile } from '../quickstart/score-rows';
import { type LoadReport, loadRequestSchema } from './load-shapes';
import { type Sent, sendAtRate } from './send-at-rate';

const answerSchema = z.object({
  predictions: z.array(z.object({ id: z.string().optional(), fallback: z.unknown().optional() })),
  releaseId: z.string().nullable(),
});

/** The total less features and model, in e.g. `features;dur=0.01, model;dur=0.02, total;dur=0.1` (milliseconds). */
function ownMicros(header: string): number {
  const timed = new Map([...header.matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, ms]) => [name, Number(ms)]));
  const of = (name: string) => timed.get(name) ?? Number.NaN;
  return (of('total') - of('features') - of('model')) * 1000;
}

function summarise({ answers, failures }: Sent, ids: boolean): LoadReport {
  const good = [...answers].map(({ head, body, ms }) => {
    const answer = answerSchema.parse(JSON.parse(body));
    return { ms, serverMicros: ownMicros(/\r\nserver-timing: *([^\r]*)/i.exec(head)?.[1] ?? ''), answer };
  });
  const times = good.map(({ ms }) => ms);
  const own = good.map(({ serverMicros }) => serverMicros);
  return {
    sent: good.length + failures.length,
    failed: countBy(failures, ({ failure }) => failure),
    example: failures[0]?.words ?? null,
    releases: countBy(good, ({ answer }) => answer.releaseId ?? 'none'),
    fallbacks: good.filter(({ answer }) => answer.predictions.some(({ fallback }) => fallback !== undefined)).length,
    ids: ids ? good.flatMap(({ answer }) => answer.predictions.flatMap(({ id }) => id ?? [])) : [],
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
    const load = loadRequestSchema.parse(JSON.parse(line));
    console.log(JSON.stringify(summarise(await sendAtRate(load), load.ids)));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
