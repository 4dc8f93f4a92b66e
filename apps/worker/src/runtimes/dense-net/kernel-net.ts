import { denseNetKernels } from '../../generated/kernels';
import { functionOf } from '../threads/inline-team';
import { allocateNet, DOUBLE, type NetPlan, type NetRegion } from './kernel-plan';
import { fromPanels, toPanels } from './panels';

let compiled: WebAssembly.Module | null = null;

/** The kernels, compiled once per process. */
function netModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(denseNetKernels, 'base64'));
  return compiled;
}

/** What a net knows besides its rows: one number per parameter in the order of `Shape`. */
export type NetNumbers = 'parameters' | 'gradient' | 'mean' | 'square';

/** A net in the memory of its kernels. */
export type KernelNet = {
  plan: NetPlan;
  /** Rows and what belongs to them, to be written before the first epoch; cells lie rows x width. */
  floats(region: Exclude<NetRegion, 'order'>): Float32Array;
  read(numbers: NetNumbers): Float32Array;
  write(numbers: NetNumbers, values: Float32Array): void;
  /** `steps`: of the optimiser, done so far. */
  start(settings: { learningRate: number; l2: number; steps: number }): void;
  begin(order: Int32Array | null): void;
  /** About `most` rows more; how many are done since `begin`. */
  learn(most: number): number;
  judge(most: number): number;
  /** Of the losses since `begin`, each times its row's weight. */
  lossSum(): number;
};

export function createKernelNet(plan: NetPlan): KernelNet {
  const { memory, doubles } = allocateNet(plan);
  const { exports } = new WebAssembly.Instance(netModule(), { env: { memory } });
  const [setUp, begin, learn, judge] = ['setUp', 'begin', 'learn', 'judge'].map((name) => functionOf(exports, name));
  if (!setUp || !begin || !learn || !judge) throw new Error('unreachable');
  const counts = countsOf(plan);
  const floats = (region: Exclude<NetRegion, 'order'>) =>
    new Float32Array(memory.buffer, plan.at[region], counts[region]);
  const order = new Int32Array(memory.buffer, plan.at.order, plan.need.rows);
  return {
    plan,
    floats,
    read: (numbers) => fromPanels(plan, floats(numbers)),
    write: (numbers, values) => void toPanels(plan, values, floats(numbers)),
    start({ learningRate, l2, steps }) {
      doubles[DOUBLE.learningRate] = learningRate;
      doubles[DOUBLE.l2] = l2;
      doubles[DOUBLE.power1] = powerOf(0.9, steps);
      doubles[DOUBLE.power2] = powerOf(0.999, steps);
      setUp();
    },
    begin(next) {
      if (next !== null) order.set(next);
      begin();
    },
    learn,
    judge,
    lossSum: () => doubles[DOUBLE.lossSum]!,
  };
}

/** Multiplied up as the kernels do: powers of a library differ in their last bit from one engine of the language to the next. */
function powerOf(base: number, steps: number): number {
  let power = 1;
  for (let step = 0; step < steps; step++) power *= base;
  return power;
}

function countsOf({ need, parameters, piece }: NetPlan): Record<Exclude<NetRegion, 'order'>, number> {
  const { rows, heldRows, shape } = need;
  const width = shape.layers[0]?.inputs ?? 0;
  return {
    ...{ cells: rows * width, targets: rows, weights: rows },
    ...{ heldCells: heldRows * width, heldTargets: heldRows, heldWeights: heldRows },
    ...{ parameters, gradient: parameters, mean: parameters, square: parameters },
    ...{ pieceTargets: piece, pieceWeights: piece },
  };
}
