import { log, sigmoid, softmaxInPlace } from '../forest/numeric';
import { minimise, type Objective } from '../linear/lbfgs';

/** How values become probabilities: sigmoid(scale v + shift) for two classes, softmax(scale v) for more. */
export type Calibration = { scale: number; shift: number };

/** Values of rows that the separators have not seen, rows x outputs, and the classes of these rows. */
export type HeldOut = { values: Float64Array; codes: Int32Array; outputs: number };

/** What is used where too few rows can be held out: the values as they are. */
export const uncalibrated: Calibration = { scale: 1, shift: 0 };

/** Fewest held-out rows worth fitting two numbers to. */
const FEWEST = 20;
/** A scale of 0 or less would turn the order of the classes round. */
const LEAST_SCALE = 0.01;

/**
 * Fits the calibration to held-out rows by maximum likelihood: Platt (1999) for two classes, temperature scaling (Guo et
 * al. 2017) for more. Targets are smoothed as Platt does, so that rows which are all told apart give a finite scale.
 */
export async function calibrate(held: HeldOut, pause: () => Promise<void>): Promise<Calibration> {
  if (held.codes.length < FEWEST) return uncalibrated;
  const { point } = await minimise({
    objective: held.outputs === 1 ? twoClasses(held) : moreClasses(held),
    start: Float64Array.of(uncalibrated.scale, uncalibrated.shift),
    l1: null,
    maxIterations: 100,
    tolerance: 1e-7,
    pause,
  });
  return { scale: Math.max(point[0]!, LEAST_SCALE), shift: point[1]! };
}

/** Mean log loss against (n1 + 1) / (n1 + 2) for rows of the class and 1 / (n0 + 2) for the others. */
function twoClasses({ values, codes }: HeldOut): Objective {
  const ones = codes.reduce((sum, code) => sum + code, 0);
  const high = (ones + 1) / (ones + 2);
  const low = 1 / (codes.length - ones + 2);
  return ([scale = 0, shift = 0], gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < codes.length; row++) {
      const target = codes[row] === 1 ? high : low;
      const value = values[row]!;
      const p = bounded(sigmoid(scale * value + shift));
      loss -= (target * log(p) + (1 - target) * log(1 - p)) / codes.length;
      gradient[0]! += ((p - target) * value) / codes.length;
      gradient[1]! += (p - target) / codes.length;
    }
    return loss;
  };
}

/** Mean log loss; a class gets 1 of n + 1 rows less than its own, spread over the others. */
function moreClasses({ values, codes, outputs }: HeldOut): Objective {
  const missed = 1 / (codes.length + 2);
  const other = missed / (outputs - 1);
  const row = new Float64Array(outputs);
  return ([scale = 0], gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let at = 0; at < codes.length; at++) {
      for (let k = 0; k < outputs; k++) row[k] = scale * values[at * outputs + k]!;
      softmaxInPlace(row, 0, outputs);
      for (let k = 0; k < outputs; k++) {
        const target = k === codes[at] ? 1 - missed : other;
        loss -= (target * log(bounded(row[k]!))) / codes.length;
        gradient[0]! += ((row[k]! - target) * values[at * outputs + k]!) / codes.length;
      }
    }
    return loss;
  };
}

function bounded(p: number): number {
  return Math.min(Math.max(p, 1e-12), 1 - 1e-12);
}
