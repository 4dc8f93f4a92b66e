import { z } from 'zod';
import { bundleProgram } from '../bundle-program';
import { quantile } from '../quickstart/score-rows';
import type { BenchContext } from './context';
import { type Measurement, measured } from './measurement';
import { startProgram } from './program';
import { openPushSource, type PushSource } from './push-source';

const bench = 'data-online';
const mostReadMs = 2;
const mostReadableMs = 100;
const leastInBlocks = 5_000;
const leastSingly = 1_000;
/** Events that come beside the one whose way into the online store is timed. */
const besides = { everyMs: 100, events: 50 };

/** Reads of the online store, pushed events, and the way of an event from its request to a read that shows it. */
export async function benchDataOnline(context: BenchContext): Promise<Measurement[]> {
  const reads = await measureReads(context);
  const source = await openPushSource(context);
  try {
    return [
      reads,
      await measureBlocks(context, source),
      await measureSingly(context, source),
      await measureWay(context, source),
    ];
  } finally {
    source.close();
  }
}

async function measureReads(context: BenchContext): Promise<Measurement> {
  const claim = 'online read of 250 features of one entity, in process, p99';
  context.log(claim);
  const program = startProgram(process.execPath, [
    await bundleProgram('apps/worker/src/scoring/testing/bench-online.ts'),
  ]);
  try {
    const values: number[] = [];
    for (let round = 0; round < context.rounds; round += 1) {
      const request = { entities: 5_000, features: 250, reads: context.short ? 500 : 5_000 };
      const { ms } = await program.ask(z.object({ ms: z.array(z.number()) }), request);
      values.push(quantile(ms, 0.99));
    }
    return measured({ bench, unit: 'ms', claim, values, most: mostReadMs });
  } finally {
    await program.close();
  }
}

/** Events per second over all connections, from the first request to the last answer; every answer is a 202. */
async function measureRate(
  context: BenchContext,
  o: { connections: number; requests: number; events: number; source: PushSource },
): Promise<number[]> {
  const { source, connections, events } = o;
  const requests = context.short ? Math.ceil(o.requests / 10) : o.requests;
  const values: number[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    let left = requests;
    const begun = performance.now();
    const work = Array.from({ length: connections }, async () => {
      while (left-- > 0) await source.push(source.makeEvents(events));
    });
    await Promise.all(work);
    values.push((requests * events * 1000) / (performance.now() - begun));
  }
  return values;
}

async function measureBlocks(context: BenchContext, source: PushSource): Promise<Measurement> {
  const claim = 'pushed events durable, NDJSON requests of 100, 8 connections, with a view that they feed';
  context.log(claim);
  const values = await measureRate(context, { connections: 8, requests: 400, events: 100, source });
  await source.caughtUp();
  return measured({ bench, unit: '/s', claim, values, least: leastInBlocks });
}

async function measureSingly(context: BenchContext, source: PushSource): Promise<Measurement> {
  const claim = 'pushed events durable, singly at 64 connections, with a view that they feed';
  context.log(claim);
  const values = await measureRate(context, { connections: 64, requests: 8_000, events: 1, source });
  await source.caughtUp();
  return measured({ bench, unit: '/s', claim, values, least: leastSingly });
}

/** One event at a time among others; the read that follows its answer must show it, so the time holds both. */
async function measureWay(context: BenchContext, source: PushSource): Promise<Measurement> {
  const claim = `a pushed event is read online, p99, among ${(besides.events * 1000) / besides.everyMs} other events per second`;
  context.log(claim);
  const count = context.short ? 50 : 300;
  const values: number[] = [];
  const rounds: { p50: number; p99: number; most: number }[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    const waiting: Promise<unknown>[] = [];
    const others = setInterval(() => {
      const pushed = source.push(source.makeEvents(besides.events));
      pushed.catch(() => undefined); // it is looked at when the round ends; until then nobody waits for it
      waiting.push(pushed);
    }, besides.everyMs);
    const times: number[] = [];
    try {
      for (let n = 0; n < count; n += 1) times.push(await source.pushAndRead());
    } finally {
      clearInterval(others);
      await Promise.all(waiting);
    }
    rounds.push({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), most: Math.max(...times) });
    values.push(quantile(times, 0.99));
  }
  return measured({
    bench,
    unit: 'ms',
    claim,
    values,
    most: mostReadableMs,
    details: { eventsPerRound: count, rounds },
  });
}
