import { rmSync } from 'node:fs';
import os from 'node:os';
import { z } from 'zod';
import { bundleProgram } from '../bundle-program';
import { type BenchContext, withFolder } from './context';
import { rowsOf } from './data-program';
import { compared, type Measurement, measured, spreadOf } from './measurement';
import { askAlone } from './program';
import { interleave } from './rounds';

const bench = 'data-prepare';
const mostRatio = 1.15;
/** How the claim begins of which verify knows that it is short. */
export const againstOneStatement = '12-step pipeline against one hand-written SQL';
const mostPreviewMs = 300;
/** What a worker gives a step. */
const engine = { megabytes: 2048, threads: os.availableParallelism() };
const seed = 20;

const madeSchema = z.object({ table: z.string() });
const stepSchema = z.object({
  type: z.string(),
  runMs: z.number(),
  storeMs: z.number(),
  cpuMs: z.number(),
  /** Work of all cores by what it was for: opening, learning, making columns, taking over the others, writing all, keeping. */
  parts: z.record(z.string(), z.number()),
  /** Its columns were packed, then all written anew since the others could not be taken over. */
  isTwice: z.boolean(),
});
const roundSchema = z.object({
  ms: z.number(),
  cpuMs: z.number(),
  bytes: z.number(),
  root: z.string(),
  digest: z.string(),
  peakMegabytes: z.number().nullable(),
  /** Of every step, its first rows and some in the middle. */
  previews: z.array(z.number()).default([]),
  steps: z.array(stepSchema).optional(),
});
type Round = z.output<typeof roundSchema>;
/** What a preview took, and the rows it made. */
const timeSchema = z.object({ what: z.string(), ms: z.number(), rows: z.number().positive() });
/** Previews of steps before they run, and of the last of a chain of which none has. */
const previewsSchema = z.object({
  times: z.array(timeSchema).min(1),
  chain: timeSchema,
  peakMegabytes: z.number().nullable(),
});
type Previews = z.output<typeof previewsSchema>;

/**
 * Twelve steps over a large table, against SQL that gives the same numbers. Every step of ours keeps its result, hashed
 * and durable, so one line holds the bar against SQL that keeps each of its twelve results as the same kind of file.
 * The other holds the same bar against one statement that keeps only the last: what somebody would write by hand.
 */
export async function benchDataPrepare(context: BenchContext): Promise<Measurement[]> {
  return withFolder(bench, async (folder) => {
    const bundle = await bundleProgram('apps/worker/src/executors/testing/bench-prepare.ts');
    const once = askAlone(bundle, { ...engine, folder });
    const rows = rowsOf(context);
    const { table } = await once(madeSchema, { do: 'make', rows, seed });
    const round = async (request: object) => {
      const made = await once(roundSchema, { table, ...request });
      rmSync(made.root, { recursive: true, force: true });
      return made;
    };
    context.log(`12 steps on ${rows} rows: ours, SQL that keeps each result, SQL that keeps the last`);
    const sides = await interleave(
      {
        ours: () => round({ do: 'ours' }),
        each: () => round({ do: 'by-hand', keep: 'each' }),
        last: () => round({ do: 'by-hand', keep: 'last' }),
      },
      context.rounds,
      context.log,
    );
    context.log(`previews of steps that have not run, on ${rows} rows`);
    const previews: Previews[] = [];
    for (let at = 0; at < context.rounds; at++) previews.push(await once(previewsSchema, { do: 'previews', table }));
    return [...judgePreparing(rows, sides), judgePreviews(rows, previews)];
  });
}

/** @param sides the same twelve steps: ours, SQL that keeps each result, one statement that keeps the last */
export function judgePreparing(rows: number, sides: { ours: Round[]; each: Round[]; last: Round[] }): Measurement[] {
  const { ours, each, last } = sides;
  const digests = new Set([...ours, ...each, ...last].map(({ digest }) => digest));
  if (digests.size !== 1) throw new Error(`the sides differ: ${[...digests].join(' and ')}`);
  const median = (rounds: Round[], of: (round: Round) => number) => Math.round(spreadOf(rounds.map(of)).median);
  const cpu = (rounds: Round[]) => median(rounds, ({ cpuMs }) => cpuMs);
  const onRows = `on ${rows.toLocaleString('en-US')} rows`;
  const ourMs = ours.map(({ ms }) => ms);
  const steps = ours.at(-1)?.steps ?? [];
  steps.forEach(requireWhole);
  const twice = steps.filter(({ isTwice }) => isTwice).map(({ type }) => type);
  return [
    compared({
      bench,
      unit: 'ms',
      claim: `12-step pipeline ${onRows}, every result kept on both sides`,
      ours: ourMs,
      peer: each.map(({ ms }) => ms),
      peerName: 'SQL that keeps each result',
      mostRatio,
      note: `work of all cores: ours ${cpu(ours)} ms, by hand ${cpu(each)} ms; results written twice: ${twice.join(', ') || 'none'}`,
      details: {
        bytes: ours[0]?.bytes,
        bytesByHand: each[0]?.bytes,
        peakMegabytes: ours[0]?.peakMegabytes,
        steps,
      },
    }),
    compared({
      bench,
      unit: 'ms',
      claim: `${againstOneStatement} ${onRows}, which keeps only the last result`,
      ours: ourMs,
      peer: last.map(({ ms }) => ms),
      peerName: 'one SQL statement',
      mostRatio,
      note: `ours keeps all twelve results; work of all cores: ours ${cpu(ours)} ms, by hand ${cpu(last)} ms`,
    }),
    measured({
      bench,
      unit: 'ms',
      claim: `preview of the result of each of these steps ${onRows}`,
      values: ours.flatMap(({ previews }) => previews),
      most: mostPreviewMs,
    }),
  ];
}

/** Parts that leave out some of a step's work would hide where the time goes. */
function requireWhole({ type, cpuMs, parts }: z.output<typeof stepSchema>): void {
  const told = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  if (Math.abs(told - cpuMs) > 5 + cpuMs * 0.02)
    throw new Error(`the parts of ${type} are ${Math.round(told)} ms of ${Math.round(cpuMs)} ms`);
}

/**
 * The bar is for any step whose input is there, so the slowest kind of each round has to meet it. A chain of steps of which
 * none has run is told beside.
 */
export function judgePreviews(rows: number, rounds: readonly Previews[]): Measurement {
  const slowest = rounds.map(({ times }) => times.reduce((worst, one) => (one.ms > worst.ms ? one : worst)));
  const kinds = rounds[0]?.times.map(({ what }) => what) ?? [];
  const timesOf = (what: string) =>
    rounds.flatMap(({ times }) => times.filter((one) => one.what === what).map(({ ms }) => ms));
  const median = (what: string) => Math.round(spreadOf(timesOf(what)).median);
  const chained = Math.round(spreadOf(rounds.map(({ chain }) => chain.ms)).median);
  return measured({
    bench,
    unit: 'ms',
    claim: `preview of a step before it runs, its input being there, on ${rows.toLocaleString('en-US')} rows, in a warm process of the worker, the slowest of ${kinds.length} kinds`,
    values: slowest.map(({ ms }) => ms),
    most: mostPreviewMs,
    note: `slowest: ${[...new Set(slowest.map(({ what }) => what))].join(', ')}; ${rounds[0]?.chain.what}, none of which has run: ${chained} ms`,
    details: {
      medians: Object.fromEntries(kinds.map((what) => [what, median(what)])),
      peakMegabytes: rounds[0]?.peakMegabytes,
    },
  });
}
