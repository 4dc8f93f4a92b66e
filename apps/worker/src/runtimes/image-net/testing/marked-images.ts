import { createRandom } from '@millrace/pipeline-core/seeded-random';
import type { TargetColumn, TrainingRows } from '../../model-runtime';

export type MarkedOptions = {
  rows: number;
  size?: number;
  channels?: 1 | 3;
  target?: 'two' | 'three' | 'number';
  seed?: number;
};

/** Cells of each mark, as lines and columns from its corner: a line across, a line down, a corner. */
const marks = [
  [
    [0, 0],
    [0, 1],
    [0, 2],
  ],
  [
    [0, 0],
    [1, 0],
    [2, 0],
  ],
  [
    [0, 0],
    [0, 1],
    [1, 0],
  ],
] as const;

/** Dark images with noise and one mark anywhere in them: which one it is does not depend on where. */
export function markedImages({
  rows,
  size = 8,
  channels = 1,
  target = 'three',
  seed = 3,
}: MarkedOptions): TrainingRows {
  const random = createRandom(seed);
  const width = size * size * channels;
  const values = new Float32Array(rows * width);
  const kinds = target === 'two' ? 2 : 3;
  const codes = Int32Array.from({ length: rows }, (_, row) => row % kinds);
  for (let row = 0; row < rows; row++) {
    const image = values.subarray(row * width, (row + 1) * width);
    for (let at = 0; at < width; at++) image[at] = 0.2 * random.next();
    const [top, left] = [random.int(size - 2), random.int(size - 2)];
    for (const [down, across] of marks[codes[row] ?? 0] ?? [])
      for (let channel = 0; channel < channels; channel++)
        image[((top + down) * size + left + across) * channels + channel] = 1;
  }
  const classes = ['across', 'down', 'corner'].slice(0, kinds);
  const column: TargetColumn =
    target === 'number'
      ? { kind: 'number', values: Float64Array.from(codes, (code) => 100 + 10 * code) }
      : { kind: 'class', codes, classes };
  return { rows, features: [{ name: 'image', kind: 'vector', width, values }], target: column };
}
