import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ImageSize } from '@millrace/pipeline-core/images';
import type { ImageNetParams } from './params';

export const place = 'Image network';
/** An image of fewer pixels on a side has nothing that a window of 3 x 3 could look for. */
const leastSide = 3;

/**
 * The size of images of so many numbers: as the settings say, else square and grey, else square and in colour. Throws
 * `image-shape` where the numbers do not make whole images.
 */
export function imageSize(
  numbers: number,
  { height, channels }: Pick<ImageNetParams, 'height' | 'channels'>,
): ImageSize {
  for (const one of channels === 'auto' ? ([1, 3] as const) : [channels === 'grey' ? (1 as const) : (3 as const)]) {
    const pixels = numbers / one;
    const lines = height === 0 ? Math.sqrt(pixels) : height;
    const width = pixels / lines;
    if (Number.isInteger(lines) && Number.isInteger(width) && Math.min(lines, width) >= leastSide)
      return { height: lines, width, channels: one };
  }
  const kind = channels === 'auto' ? 'grey or in colour' : channels === 'grey' ? 'grey' : 'in colour';
  throw new PipelineError({
    code: 'image-shape',
    family: 'pipeline',
    place: `${place} › image`,
    seen: `${numbers} numbers a row`,
    expected:
      height === 0
        ? `images that are square and ${kind}, of at least ${leastSide} x ${leastSide} pixels`
        : `images ${height} pixels high that are ${kind}, of at least ${leastSide} x ${leastSide} pixels`,
    next: 'Set "Height" and "Colours" as the images are, or choose the columns that hold them.',
  });
}
