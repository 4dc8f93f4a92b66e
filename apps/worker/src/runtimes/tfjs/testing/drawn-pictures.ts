import { createRandom, type SeededRandom } from '@millrace/pipeline-core/seeded-random';
import type { TrainingRows } from '../../model-runtime';

/** Whether a point is part of a figure whose middle is (0, 0) and which reaches to about 1. */
type Figure = (x: number, y: number) => boolean;

const disc: Figure = (x, y) => x * x + y * y < 1;

const figures: Record<string, Figure> = {
  disc,
  ring: (x, y) => disc(x, y) && x * x + y * y > 0.4,
  'lines across': (x, y) => disc(x, y) && Math.sin(9 * y) > 0,
  'lines down': (x, y) => disc(x, y) && Math.sin(9 * x) > 0,
  triangle: (x, y) => y < 0.8 && y > -1 + 2 * Math.abs(x),
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.28 && Math.max(Math.abs(x), Math.abs(y)) < 1,
};

type Size = { rows: number; side: number; channels: 1 | 3; seed: number };

/**
 * Square pictures [side x side x channels, 0 to 1] of a figure in some light colour, somewhere, of some size and turned, on
 * a dark ground with noise; the class is the figure.
 */
export function drawnPictures({ rows, side, channels, seed }: Size): TrainingRows {
  const random = createRandom(seed);
  const width = side * side * channels;
  const values = new Float32Array(rows * width);
  const classes = Object.keys(figures);
  const codes = Int32Array.from({ length: rows }, () => random.int(classes.length));
  for (let row = 0; row < rows; row++) {
    const figure = figures[classes[codes[row]!]!];
    if (figure === undefined) throw new Error('unreachable');
    draw(values.subarray(row * width, (row + 1) * width), { figure, side, channels, random });
  }
  return {
    ...{ rows, features: [{ name: 'image', kind: 'vector', width, values }] },
    target: { kind: 'class', codes, classes },
  };
}

type Drawing = { figure: Figure; side: number; channels: 1 | 3; random: SeededRandom };

function draw(image: Float32Array, { figure, side, channels, random }: Drawing): void {
  const radius = side * (0.2 + 0.15 * random.next());
  const middle = () => radius + (side - 2 * radius) * random.next();
  const [left, top, turn] = [middle(), middle(), (random.next() - 0.5) * 0.6];
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];
  const colour = (least: number) => Array.from({ length: channels }, () => least + 0.3 * random.next());
  const [ground, paint] = [colour(0), colour(0.7)];
  for (let at = 0; at < image.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    const [x, y] = [(pixel % side) + 0.5 - left, Math.floor(pixel / side) + 0.5 - top];
    const inside = figure(cos * x + sin * y, cos * y - sin * x);
    image[at] = 0.8 * (inside ? paint : ground)[channel]! + 0.2 * random.next();
  }
}
