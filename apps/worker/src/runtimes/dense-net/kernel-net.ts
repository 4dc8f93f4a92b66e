import { denseNetKernels } from '../../generated/kernels';
import { inlineTeam } from '../threads/inline-team';
import { startTeam, type Team } from '../threads/team';
import { allocateNet, DOUBLE, type NetPlan, type NetRegion, WORD } from './kernel-plan';
import { fromPanels, toPanels } from './panels';

let compiled: WebAssembly.Module | null = null;

/** The kernels, compiled once per process. */
function netModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(denseNetKernels, 'base64'));
  return compiled;
}

/** What a net knows besides its rows: one number per parameter in the order of `Shape`. */
export type NetNumbers = 'parameters' | 'gradient' | 'mean' | 'square';

export type NetStart = {
  learningRate: number;
  l2: number;
  /** Of the optimiser, done so far. */
  steps: number;
  /** How many compute the copies; never a reason for other bits. */
  threads: number;
  /** Aborted: calls reject with its reason. */
  signal: AbortSignal;
};

type Region = Exclude<NetRegion, 'order' | 'losses' | 'sync'>;

const CALLS = ['begin', 'learn', 'judge'] as const;

/** A net in the memory of its kernels. One call at a time, after `start`. */
export type KernelNet = {
  plan: NetPlan;
  /** Rows and what belongs to them, to be written before the first epoch; cells lie rows x width. */
  floats(region: Region): Float32Array;
  read(numbers: NetNumbers): Float32Array;
  write(numbers: NetNumbers, values: Float32Array): void;
  /** What computes from now on; its user stops it. */
  start(settings: NetStart): Team;
  begin(order: Int32Array | null): Promise<void>;
  /** About `most` rows more; how many are done since `begin`. */
  learn(most: number): Promise<number>;
  judge(most: number): Promise<number>;
  /** Of the losses since `begin`, each times its row's weight. */
  lossSum(): number;
};

export function createKernelNet(plan: NetPlan): KernelNet {
  const { memory, words, doubles } = allocateNet(plan);
  let team: Team | null = null;
  const call = async (name: (typeof CALLS)[number], most = 0) => {
    if (team === null) throw new Error('the net has not been started');
    words[WORD.most] = Math.min(most, 2 ** 31 - 1);
    await team.call(name);
    return words[WORD.done]!;
  };
  const counts = countsOf(plan);
  const floats = (region: Region) => new Float32Array(memory.buffer, plan.at[region], counts[region]);
  const order = new Int32Array(memory.buffer, plan.at.order, plan.need.rows);
  return {
    plan,
    floats,
    read: (numbers) => fromPanels(plan, floats(numbers)),
    write: (numbers, values) => void toPanels(plan, values, floats(numbers)),
    start({ learningRate, l2, steps, threads, signal }) {
      words[WORD.threads] = threads;
      doubles[DOUBLE.learningRate] = learningRate;
      doubles[DOUBLE.l2] = l2;
      doubles[DOUBLE.power1] = powerOf(0.9, steps);
      doubles[DOUBLE.power2] = powerOf(0.999, steps);
      const parts = { module: netModule(), memory, calls: CALLS, signal };
      team = threads === 1 ? inlineTeam(parts) : startTeam({ ...parts, sync: plan.at.sync, threads });
      return team;
    },
    async begin(next) {
      if (next !== null) order.set(next);
      await call('begin');
    },
    learn: (most) => call('learn', most),
    judge: (most) => call('judge', most),
    lossSum: () => sumOfCopies(plan, memory),
  };
}

/** Added up in order, however many threads there were. */
function sumOfCopies({ need, at, copyBytes }: NetPlan, memory: WebAssembly.Memory): number {
  let sum = 0;
  for (let copy = 0; copy < need.copies; copy++)
    sum += new Float64Array(memory.buffer, at.losses + copy * copyBytes, 1)[0]!;
  return sum;
}

/** Multiplied up as the kernels do: powers of a library differ in their last bit from one engine of the language to the next. */
function powerOf(base: number, steps: number): number {
  let power = 1;
  for (let step = 0; step < steps; step++) power *= base;
  return power;
}

function countsOf({ need, parameters, piece }: NetPlan): Record<Region, number> {
  const { rows, heldRows, shape } = need;
  const width = shape.layers[0]?.inputs ?? 0;
  return {
    ...{ cells: rows * width, targets: rows, weights: rows },
    ...{ heldCells: heldRows * width, heldTargets: heldRows, heldWeights: heldRows },
    ...{ parameters, gradient: parameters, mean: parameters, square: parameters },
    ...{ pieceTargets: piece, pieceWeights: piece },
  };
}
