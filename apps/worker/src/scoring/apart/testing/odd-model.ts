/*
 * A model process that does what a row says, to show how its host treats models that behave and that do not. All but the
 * model is as in a real one.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowAnswer } from '../../releases/served-release';
import { serveRows } from '../serve-rows';

const kept: unknown[] = [];
let computed = 0;
let calls = 0;
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);

function rest(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const wishes: Record<string, (row: JsonObject) => unknown> = {
  echo: ({ x }) => x,
  /** How many rows it was asked before. */
  count: () => computed - 1,
  throw: () => {
    throw new Error('broken weights');
  },
  /** Ends it, as it happens outside of the row. */
  crash: () => {
    setImmediate(() => {
      throw new RangeError('secret value 4711');
    });
    rest(10);
  },
  sleep: ({ ms, x }) => {
    rest(numberOf(ms) ?? 0);
    return x;
  },
  spin: () => {
    for (;;);
  },
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  leak: () => {
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
  babble: () => process.send?.({ kind: 'what?' }),
  /** How often it was asked for many rows at once. */
  calls: () => calls,
};

function answer(row: JsonObject): RowAnswer {
  computed += 1;
  const prediction = numberOf(wishes[String(row.do)]?.(row));
  return { prediction, output: [prediction ?? 0], micros: { features: 1, model: 2 } };
}

async function together(rows: readonly JsonObject[]): Promise<RowAnswer[]> {
  calls += 1;
  await nextTurn();
  return rows.map(answer);
}

const [bundle] = process.argv.slice(2);
await serveRows(async () => {
  if (bundle === 'never opens') return new Promise<never>(() => setInterval(() => undefined, 1_000));
  if (bundle === 'damaged') throw new Error('weights.bin: hash differs');
  return bundle === 'together' ? { answer, together } : { answer };
});
