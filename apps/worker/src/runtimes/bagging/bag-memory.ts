import { PipelineError } from '@millrace/pipeline-core/errors';
import { SYNC_BYTES } from '../threads/team';
import type { BagTarget } from './bag-target';

/** WebAssembly addresses 4 GiB; the last page stays free so that no address wraps around. */
const LIMIT_BYTES = 2 ** 32 - 2 ** 16;
const BLOCK_BYTES = 1024;
/** Threads whose words fit into the parameter block. */
export const MOST_THREADS = 40;
/** As kernels/layout.ts has them. */
const ELEMENT = 24;
export const NODE = 32;
const STACK_BYTES = 64 * 16;

export type BagNeed = {
  rows: number;
  features: number;
  threads: number;
  /** Numbers in a leaf. */
  values: number;
  minRows: number;
  weighted: boolean;
  /** Rows are left out of trees, and answers for them are added up. */
  leavesOut: boolean;
};

const regionWords = {
  codes: 16,
  label: 17,
  weight: 18,
  bagSum: 19,
  bagCount: 20,
  list: 21,
  spare: 22,
  counts: 23,
  nodes: 24,
  leafValues: 25,
  order: 26,
  stack: 27,
  cells: 28,
  sums: 29,
  sync: 30,
} as const;
type Region = keyof typeof regionWords;

export type BagPlan = { need: BagNeed; at: Record<Region, number>; bytes: number; leaves: number; nodes: number };

/** Every leaf holds at least `minRows` different rows. */
function mostLeaves({ rows, minRows }: BagNeed): number {
  return Math.max(1, Math.floor(rows / minRows));
}

function regionBytes(need: BagNeed): Record<Region, number> {
  const { rows, features, threads, values } = need;
  const leaves = mostLeaves(need);
  const cell = (values + 2) * 8;
  return {
    codes: rows * features,
    label: rows * 8,
    weight: need.weighted ? rows * 8 : 0,
    bagSum: need.leavesOut ? rows * values * 8 : 0,
    bagCount: need.leavesOut ? rows * 4 : 0,
    list: threads * rows * ELEMENT,
    spare: threads * rows * ELEMENT,
    counts: threads * rows * 4,
    nodes: threads * (2 * leaves - 1) * NODE,
    leafValues: threads * leaves * values * 4,
    order: threads * features * 4,
    stack: threads * STACK_BYTES,
    cells: threads * 256 * cell,
    sums: threads * 4 * cell,
    sync: SYNC_BYTES,
  };
}

function regions(): Region[] {
  // Object.keys forgets the type of a record's keys.
  return Object.keys(regionWords) as Region[];
}

/**
 * Where everything lies, for as many threads as fit. Throws `too-many-rows` when not even one does, before anything is
 * allocated.
 */
export function planBag(need: BagNeed, megabytes = Number.POSITIVE_INFINITY): BagPlan {
  const sizes = regionBytes(need);
  let next = BLOCK_BYTES;
  const place = (region: Region) => {
    const at = next;
    next = Math.ceil((next + sizes[region]) / 64) * 64;
    return at;
  };
  // Total by construction: every region of the record gets its place.
  const at = Object.fromEntries(regions().map((region) => [region, place(region)])) as Record<Region, number>;
  const limit = Math.min(LIMIT_BYTES, megabytes * 2 ** 20);
  if (next > limit) {
    if (need.threads > 1) return planBag({ ...need, threads: need.threads - 1 }, megabytes);
    throw tooLarge(need, next, limit);
  }
  const leaves = mostLeaves(need);
  return { need, at, bytes: next, leaves, nodes: 2 * leaves - 1 };
}

function tooLarge({ rows, features }: BagNeed, bytes: number, limit: number): PipelineError {
  const gigabytes = (size: number) => `${(size / 2 ** 30).toFixed(1)} GB`;
  return new PipelineError({
    code: 'too-many-rows',
    family: 'pipeline',
    place: 'Trees › training rows',
    seen: `${rows} rows x ${features} features (${gigabytes(bytes)} of working memory)`,
    expected: `at most ${gigabytes(limit)}`,
    next: 'Add "Sample rows" before the split, ask for more rows per leaf, or select fewer columns.',
  });
}

export type BagMemory = { plan: BagPlan; memory: WebAssembly.Memory; words: Int32Array };

export type BagSettings = { maxDepth: number; tried: number; draws: number };

/** A memory of exactly the planned size with the rows and the parameter block in it. */
export function fillBag(plan: BagPlan, target: BagTarget, codes: Uint8Array, settings: BagSettings): BagMemory {
  const pages = Math.ceil(plan.bytes / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const words = new Int32Array(memory.buffer, 0, BLOCK_BYTES / 4);
  const { need, at } = plan;
  const { maxDepth, tried, draws } = settings;
  const deepest = maxDepth === 0 ? 0x7fffffff : maxDepth;
  words.set([need.rows, need.features, need.threads, need.values, need.minRows, deepest, tried, draws]);
  words.set([need.weighted ? 1 : 0, plan.nodes, plan.leaves], 8);
  // Addresses above 2 GiB keep their bits.
  for (const region of regions()) words[regionWords[region]] = at[region] | 0;
  new Uint8Array(memory.buffer, at.codes, codes.length).set(codes);
  new Float64Array(memory.buffer, at.label, need.rows).set(target.labels.subarray(0, need.rows));
  if (target.weights !== null) new Float64Array(memory.buffer, at.weight, need.rows).set(target.weights);
  new Float64Array(memory.buffer, 960, 1)[0] = scaleOf(target);
  return { plan, memory, words };
}

/** Answers of trees are added up as whole numbers: 2^40 stands for the largest, so that 8 million trees fit into 63 bits. */
export function scaleOf({ labels, values }: Pick<BagTarget, 'labels' | 'values'>): number {
  if (values > 1) return 2 ** 40;
  const most = labels.reduce((largest, label) => Math.max(largest, Math.abs(label)), 0);
  return 2 ** 40 / (most > 0 ? most : 1);
}
