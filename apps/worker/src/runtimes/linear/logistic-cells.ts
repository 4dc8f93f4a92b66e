import type { SparseRows } from './sparse-rows';

/** How rows take part: adds their linear functions, and spreads the slopes of these over the gradient. */
export type Cells = {
  begin(point: Float64Array, outputs: number): void;
  add(row: number, point: Float64Array, linear: Float64Array): void;
  spread(row: number, slopes: Float64Array, gradient: Float64Array): void;
  end(gradient: Float64Array): void;
};

export function denseCells(matrix: Float64Array, width: number): Cells {
  return {
    begin: () => undefined,
    add(row, point, linear) {
      const at = row * width;
      for (let output = 0; output < linear.length; output++) {
        let sum = linear[output]!;
        const from = output * width;
        for (let feature = 0; feature < width; feature++) sum += point[from + feature]! * matrix[at + feature]!;
        linear[output] = sum;
      }
    },
    spread(row, slopes, gradient) {
      const at = row * width;
      for (let output = 0; output < slopes.length; output++) {
        const slope = slopes[output]!;
        const from = output * width;
        for (let feature = 0; feature < width; feature++) gradient[from + feature]! += slope * matrix[at + feature]!;
      }
    },
    end: () => undefined,
  };
}

/** What centring subtracts is the same for every row: it is taken off once per function, not cell by cell. */
export function sparseCells({ starts, features, values, offset }: SparseRows, width: number): Cells {
  let shifts = new Float64Array(0);
  let slopesOfAll = new Float64Array(0);
  return {
    begin(point, outputs) {
      shifts = new Float64Array(outputs);
      slopesOfAll = new Float64Array(outputs);
      for (let output = 0; output < outputs; output++) {
        for (let feature = 0; feature < width; feature++)
          shifts[output]! += point[output * width + feature]! * offset[feature]!;
      }
    },
    add(row, point, linear) {
      const [from, to] = [starts[row]!, starts[row + 1]!];
      for (let output = 0; output < linear.length; output++) {
        let sum = linear[output]! - shifts[output]!;
        const base = output * width;
        for (let at = from; at < to; at++) sum += point[base + features[at]!]! * values[at]!;
        linear[output] = sum;
      }
    },
    spread(row, slopes, gradient) {
      const [from, to] = [starts[row]!, starts[row + 1]!];
      for (let output = 0; output < slopes.length; output++) {
        const slope = slopes[output]!;
        slopesOfAll[output]! += slope;
        const base = output * width;
        for (let at = from; at < to; at++) gradient[base + features[at]!]! += slope * values[at]!;
      }
    },
    end(gradient) {
      slopesOfAll.forEach((slope, output) => {
        for (let feature = 0; feature < width; feature++)
          gradient[output * width + feature]! -= slope * offset[feature]!;
      });
    },
  };
}
