import type { Image } from './image';

/** Shares of red, green and blue in the brightness of a pixel (ITU-R BT.601). */
const brightness = [0.299, 0.587, 0.114] as const;

/** An image in one channel, or in three. */
export function inChannels(image: Image, channels: Image['channels']): Image {
  if (image.channels === channels) return image;
  const pixels = image.width * image.height;
  const cells = new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (channels === 3) cells.fill(image.cells[pixel]!, pixel * 3, pixel * 3 + 3);
    else cells[pixel] = brightness.reduce((sum, share, at) => sum + share * image.cells[pixel * 3 + at]!, 0);
  }
  return { ...image, channels, cells };
}

/** An image stretched to a size: each pixel is the mean of the area that it covers in the image. */
export function scaleImage(image: Image, { height, width }: { height: number; width: number }): Image {
  if (image.height === height && image.width === width) return image;
  const { channels } = image;
  const rows = covers(image.height, height);
  const columns = covers(image.width, width);
  const cells = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const { at: row, share: down } of rows[y]!)
          for (const { at: column, share: across } of columns[x]!)
            sum += down * across * image.cells[(row * image.width + column) * channels + channel]!;
        cells[(y * width + x) * channels + channel] = sum;
      }
    }
  }
  return { height, width, channels, cells };
}

/** For each of `to` stretches of a line of `from` pixels: the pixels it covers and their shares of it, which add up to 1. */
function covers(from: number, to: number): { at: number; share: number }[][] {
  const length = from / to;
  return Array.from({ length: to }, (_, place) => {
    const [start, end] = [place * length, (place + 1) * length];
    const last = Math.min(from - 1, Math.ceil(end) - 1);
    const shares: { at: number; share: number }[] = [];
    for (let at = Math.floor(start); at <= last; at++)
      shares.push({ at, share: (Math.min(end, at + 1) - Math.max(start, at)) / length });
    return shares;
  });
}
