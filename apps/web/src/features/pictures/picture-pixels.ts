import { type Image, type ImageSize, inChannels, scaleImage } from '@millrace/pipeline-core/images';

/** White in the numbers of a picture: from 0 to 1 as this product makes them, or to 255 as many data sets have them. */
export function whiteOf(values: readonly number[] | null): 1 | 255 {
  return values?.some((value) => value > 1.5) === true ? 255 : 1;
}

/** The numbers of a vector as a picture of this size; null where they are none. */
export function pictureNumbers(value: unknown, { height, width, channels }: ImageSize): number[] | null {
  if (!Array.isArray(value) || value.length !== height * width * channels) return null;
  const numbers: unknown[] = value;
  return numbers.every((one) => typeof one === 'number' && Number.isFinite(one)) ? (numbers as number[]) : null; // just looked at
}

/** What a canvas shows: red, green, blue and opacity of each pixel, from 0 to 255. */
export function toCanvas(
  values: readonly number[],
  { height, width, channels }: ImageSize,
): Uint8ClampedArray<ArrayBuffer> {
  const white = whiteOf(values);
  const shown = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let pixel = 0; pixel < height * width; pixel += 1)
    for (let colour = 0; colour < 3; colour += 1) {
      const value = values[pixel * channels + (channels === 1 ? 0 : colour)] ?? 0;
      shown[pixel * 4 + colour] = (value / white) * 255;
    }
  return shown;
}

/**
 * What a canvas holds as the numbers a model reads: in the size of its images, each pixel the mean of what it covers, as the step
 * Images to pixels makes them; what is transparent lies on white.
 */
export function fromCanvas(
  held: { data: ArrayLike<number>; width: number; height: number },
  size: ImageSize,
  white: 1 | 255,
): number[] {
  const pixels = held.width * held.height;
  const cells = new Float32Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const opacity = (held.data[pixel * 4 + 3] ?? 255) / 255;
    for (let colour = 0; colour < 3; colour += 1)
      cells[pixel * 3 + colour] = ((held.data[pixel * 4 + colour] ?? 0) / 255) * opacity + 1 - opacity;
  }
  const image: Image = { width: held.width, height: held.height, channels: 3, cells };
  const scaled = scaleImage(inChannels(image, size.channels), size);
  return Array.from(scaled.cells, (value) => Number((value * white).toFixed(white === 1 ? 4 : 1)));
}
