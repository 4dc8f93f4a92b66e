import type { ImageSize } from '@millrace/pipeline-core/images';
import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';

/** Which image in which epoch: the same for the same seed, whatever came before. */
export type Occasion = { seed: number; epoch: number; row: number };

/**
 * Writes an image to `to`, moved, turned, slanted and stretched by chance, each by up to `variation` x a quarter of the
 * image: a net that sees each image in many positions does not learn positions by heart. Pixels are interpolated
 * between the four nearest ones; what lies outside has the colour of the edge.
 */
export function varyImage(
  from: Float32Array,
  to: Float32Array,
  { size, variation, occasion }: { size: ImageSize; variation: number; occasion: Occasion },
): void {
  const { height, width, channels } = size;
  const { seed, epoch, row } = occasion;
  const random = createRandom(hashSeed(seed, 'image-net', 'vary', epoch, row));
  const chance = () => (variation / 4) * (2 * random.next() - 1);
  // What lies at (x, y) from the middle comes from (a x + b y, c x + d y) + shift: near 1, 0, 0, 1.
  const turn = chance();
  const [a, b, c, d] = [1 + chance(), turn + chance() / 2, chance() / 2 - turn, 1 + chance()];
  const [right, down] = [chance() * width, chance() * height];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const atX = within(a * (x - middleX) + b * (y - middleY) + middleX + right, width - 1);
      const atY = within(c * (x - middleX) + d * (y - middleY) + middleY + down, height - 1);
      const [left, top] = [Math.floor(atX), Math.floor(atY)];
      const [across, under] = [atX - left, atY - top];
      const nextX = Math.min(left + 1, width - 1);
      const nextY = Math.min(top + 1, height - 1);
      for (let channel = 0; channel < channels; channel++) {
        const pixel = (line: number, column: number) => from[(line * width + column) * channels + channel]!;
        const upper = pixel(top, left) * (1 - across) + pixel(top, nextX) * across;
        const lower = pixel(nextY, left) * (1 - across) + pixel(nextY, nextX) * across;
        to[(y * width + x) * channels + channel] = upper * (1 - under) + lower * under;
      }
    }
  }
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
