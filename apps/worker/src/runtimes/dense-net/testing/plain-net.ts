import type { TargetTask } from '../../model-runtime';
import type { NetRows } from '../net-rows';
import type { Shape } from '../shape';

/**
 * Mean of the weighted losses of the first `count` rows in plain doubles, by the definitions: what kernels are held against.
 * `parameters` in the order of the shape.
 */
export function plainLoss(
  { shape, task }: { shape: Shape; task: TargetTask },
  parameters: Float64Array,
  { rows, count }: { rows: NetRows; count: number },
): number {
  let sum = 0;
  for (let row = 0; row < count; row++) {
    let answers = Array.from(rows.cells.subarray(row * rows.width, (row + 1) * rows.width));
    shape.layers.forEach(({ inputs, outputs, weights, intercepts }, at) => {
      answers = Array.from({ length: outputs }, (_, to) => {
        let total = parameters[intercepts + to]!;
        for (let from = 0; from < inputs; from++) total += answers[from]! * parameters[weights + from * outputs + to]!;
        return at + 1 < shape.layers.length ? Math.max(0, total) : total;
      });
    });
    sum += rows.weights[row]! * lossOf[task](answers, rows.targets[row]!);
  }
  return sum / count;
}

const lossOf: Record<TargetTask, (sums: readonly number[], target: number) => number> = {
  binary: ([sum = 0], target) => Math.max(sum, 0) - target * sum + Math.log1p(Math.exp(-Math.abs(sum))),
  multiclass: (sums, target) => Math.log(sums.reduce((total, sum) => total + Math.exp(sum), 0)) - sums[target]!,
  regression: ([sum = 0], target) => (sum - target) ** 2 / 2,
};
