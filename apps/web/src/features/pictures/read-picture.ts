import type { ImageSize } from '@millrace/pipeline-core/images';
import { fromCanvas } from './picture-pixels';

/** Larger pictures are not unpacked; the server reads none that are larger either. */
const mostPixels = 40_000_000;

/** The numbers of a picture file in the size of a model's images, or why there are none. */
export async function readPicture(
  file: File,
  { size, white }: { size: ImageSize; white: 1 | 255 },
): Promise<{ numbers: number[] } | { problem: string }> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { problem: `${file.name} is no picture that this browser can read. PNG and JPEG files are.` };
  }
  const { width, height } = bitmap;
  if (width * height > mostPixels)
    return { problem: `${file.name} has ${width} × ${height} pixels; at most ${mostPixels / 1e6} million are read.` };
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) return { problem: 'This browser cannot read pictures. Give the numbers instead.' };
  context.drawImage(bitmap, 0, 0);
  return { numbers: fromCanvas(context.getImageData(0, 0, width, height), size, white) };
}
