import { z } from 'zod';
import type { Device } from '../../model-runtime';
import { compareDevices } from './check-compare';
import { denseFit, denseSpeed } from './check-dense';
import { imageFit, imageSpeed } from './check-images';
import { operations } from './check-operations';
import { textFit } from './check-texts';
import { given, megabytes, open, positionals, say, some } from './check-tools';
import { referenceNets, trainReference } from './reference-nets';

/**
 * What nets do on the device of this machine, part by part, each in a process of its own: a driver may take it along. Started by
 * scripts/device/webgpu-check.sh; each part prints lines of JSON.
 */
const argumentsSchema = z.tuple([
  z.enum(['adapter', 'nets', 'operations', 'speed', 'fit', 'images', 'image-speed', 'texts', 'compare']),
  z.enum(['cpu', 'gpu']),
]);

async function nets(device: Device): Promise<void> {
  const { tf, name } = await open(device);
  for (const net of referenceNets) {
    const before = tf.memory().numTensors;
    const { losses, tensors, rowsPerSecond } = await trainReference(tf, { ...net, rows: some(net.rows) }, 5);
    say({
      ...{ part: 'nets', backend: name, net: net.name },
      losses: losses.map((loss) => Number(loss.toFixed(6))),
      rowsPerSecond: Math.round(rowsPerSecond),
      leaked: Math.max(...tensors) - Math.min(...tensors) + tf.memory().numTensors - before,
      megabytes: megabytes(),
    });
  }
}

async function adapter(device: Device): Promise<void> {
  const backend = await open(device);
  const { name, share } = { name: backend.adapter?.name ?? null, share: given.share };
  say({ part: 'adapter', device, backend: backend.name, adapter: name, node: process.version, share });
}

async function main(): Promise<void> {
  const [part, device] = argumentsSchema.parse(positionals);
  switch (part) {
    case 'adapter':
      return adapter(device);
    case 'nets':
      return nets(device);
    case 'operations':
      return operations(await open(device));
    case 'speed':
      return denseSpeed(device, await open(device));
    case 'fit':
      return denseFit(device);
    case 'images':
      return imageFit(device);
    case 'image-speed':
      return imageSpeed(device, await open(device));
    case 'texts':
      return textFit(device);
    case 'compare':
      return compareDevices();
  }
}

main().then(
  () => process.exit(0), // WebGPU keeps the process alive
  (error: unknown) => {
    const seen = error instanceof Error && 'report' in error ? error.report : String(error);
    say({ failed: seen });
    process.exit(1);
  },
);
