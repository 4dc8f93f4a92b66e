import { z } from 'zod';

/** How many lines and pixels an image has, and how many numbers a pixel: 1 grey, 3 red, green, blue. */
export const imageSizeSchema = z.object({
  height: z.int().positive(),
  width: z.int().positive(),
  channels: z.union([z.literal(1), z.literal(3)]),
});
export type ImageSize = z.output<typeof imageSizeSchema>;

/** An image in memory: as many numbers from 0 to 1 for each pixel as it has channels, row after row from the top. */
export type Image = ImageSize & { cells: Float32Array };
