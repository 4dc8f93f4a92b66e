import { PipelineError } from '@millrace/pipeline-core/errors';
import { SYNC_BYTES } from '../threads/team';

/** WebAssembly addresses 4 GiB; the last page stays free so that no address wraps around. */
const LIMIT_BYTES = 2 ** 32 - 2 ** 16;
/** Cells of a feature in a wide histogram, which is read faster; in a narrow one it has only as many as it needs. */
const WIDE_CELLS = 256;
const CELL_BYTES = 8;
/** Rows whose losses are added up by one thread; the sums of blocks are added in order. */
export const SUM_BLOCK = 4096;

export type KernelNeed = {
  rows: number;
  features: number;
  threads: number;
  leaves: number;
  outputs: number;
  loss: KernelLoss;
  weighted: boolean;
  heldRows: number;
  heldWeighted: boolean;
  /** Cells of each feature in a histogram, powers of two; without them the histogram is wide. */
  narrow?: Int32Array;
};

export type KernelLoss = 'log loss' | 'softmax' | 'squared error' | 'Poisson' | 'quantile';
const lossNumbers: Record<KernelLoss, number> = {
  'log loss': 0,
  softmax: 1,
  'squared error': 2,
  Poisson: 3,
  quantile: 4,
};

/** Words of the parameter block at address 0, as kernels/layout.ts reads them. */
export const WORD = {
  rows: 0,
  features: 1,
  threads: 2,
  leaves: 3,
  outputs: 4,
  loss: 5,
  weighted: 6,
  levels: 7,
  rowCut: 8,
  heldRows: 29,
  heldWeighted: 34,
  constrained: 35,
  narrow: 36,
  seed: 40,
  output: 41,
  minRows: 42,
  maxDepth: 43,
  sampled: 44,
  keepBelow: 45,
  sampleSeed: 46,
} as const;
/** Doubles of the parameter block, counted from byte 512. */
export const DOUBLE = {
  l2: 0,
  l1: 1,
  learningRate: 2,
  largestGradient: 3,
  largestHessian: 4,
  quantile: 5,
  longestStep: 6,
  lossFactor: 7,
} as const;
export const DOUBLES_AT = 512;
const BLOCK_BYTES = 1024;

/** Word that holds each region's address. */
const regionWords = {
  binsRow: 9,
  binsCol: 10,
  elems: 11,
  tmpLeft: 12,
  tmpRight: 13,
  score: 14,
  label: 15,
  weight: 16,
  prob: 17,
  hist: 18,
  partial: 19,
  sync: 20,
  best: 21,
  leafTable: 22,
  treeOut: 23,
  exchange: 24,
  blockSums: 25,
  featureInfo: 26,
  active: 27,
  scratch: 28,
  heldCols: 30,
  heldScore: 31,
  heldLabel: 32,
  heldWeight: 33,
} as const;
export type Region = keyof typeof regionWords;

export type KernelPlan = { need: KernelNeed; at: Record<Region, number>; bytes: number; levels: number };

/** Quantisation levels such that sums of gradients over all rows stay below 2^31 and of hessians below 2^32. */
export function levelsFor(rows: number): number {
  return Math.max(1, Math.min(32_767, Math.floor((2 ** 31 - 1) / Math.max(1, rows))));
}

/** Rows rounded up to 4, the width of the kernels' steps. */
export function padded(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}

/** Bytes of every region. */
function regionBytes(need: KernelNeed): Record<Region, number> {
  const { features, threads, leaves, outputs } = need;
  const rows = padded(need.rows);
  const held = padded(need.heldRows);
  const blocks = Math.ceil(need.rows / SUM_BLOCK) + Math.ceil(need.heldRows / SUM_BLOCK) + leaves + 1;
  return {
    binsRow: need.rows * features + 64,
    binsCol: need.rows * features,
    elems: rows * 8,
    tmpLeft: rows * 8,
    tmpRight: rows * 8,
    score: rows * 8 * outputs,
    label: rows * 8,
    weight: need.weighted ? rows * 4 : 0,
    prob: need.loss === 'softmax' ? rows * 4 * outputs : 0,
    hist: histogramBytes(need),
    partial: threads === 1 ? 0 : threads * leafBytes(need),
    sync: SYNC_BYTES,
    best: 2 * threads * 64,
    leafTable: threads * leaves * 128,
    treeOut: 64 + (2 * leaves - 1) * 320,
    exchange: 3 * threads * 64,
    blockSums: blocks * 24,
    featureInfo: (features + 1) * 16,
    active: features,
    scratch: threads * 4096,
    heldCols: need.heldRows * features,
    heldScore: held * 8 * outputs,
    heldLabel: held * 8,
    heldWeight: need.heldWeighted ? held * 4 : 0,
  };
}

/** Of each leaf but the last its histogram is kept: the children of the last split are not searched. */
function histogramBytes(need: Pick<KernelNeed, 'leaves' | 'features' | 'narrow'>): number {
  return Math.max(1, need.leaves - 1) * leafBytes(need);
}

function leafBytes({ features, narrow }: Pick<KernelNeed, 'features' | 'narrow'>): number {
  return CELL_BYTES * (narrow?.reduce((sum, cells) => sum + cells, 0) ?? features * WIDE_CELLS);
}

/**
 * Cells of each feature in a histogram, from how many its values and the two codes behind them (254 other, 255 missing)
 * take; undefined where that saves less than half, since wide histograms are read faster.
 */
export function narrowCells(cellCounts: readonly number[]): Int32Array | undefined {
  const cells = Int32Array.from(cellCounts, (count) =>
    Math.min(WIDE_CELLS, 2 ** Math.ceil(Math.log2(Math.max(4, count)))),
  );
  const sum = cells.reduce((total, count) => total + count, 0);
  return sum * 2 <= cells.length * WIDE_CELLS ? cells : undefined;
}

/**
 * Where everything lies, for as many threads as fit: they never change the trees. Throws `too-many-rows` or
 * `too-many-columns` when not even one does, before anything is allocated.
 */
export function planMemory(need: KernelNeed, megabytes = Number.POSITIVE_INFINITY): KernelPlan {
  const plan = layOut(need);
  const limit = Math.min(LIMIT_BYTES, megabytes * 2 ** 20);
  if (plan.bytes <= limit) return plan;
  if (need.threads > 1) return planMemory({ ...need, threads: need.threads - 1 }, megabytes);
  throw tooLarge(need, { bytes: plan.bytes, limit, fits: 1 });
}

/**
 * Refuses fits that are alive at the same time when the process cannot hold them all. `codes`: bytes of bin codes beside
 * them. Each alone is checked by `planMemory`.
 */
export function checkTogether(need: KernelNeed, o: { fits: number; codes: number; megabytes: number }): void {
  const bytes = o.fits * layOut({ ...need, threads: 1 }).bytes + o.codes;
  const limit = o.megabytes * 2 ** 20;
  if (bytes > limit) throw tooLarge(need, { bytes, limit, fits: o.fits });
}

function layOut(need: KernelNeed): KernelPlan {
  const sizes = regionBytes(need);
  let next = BLOCK_BYTES;
  const place = (region: Region) => {
    const at = next;
    // Own cache lines, and room for the last step of four rows.
    next = Math.ceil((next + sizes[region] + 16) / 64) * 64;
    return at;
  };
  // Total by construction: every region of the record gets its place.
  const at = Object.fromEntries(regions().map((region) => [region, place(region)])) as Record<Region, number>;
  return { need, at, bytes: next, levels: levelsFor(need.rows) };
}

function regions(): Region[] {
  // Object.keys forgets the type of a record's keys.
  return Object.keys(regionWords) as Region[];
}

/** Rows cost little where histograms take the room: then it is leaves and columns that are too many. */
function tooLarge(need: KernelNeed, o: { bytes: number; limit: number; fits: number }): PipelineError {
  const { rows, features, leaves } = need;
  const wide = o.fits * histogramBytes(need) > o.bytes / 2;
  const gigabytes = (size: number) => `${(size / 2 ** 30).toFixed(1)} GB`;
  const folds = o.fits === 1 ? '' : `, ${o.fits} fits at once`;
  const size = `${rows} rows x ${features} features${wide ? ` x ${leaves} leaves` : ''}${folds}`;
  const fewer = wide
    ? `Ask for fewer leaves than ${leaves}, or select fewer columns: each leaf keeps figures of every column, however few rows there are.`
    : 'Add "Sample rows" before the split, or select fewer columns.';
  const alone = ' Without early stopping, or with at least 1,000 validation rows, there is one fit at a time.';
  return new PipelineError({
    code: wide ? 'too-many-columns' : 'too-many-rows',
    family: 'pipeline',
    place: `Gradient boosted trees › training ${wide ? 'columns' : 'rows'}`,
    seen: `${size} (${gigabytes(o.bytes)} of working memory)`,
    expected: `at most ${gigabytes(o.limit)}`,
    next: o.fits === 1 ? fewer : `${fewer}${alone}`,
  });
}

export type KernelMemory = { plan: KernelPlan; memory: WebAssembly.Memory; words: Uint32Array; doubles: Float64Array };

/** A memory of exactly the planned size (a growing one would leave stale views) with its parameter block filled in. */
export function allocate(plan: KernelPlan, rowCut: number): KernelMemory {
  const pages = Math.ceil(plan.bytes / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const words = new Uint32Array(memory.buffer, 0, DOUBLES_AT / 4);
  const { need } = plan;
  words[WORD.rows] = need.rows;
  words[WORD.features] = need.features;
  words[WORD.threads] = need.threads;
  words[WORD.leaves] = need.leaves;
  words[WORD.outputs] = need.outputs;
  words[WORD.loss] = lossNumbers[need.loss];
  words[WORD.weighted] = need.weighted ? 1 : 0;
  words[WORD.levels] = plan.levels;
  words[WORD.rowCut] = rowCut;
  words[WORD.heldRows] = need.heldRows;
  words[WORD.heldWeighted] = need.heldWeighted ? 1 : 0;
  for (const region of regions()) words[regionWords[region]] = plan.at[region];
  words[WORD.narrow] = need.narrow === undefined ? 0 : 1;
  fillCells(new Uint32Array(memory.buffer, plan.at.featureInfo, 4 * (need.features + 1)), need);
  return { plan, memory, words, doubles: new Float64Array(memory.buffer, DOUBLES_AT, 16) };
}

/** Where each feature begins in a histogram, and its last cell; at the end the bytes of all. */
function fillCells(info: Uint32Array, { features, narrow }: KernelNeed): void {
  let start = 0;
  for (let feature = 0; feature < features; feature++) {
    const cells = narrow?.[feature] ?? WIDE_CELLS;
    info[4 * feature + 2] = start;
    info[4 * feature + 3] = cells - 1;
    start += cells * CELL_BYTES;
  }
  info[4 * features + 2] = start;
}
