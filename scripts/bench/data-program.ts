import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { bundleProgram } from '../bundle-program';
import type { BenchContext } from './context';
import { askAlone, startProgram } from './program';

/** What a child of the worker gives the engine for an upload: 60 % of its 2 GiB, and as many threads as cores. */
const engine = { memoryMegabytes: 1228, threads: os.availableParallelism() };
const seed = 20;

export const landSchema = z.object({
  ms: z.number(),
  cpuMs: z.number(),
  profileMs: z.number().nullable(),
  table: z.string(),
  rows: z.number(),
  bytes: z.number(),
  peakMegabytes: z.number().nullable(),
  types: z.record(z.string(), z.string()),
  rejected: z.number(),
});
const handSchema = z.object({
  ms: z.number(),
  cpuMs: z.number(),
  table: z.string(),
  bytes: z.number(),
  peakMegabytes: z.number().nullable(),
});
const windowSchema = z.object({ ms: z.number(), rows: z.number() });
const orderSchema = z.object({ ms: z.number(), path: z.string() });

export type DataProgram = Awaited<ReturnType<typeof dataProgram>>;

/** Rows of the tables of the data benches. */
export function rowsOf({ short }: Pick<BenchContext, 'short'>): number {
  return short ? 200_000 : 10_000_000;
}

/** Does one thing at a time, each in a process of its own. */
export async function dataProgram(folder: string) {
  const bundle = await bundleProgram('apps/worker/src/data/testing/bench-data.ts');
  const once = askAlone(bundle, { ...engine, folder });
  const file = path.join(folder, 'rows.csv');
  return {
    file,
    make: (rows: number) => once(z.object({ bytes: z.number() }), { do: 'make', rows, seed, file }),
    land: (o: { profile: boolean }) => once(landSchema, { do: 'land', file, ...o }),
    byHand: (o: { newest: boolean }) => once(handSchema, { do: 'by-hand', file, ...o }),
    order: (table: string, sort: string) => once(orderSchema, { do: 'order', table, sort }),
    /** Opens one process for all of them: a child of the worker is kept, too. */
    async windows(table: string, windows: readonly object[], order: string | null = null): Promise<number[]> {
      const program = startProgram(process.execPath, [bundle]);
      try {
        const times: number[] = [];
        for (const asked of windows) {
          const request = { do: 'window', table, order, window: { limit: 200, ...asked } };
          const { ms, rows } = await program.ask(windowSchema, { ...engine, folder, ...request });
          if (rows !== 200) throw new Error(`the window ${JSON.stringify(asked)} has ${rows} rows`);
          times.push(ms);
        }
        return times;
      } finally {
        await program.close();
      }
    },
    forget: (table: string) => rmSync(path.dirname(table), { recursive: true, force: true }),
  };
}
