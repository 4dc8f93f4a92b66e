import { imageNetParamsSchema } from '../../image-net/params';
import { createImageNetRuntime } from '../../image-net/runtime';
import type { Device } from '../../model-runtime';
import type { Backend } from '../load-backend';
import { checkFit, timedFit } from './check-fit';
import { megabytes, open, say, some } from './check-tools';
import { drawnPictures } from './drawn-pictures';

const runtime = createImageNetRuntime(open);

/** The image network as its step sets it, but for its epochs. */
export async function imageFit(device: Device): Promise<void> {
  const [train, validation, rest] = [1600, 400, 401].map((rows) =>
    drawnPictures({ rows: some(rows), side: 64, channels: 3, seed: rows }),
  );
  if (!train || !validation || !rest) throw new Error('unreachable');
  const params = imageNetParamsSchema.parse({ epochs: 6, patience: 0 });
  await checkFit({ part: 'images', device, runtime, params, train, validation, rest });
}

type SpeedCase = {
  side: number;
  channels: 1 | 3;
  /** Of an epoch, on a card; a processor takes a part of them. */
  rows: number;
  /** What is not as the step sets it. */
  params: { batchSize?: number; blocks?: number; filters?: number; variation?: number };
};

const speedCases: readonly SpeedCase[] = [
  { side: 8, channels: 1, rows: 1024, params: {} },
  { side: 28, channels: 1, rows: 1024, params: {} },
  { side: 28, channels: 1, rows: 1024, params: { blocks: 1, filters: 8 } },
  { side: 28, channels: 1, rows: 1024, params: { blocks: 2, filters: 8 } },
  { side: 28, channels: 1, rows: 256, params: { batchSize: 4 } },
  { side: 28, channels: 1, rows: 2048, params: { batchSize: 256 } },
  { side: 64, channels: 3, rows: 1024, params: {} },
  { side: 64, channels: 3, rows: 1024, params: { variation: 0 } },
  { side: 64, channels: 3, rows: 1024, params: { batchSize: 256 } },
  { side: 64, channels: 3, rows: 1024, params: { blocks: 4, filters: 32 } },
  { side: 128, channels: 3, rows: 512, params: {} },
];

/** Images a second of nets of some sizes over images of some sizes. */
export async function imageSpeed(device: Device, { tf, name }: Backend): Promise<void> {
  for (const { side, channels, rows: most, params: chosen } of speedCases) {
    const batchSize = chosen.batchSize ?? 32;
    const share = device === 'gpu' ? 1 : Math.min(1, (28 / side) ** 2);
    const rows = some(Math.max(2 * batchSize, Math.round(most * share)));
    const params = imageNetParamsSchema.parse({ ...chosen, epochs: 3, patience: 0 });
    const before = tf.memory().numTensors;
    const train = drawnPictures({ rows, side, channels, seed: 1 });
    const { model, rowsPerSecond } = await timedFit({ device, runtime, params, train, validation: null });
    say({
      ...{ part: 'image-speed', backend: name, side, channels, rows, ...chosen, rowsPerSecond },
      loss: model.curve.at(-1)?.train,
      leaked: tf.memory().numTensors - before,
      megabytes: megabytes(),
    });
  }
}
