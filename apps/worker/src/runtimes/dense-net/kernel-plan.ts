import type { TargetTask } from '../model-runtime';
import { SYNC_BYTES } from '../threads/team';
import type { Shape } from './shape';

/** WebAssembly addresses 4 GiB; the last page stays free so that no address wraps around. */
const LIMIT_BYTES = 2 ** 32 - 2 ** 16;
const BLOCK_BYTES = 2048;
const FLOAT = 4;
/** Cells of the widest layer that go through a net at once: with all that comes of them they stay in the cache. */
const PIECE_CELLS = 65_536;
const MOST_ROWS = 256;
const LEAST_ROWS = 16;

export type NetNeed = {
  task: TargetTask;
  shape: Shape;
  rows: number;
  heldRows: number;
  batchSize: number;
  /** Into so many parts a batch is cut, each with a gradient of its own. */
  copies: number;
};

/** A layer as the kernels hold it: inputs padded to 4, outputs to 8; its place counted in floats from the first parameter. */
export type PaddedLayer = { inputs: number; columns: number; weights: number; intercepts: number };

/** Word of the parameter block that holds each region's address. */
const regionWords = {
  cells: 16,
  targets: 17,
  weights: 18,
  order: 19,
  heldCells: 20,
  heldTargets: 21,
  heldWeights: 22,
  parameters: 23,
  gradient: 24,
  mean: 25,
  square: 26,
  pieceTargets: 27,
  pieceWeights: 28,
  losses: 29,
  sync: 30,
} as const;
export type NetRegion = keyof typeof regionWords;

/** Addresses of what a layer works on, of the first copy; `ins` of a layer are the `outs` of the one below. */
type LayerRegions = { turned: number; ins: number; inStride: number; outs: number; outStride: number; deltas: number };

export type NetPlan = {
  need: NetNeed;
  layers: readonly PaddedLayer[];
  /** Floats of all parameters with their padding. */
  parameters: number;
  /** Rows that go through the net at once. */
  piece: number;
  /** Of the gradient, the piece, the losses and what layers work on: those of the first copy. */
  at: Record<NetRegion, number>;
  regions: readonly LayerRegions[];
  /** From what belongs to one copy to the same of the next. */
  copyBytes: number;
  bytes: number;
};

/** Where all of a net lies; null when it takes more than WebAssembly addresses. */
export function planNet(need: NetNeed): NetPlan | null {
  const { rows, heldRows, shape } = need;
  const width = shape.layers[0]?.inputs ?? 0;
  const { layers, parameters } = padLayers(shape);
  const piece = pieceRows(need, layers);
  let next = BLOCK_BYTES;
  const place = (floats: number) => {
    const at = next;
    next = Math.ceil((next + floats * FLOAT) / 64) * 64;
    return at;
  };
  const shared = {
    ...{ sync: place(SYNC_BYTES / FLOAT), parameters: place(parameters), mean: place(parameters) },
    ...{ square: place(parameters), order: place(rows), targets: place(rows), weights: place(rows) },
    ...{ heldTargets: place(heldRows), heldWeights: place(heldRows) },
    ...{ cells: place(rows * width), heldCells: place(heldRows * width) },
  };
  const first = next;
  const own = {
    ...{ losses: place(2), pieceTargets: place(piece), pieceWeights: place(piece) },
    gradient: place(parameters),
  };
  const regions = placeLayers(layers, (floats) => place(floats), piece);
  const copyBytes = next - first;
  const bytes = first + need.copies * copyBytes;
  if (bytes > LIMIT_BYTES) return null;
  return { need, layers, parameters, piece, at: { ...shared, ...own }, regions, copyBytes, bytes };
}

function padLayers(shape: Shape): { layers: PaddedLayer[]; parameters: number } {
  let next = 0;
  const layers = shape.layers.map((layer) => {
    const [inputs, columns] = [roundUp(layer.inputs, 4), roundUp(layer.outputs, 8)];
    const weights = next;
    const intercepts = weights + inputs * columns;
    next = intercepts + columns;
    return { inputs, columns, weights, intercepts };
  });
  return { layers, parameters: next };
}

function placeLayers(layers: readonly PaddedLayer[], place: (floats: number) => number, piece: number): LayerRegions[] {
  let inStride = strideOf(layers[0]?.inputs ?? 0);
  let ins = place(piece * inStride);
  return layers.map(({ columns }, at) => {
    const below = layers[at - 1]?.columns ?? 0;
    const outStride = strideOf(columns);
    const made = {
      ...{ turned: place(below * columns), ins, inStride, outStride },
      ...{ outs: place(piece * outStride), deltas: place(piece * outStride) },
    };
    [ins, inStride] = [made.outs, outStride];
    return made;
  });
}

/** Pieces of one size, a multiple of 4, that make up a part of a batch. */
function pieceRows({ batchSize, rows, copies }: NetNeed, layers: readonly PaddedLayer[]): number {
  const widest = Math.max(...layers.map(({ inputs, columns }) => Math.max(inputs, columns)));
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(PIECE_CELLS / widest)));
  const part = Math.ceil(Math.min(batchSize, rows) / copies);
  return roundUp(Math.ceil(part / Math.ceil(part / most)), 4);
}

/** Floats of a row, an odd number of cache lines: rows a power of two apart would push each other out of the cache. */
function strideOf(width: number): number {
  const lines = Math.ceil(width / 16);
  return 16 * (lines % 2 === 0 ? lines + 1 : lines);
}

function roundUp(count: number, by: number): number {
  return Math.ceil(count / by) * by;
}

const headNumbers: Record<TargetTask, number> = { binary: 0, multiclass: 1, regression: 2 };
const LAYERS_AT = 512;
const LAYER_BYTES = 64;
const DOUBLES_AT = 256;
/** Doubles of the parameter block, counted from byte 256. */
export const DOUBLE = { learningRate: 0, l2: 1, power1: 2, power2: 3 } as const;
/** Words of the parameter block that change after it is filled in. */
export const WORD = { threads: 9, most: 11, done: 12 } as const;

export type NetMemory = { memory: WebAssembly.Memory; words: Uint32Array; doubles: Float64Array };

/** A memory of exactly the planned size with its parameter block filled in, as kernels/layout.ts reads it. */
export function allocateNet(plan: NetPlan): NetMemory {
  const pages = Math.ceil(plan.bytes / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { need, layers, piece, copyBytes } = plan;
  const { shape, task, rows, heldRows, batchSize, copies } = need;
  const [width, outputs] = [shape.layers[0]?.inputs ?? 0, shape.layers.at(-1)?.outputs ?? 0];
  const head = headNumbers[task];
  const words = new Uint32Array(memory.buffer, 0, BLOCK_BYTES / 4);
  const batch = Math.min(batchSize, rows);
  words.set([rows, heldRows, width, batch, piece, layers.length, head, outputs, copies, 1, copyBytes]);
  // Object.entries forgets the type of a record's keys.
  for (const [region, word] of Object.entries(regionWords)) words[word] = plan.at[region as NetRegion];
  layers.forEach(({ inputs, columns, weights, intercepts }, at) => {
    const { turned, ins, inStride, outs, outStride, deltas } = plan.regions[at]!;
    const bytes = [weights, intercepts].map((floats) => floats * FLOAT);
    const facts = [inputs, columns, ...bytes, turned, ins, inStride * FLOAT, outs, outStride * FLOAT, deltas];
    words.set(facts, (LAYERS_AT + at * LAYER_BYTES) / 4);
  });
  return { memory, words, doubles: new Float64Array(memory.buffer, DOUBLES_AT, 4) };
}
