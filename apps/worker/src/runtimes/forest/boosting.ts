import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import type { TargetTask } from '../model-runtime';
import { functionOf, inlineTeam } from '../threads/inline-team';
import { startTeam, type Team } from '../threads/team';
import type { CodedTable, FeatureBinning } from './binned-table';
import type { Held } from './early-stopping';
import { createGrownTree, type GrownTree } from './grown-tree';
import {
  allocate,
  DOUBLE,
  type KernelLoss,
  type KernelMemory,
  type KernelNeed,
  narrowCells,
  padded,
  planMemory,
  type Region,
  SUM_BLOCK,
  WORD,
} from './kernel-memory';
import { forestModule } from './kernel-module';
import { readTree } from './kernel-tree';
import { createLoss, type Loss, type LossRows } from './losses';
import type { ForestParams } from './params';

const CALLS = ['growTree', 'growAndJudge', 'judge'] as const;
/** Leaves with more rows are added up by row on all threads, smaller ones by feature. */
const ROW_CUT = 16_384;
/** Cells (rows x features) that are worth a thread; below it a fit ends sooner than a thread starts. */
const CELLS_PER_THREAD = 200_000;
/** One tree over so many cells takes about 5 ms: the calling thread may grow it and still answer in between. */
const INLINE_CELLS = 1_000_000;

export type BoostingData = {
  task: TargetTask;
  classes: number;
  table: CodedTable;
  train: LossRows;
  validation: { codes: Uint8Array; rows: LossRows } | null;
  /** Features of the model; the table may have fewer columns. */
  features: number;
};

export type BoostingOptions = {
  params: ForestParams;
  seed: number;
  signal: AbortSignal;
  /** Threads this fit may use. Never changes the trees. */
  threads: number;
  megabytes?: number;
  /** For tests: exactly this team, however small the table, where leaves begin to be added up by row, and 256 cells for all. */
  team?: { threads: number; rowCut: number; wide?: boolean };
};

/** Mean loss of the training rows and what the held-out rows say, if there are any. */
export type Verdict = { train: number; held: Held | null };

/** Scores of the training and of the held-out rows as the kernels keep them: output after output, rows padded to 4. */
export type Scores = { scores: Float64Array; heldScores: Float64Array };

/** One fit in the kernels' memory. */
export type Boosting = {
  lossName: Loss['name'];
  outputs: number;
  initialScores: Float64Array;
  threads: number;
  /** One round: a tree per output, handed to `keep` before the next one grows; then the loss. */
  grow(round: number, keep: (tree: GrownTree, gainUnit: number) => void): Promise<Verdict>;
  /** The loss before the first round. */
  judge(): Promise<Verdict>;
  /** Copies of what the next round goes on from, beside its number. */
  scores(): Scores;
  /** Puts scores of an earlier attempt at the same fit back, bit for bit. */
  restore(scores: Scores): void;
  /** Ends the threads. The memory goes with the last reference. */
  end(): Promise<void>;
};

/** Threads for a table: no more than asked for, and none with less to do than it costs. */
export function threadsFor(asked: number, rows: number, features: number): number {
  return Math.max(1, Math.min(asked, Math.ceil((rows * features) / CELLS_PER_THREAD)));
}

const lossOfNumbers: Record<ForestParams['loss'], KernelLoss> = {
  squared: 'squared error',
  absolute: 'quantile',
  quantile: 'quantile',
  poisson: 'Poisson',
};

function kernelLoss(task: TargetTask, { loss }: Pick<ForestParams, 'loss'>): KernelLoss {
  if (task === 'regression') return lossOfNumbers[loss];
  return task === 'binary' ? 'log loss' : 'softmax';
}

/** Values, other categories and missing: the cells that bin codes of a feature lead to. */
function histogramCells(binning: FeatureBinning): number {
  return binning.kind === 'number' ? binning.cuts.length + 2 : binning.levels.length + 2;
}

/** What a fit on these rows needs room for. */
export function memoryNeed(
  data: Pick<BoostingData, 'task' | 'classes' | 'train'> & { validation: { rows: LossRows } | null },
  size: { binnings: readonly FeatureBinning[]; threads: number; params: ForestParams; wide?: boolean },
): KernelNeed {
  const { task, classes, train, validation } = data;
  const { params, threads, binnings } = size;
  const narrow = size.wide === true ? undefined : narrowCells(binnings.map(histogramCells));
  return {
    threads,
    features: binnings.length,
    ...(narrow === undefined ? {} : { narrow }),
    leaves: params.leaves,
    rows: train.rows,
    outputs: task === 'multiclass' ? classes : 1,
    loss: kernelLoss(task, params),
    weighted: train.weights !== null,
    heldRows: validation?.rows.rows ?? 0,
    heldWeighted: validation !== null && validation.rows.weights !== null,
  };
}

/** Plans and fills the memory and starts the threads. Call `end` whatever happens. */
export function createBoosting(data: BoostingData, options: BoostingOptions): Boosting {
  const { table, train } = data;
  const { params } = options;
  const loss = createLoss(data.task, data.classes, params);
  const threads = options.team?.threads ?? threadsFor(options.threads, table.rows, table.used.length);
  const need = memoryNeed(data, { binnings: table.binnings, params, threads, wide: options.team?.wide === true });
  const space = allocate(planMemory(need, options.megabytes), options.team?.rowCut ?? ROW_CUT);
  const weights = train.weights === null ? null : Float64Array.from(train.weights, Math.fround);
  const initialScores = loss.initialScores({ ...train, weights });
  fillTraining(space, data, initialScores);
  fillDirections(space, data, params);
  fillHeld(space, data, initialScores);
  const largestWeight = weights === null ? 1 : weights.reduce((most, value) => Math.max(most, value), 0);
  fillSettings(
    space,
    { params, loss },
    {
      gradient: (loss.bounds?.gradient ?? 0) * largestWeight,
      hessian: (loss.bounds?.hessian ?? 1) * largestWeight,
    },
  );
  const team = createTeam(space, options.signal);
  const tree = createGrownTree(params.leaves);

  return {
    lossName: loss.name,
    outputs: loss.outputs,
    initialScores,
    threads: space.plan.need.threads,
    async grow(round, keep) {
      for (let output = 0; output < loss.outputs; output++) {
        prepareTree(space, params, hashSeed(options.seed, 'tree', round, output) | 0, output);
        // One call fewer per round: each costs a message and a meeting.
        await team.call(output === loss.outputs - 1 ? 'growAndJudge' : 'growTree');
        keep(tree, readTree(space, tree));
      }
      return readVerdict(space);
    },
    async judge() {
      await team.call('judge');
      return readVerdict(space);
    },
    scores: () => mapScores(space, (region) => region.slice()),
    restore(kept) {
      mapScores(space, (region, name) => {
        region.set(kept[name]);
        return region;
      });
    },
    end: () => team.stop(),
  };
}

function mapScores(space: KernelMemory, use: (region: Float64Array, name: keyof Scores) => Float64Array): Scores {
  const { rows, heldRows, outputs } = space.plan.need;
  return {
    scores: use(doubles(space, 'score', padded(rows) * outputs), 'scores'),
    heldScores: use(doubles(space, 'heldScore', padded(heldRows) * outputs), 'heldScores'),
  };
}

function createTeam({ plan, memory }: KernelMemory, signal: AbortSignal): Team {
  const module = forestModule();
  const { threads, rows, features } = plan.need;
  if (threads === 1 && rows * features <= INLINE_CELLS) return inlineTeam({ module, memory, calls: CALLS, signal });
  return startTeam({ module, memory, sync: plan.at.sync, threads, calls: CALLS, signal });
}

/** A region as numbers of one kind. */
function doubles({ plan, memory }: KernelMemory, region: Region, length: number): Float64Array {
  return new Float64Array(memory.buffer, plan.at[region], length);
}

function bytes({ plan, memory }: KernelMemory, region: Region, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, plan.at[region], length);
}

function fillTraining(space: KernelMemory, { table, train }: BoostingData, initialScores: Float64Array): void {
  const { plan, memory } = space;
  const { rows, features } = plan.need;
  bytes(space, 'binsCol', rows * features).set(table.codes.subarray(0, rows * features));
  const { exports } = new WebAssembly.Instance(forestModule(), { env: { memory } });
  functionOf(exports, 'layRows')(plan.at.binsCol, rows, features, 0, rows, plan.at.binsRow);
  fillRows(space, { score: 'score', label: 'label', weight: 'weight' }, train, initialScores);
  const info = new Int32Array(memory.buffer, plan.at.featureInfo, 4 * features);
  table.binnings.forEach((binning, at) => {
    info[4 * at] = binning.kind === 'number' ? 0 : 1;
    info[4 * at + 1] = binning.kind === 'number' ? binning.cuts.length + 1 : binning.levels.length;
  });
}

/** Kinds 2 and 3 of features: numbers that answers may only rise, or only fall with (kernels/search.ts). */
function fillDirections(
  { plan, memory, words }: KernelMemory,
  { table }: BoostingData,
  { monotone }: ForestParams,
): void {
  const info = new Int32Array(memory.buffer, plan.at.featureInfo, 4 * plan.need.features);
  table.binnings.forEach(({ kind, name }, at) => {
    const direction = monotone[name];
    if (direction === undefined || kind !== 'number') return;
    info[4 * at] = direction === 1 ? 2 : 3;
    words[WORD.constrained] = 1;
  });
}

function fillHeld(space: KernelMemory, { validation }: BoostingData, initialScores: Float64Array): void {
  if (validation === null) return;
  const { heldRows, features } = space.plan.need;
  bytes(space, 'heldCols', heldRows * features).set(validation.codes.subarray(0, heldRows * features));
  fillRows(space, { score: 'heldScore', label: 'heldLabel', weight: 'heldWeight' }, validation.rows, initialScores);
}

function fillRows(
  space: KernelMemory,
  regions: { score: Region; label: Region; weight: Region },
  rows: LossRows,
  initialScores: Float64Array,
): void {
  const width = padded(rows.rows);
  const scores = doubles(space, regions.score, width * initialScores.length);
  initialScores.forEach((start, output) => {
    scores.fill(start, output * width, (output + 1) * width);
  });
  doubles(space, regions.label, rows.rows).set(rows.target.subarray(0, rows.rows));
  if (rows.weights === null) return;
  new Float32Array(space.memory.buffer, space.plan.at[regions.weight], rows.rows).set(rows.weights);
}

function fillSettings(
  { words, doubles: numbers }: KernelMemory,
  { params, loss }: { params: ForestParams; loss: Loss },
  largest: { gradient: number; hessian: number },
): void {
  words[WORD.minRows] = params.minRowsPerLeaf;
  words[WORD.maxDepth] = params.maxDepth === 0 ? 0x7fffffff : params.maxDepth;
  numbers[DOUBLE.l2] = params.l2;
  numbers[DOUBLE.l1] = params.l1;
  numbers[DOUBLE.learningRate] = params.learningRate;
  numbers[DOUBLE.largestGradient] = largest.gradient;
  numbers[DOUBLE.largestHessian] = largest.hessian;
  numbers[DOUBLE.quantile] = loss.name === 'absolute error' ? 0.5 : params.quantile;
  numbers[DOUBLE.longestStep] = loss.longestStep;
  numbers[DOUBLE.lossFactor] = loss.name === 'absolute error' ? 2 : 1;
}

/** Seeds, row sampling and features of one tree. */
function prepareTree(space: KernelMemory, params: ForestParams, seed: number, output: number): void {
  const { words } = space;
  const { features } = space.plan.need;
  words[WORD.seed] = seed;
  words[WORD.output] = output;
  words[WORD.sampled] = params.rowFraction < 1 ? 1 : 0;
  words[WORD.keepBelow] = Math.min(2 ** 32 - 1, Math.ceil(params.rowFraction * 2 ** 32));
  words[WORD.sampleSeed] = seed ^ 0x5bd1e995;
  const active = bytes(space, 'active', features).fill(1);
  if (params.columnFraction === 1 || features === 0) return;
  const wanted = Math.max(1, Math.round(features * params.columnFraction));
  const order = createRandom(seed).shuffle(Int32Array.from({ length: features }, (_, column) => column));
  for (const column of order.subarray(wanted)) active[column] = 0;
}

function readVerdict(space: KernelMemory): Verdict {
  const { rows, heldRows } = space.plan.need;
  const blocks = Math.ceil(rows / SUM_BLOCK);
  const train = sumBlocks(space, 0, blocks).loss;
  if (heldRows === 0) return { train, held: null };
  // Only with more than two classes do the kernels count errors: early stopping goes by them there.
  const { loss, error } = sumBlocks(space, blocks, Math.ceil(heldRows / SUM_BLOCK));
  return { train, held: { loss, error, rows: heldRows } };
}

function sumBlocks(space: KernelMemory, first: number, count: number): { loss: number; error: number } {
  const sums = new Float64Array(space.memory.buffer, space.plan.at.blockSums + first * 24, count * 3);
  let loss = 0;
  let error = 0;
  let weight = 0;
  for (let at = 0; at < sums.length; at += 3) {
    loss += sums[at]!;
    error += sums[at + 1]!;
    weight += sums[at + 2]!;
  }
  return { loss: loss / weight, error: error / weight };
}
