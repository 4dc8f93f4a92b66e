import { hashSeed } from '@millrace/pipeline-core/seeded-random';
import { baggingKernels } from '../../generated/kernels';
import type { FitContext } from '../model-runtime';
import { inlineTeam } from '../threads/inline-team';
import { startTeam, type Team } from '../threads/team';
import { createPause } from '../turn-event-loop';
import { type BagMemory, fillBag, MOST_THREADS, planBag } from './bag-memory';
import type { BagTable } from './bag-table';
import type { BagTarget } from './bag-target';
import { type GrownSoFar, packTrees, readTrees } from './checkpoint';
import { type BagTrees, joinTrees } from './model';
import { judgeLeftOut, type LeftOut, readLeftOut, writeLeftOut } from './out-of-bag';
import type { BaggingParams } from './params';
import { readTree } from './read-tree';

const CALLS = ['growTree'] as const;
/** Cells that trees look through which are worth a thread; below it a fit ends sooner than a thread starts. */
const CELLS_PER_THREAD = 5_000_000;
/** One tree of so many rows takes a few milliseconds: the calling thread may grow it and still answer in between. */
const INLINE_ROWS = 5000;

let compiled: WebAssembly.Module | null = null;

function baggingModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(baggingKernels, 'base64'));
  return compiled;
}

export type GrownTrees = {
  trees: BagTrees;
  /** Fall of the impurity per model feature, over all trees. */
  gains: Float64Array;
  /** What the trees say of rows they have not seen; null where every tree sees all of them. */
  leftOut: LeftOut | null;
};

export type BagJob = { table: BagTable; target: BagTarget; params: BaggingParams; context: FitContext };

/**
 * Grows the trees, each by one thread, as many at a time as there are threads. Tree by tree everything follows from the seed
 * and the tree's number: how many threads there are never changes the model.
 */
export async function growTrees(job: BagJob, threads = threadsFor(job)): Promise<GrownTrees> {
  const { table, target, params, context } = job;
  const columns = table.used.length;
  const need = {
    rows: table.rows,
    features: columns,
    threads,
    values: target.values,
    minRows: params.minRowsPerLeaf,
    weighted: target.weights !== null,
    leavesOut: params.drawnShare > 0,
  };
  const draws = params.drawnShare === 0 ? 0 : Math.max(1, Math.round(table.rows * params.drawnShare));
  const settings = { maxDepth: params.maxDepth, tried: columnsTried(job), draws };
  const bag = fillBag(planBag(need, context.memoryMegabytes), target, table.codes, settings);
  const team = createTeam(bag, context.signal);
  try {
    return await growAll(job, bag, team);
  } finally {
    await team.stop();
  }
}

export function threadsFor({ table, params, context }: BagJob): number {
  const cells = table.rows * table.used.length * params.trees;
  return Math.max(1, Math.min(context.threads, params.trees, MOST_THREADS, Math.ceil(cells / CELLS_PER_THREAD)));
}

/** The square root of the columns for classes; half of them for numbers, which measured better than a third or all. */
function columnsTried({ table, target, params }: BagJob): number {
  const columns = table.used.length;
  if (params.columnShare > 0) return Math.max(1, Math.round(columns * params.columnShare));
  return Math.max(1, target.ofClasses ? Math.round(Math.sqrt(columns)) : Math.ceil(columns / 2));
}

function createTeam({ plan, memory }: BagMemory, signal: AbortSignal): Team {
  const module = baggingModule();
  const { threads, rows } = plan.need;
  if (threads === 1 && rows <= INLINE_ROWS) return inlineTeam({ module, memory, calls: CALLS, signal });
  return startTeam({ module, memory, sync: plan.at.sync, threads, calls: CALLS, signal });
}

async function growAll({ table, target, params, context }: BagJob, bag: BagMemory, team: Team): Promise<GrownTrees> {
  const { leavesOut, threads } = bag.plan.need;
  const kept = readTrees(context.checkpoint.last);
  const grown: GrownSoFar = kept ?? { trees: [], gains: new Float64Array(table.features.length), leftOut: null };
  if (grown.leftOut !== null) writeLeftOut(bag, grown.leftOut);
  const pause = createPause(context);
  let done = grown.trees.reduce((sum, part) => sum + part.treeStart.length - 1, 0);
  let leftOut: LeftOut | null = leavesOut ? judgeLeftOut(bag, target) : null;
  while (done < params.trees) {
    await pause();
    const batch = Math.min(threads, params.trees - done);
    for (let thread = 0; thread < threads; thread++)
      bag.words.set([thread < batch ? 1 : 0, hashSeed(context.seed, 'tree', done + thread) | 0], 64 + 4 * thread);
    await team.call('growTree');
    for (let thread = 0; thread < batch; thread++) grown.trees.push(readTree(bag, thread, table, grown.gains));
    done += batch;
    leftOut = leavesOut ? judgeLeftOut(bag, target) : null;
    context.progress({ done, total: params.trees, ...metricOf(leftOut) });
    if (leftOut !== null && leftOut.rows > 0) {
      context.point({ series: `${leftOut.name} on rows left out`, step: done, value: leftOut.loss });
    }
    if (context.finish.aborted) break;
    if (context.checkpoint.due()) {
      const sums = leavesOut ? readLeftOut(bag) : null;
      await context.checkpoint.save(packTrees({ ...grown, leftOut: sums }), done);
    }
  }
  return { trees: joinTrees(grown.trees), gains: grown.gains, leftOut };
}

function metricOf(leftOut: LeftOut | null): { metric?: { name: string; validation: number } } {
  return leftOut === null || leftOut.rows === 0 ? {} : { metric: { name: leftOut.name, validation: leftOut.loss } };
}
