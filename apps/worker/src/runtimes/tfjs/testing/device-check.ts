import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { z } from 'zod';
import { denseNetParamsSchema } from '../../dense-net/params';
import { createDenseNetRuntime } from '../../dense-net/runtime';
import { tensorEngine } from '../../dense-net/tensor-engine';
import type { Device, FittedModel, TrainingRows } from '../../model-runtime';
import { plainFitContext } from '../../plain-fit-context';
import { type Backend, loadBackend } from '../load-backend';
import type { Tensor, Tensors } from '../tensors';
import { referenceNets, trainReference } from './reference-nets';

/**
 * What nets do on the device of this machine, part by part, each in a process of its own: a driver may take it along. Started by
 * scripts/device/webgpu-check.sh; each part prints one line of JSON.
 */
const argumentsSchema = z.tuple([
  z.enum(['adapter', 'nets', 'operations', 'speed', 'fit', 'compare']),
  z.enum(['cpu', 'gpu']),
]);
const { positionals, values: given } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the parts leave what is compared in the end. */
    out: { type: 'string', default: '.' },
    /** Takes a processor that plays a graphics card: to try this check without one. */
    software: { type: 'boolean', default: false },
    /** Takes fewer rows, as 0.02: a card that is played is some thousand times slower. */
    share: { type: 'string', default: '1' },
  },
});
const open = (device: Device) => loadBackend({ device, allowSoftware: given.software });
const some = (rows: number) => Math.max(32, Math.round(rows * Number(given.share)));
const runtime = createDenseNetRuntime(async (device, need) => tensorEngine(await open(device), need));

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

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

async function seconds(work: () => Promise<unknown>, times: number): Promise<number> {
  await work();
  const started = performance.now();
  for (let time = 0; time < times; time++) await work();
  return (performance.now() - started) / 1000 / times;
}

async function read(tensor: Tensor): Promise<void> {
  await tensor.data();
  tensor.dispose();
}

/** What single operations cost: bringing a batch there from memory or out of a table that is there, a product, a small step. */
async function operations({ tf, name }: Backend): Promise<void> {
  await batches(tf, name);
  for (const size of name === 'webgpu' ? [256, 1024, 4096] : [256, 1024]) await products(tf, name, some(size));
  const small = tf.ones([64, 64]);
  const chain = async () => {
    const end = tf.tidy(() => {
      let last: Tensor = small;
      for (let time = 0; time < 200; time++) last = tf.add(last, small);
      return tf.sum(last);
    });
    await read(end);
  };
  say({ part: 'operations', backend: name, microsecondsPerAdd: Math.round(((await seconds(chain, 5)) / 200) * 1e6) });
  // Bringing a batch there and a turn of the event loop, without waiting for an answer each time.
  const batch = new Float32Array(256 * 100).fill(1);
  const many = async (work: () => unknown) => {
    const spent = await seconds(async () => {
      for (let time = 0; time < 100; time++) await work();
      await read(tf.sum(small));
    }, 3);
    return Math.round((spent / 100) * 1e6);
  };
  const uploads = await many(() => tf.tidy(() => void tf.sum(tf.tensor2d(batch.slice(), [256, 100]), 0)));
  const sums = await many(() => tf.tidy(() => void tf.sum(small, 0)));
  const turns = await many(() => {
    tf.tidy(() => void tf.add(small, small));
    return new Promise<void>((resolve) => setImmediate(resolve));
  });
  say({ part: 'operations', backend: name, microseconds: { uploads, sums, turns } });
  small.dispose();
}

async function batches(tf: Tensors, name: string): Promise<void> {
  const rows = 100_000;
  const table = new Float32Array(rows * 100).fill(0.5);
  const there = tf.tensor2d(table, [rows, 100]);
  for (const size of [256, 8192]) {
    const order = createRandom(1).shuffle(Int32Array.from({ length: size }, (_, row) => row));
    const up = () => read(tf.tidy(() => tf.sum(tf.tensor2d(table.slice(0, size * 100), [size, 100]))));
    const taken = () => read(tf.tidy(() => tf.sum(tf.gather(there, tf.tensor1d(order, 'int32')))));
    const [upload, gather] = [await seconds(up, 20), await seconds(taken, 20)];
    say({ part: 'operations', backend: name, batch: size, uploadMs: upload * 1e3, gatherMs: gather * 1e3 });
  }
  there.dispose();
}

async function products(tf: Tensors, name: string, size: number): Promise<void> {
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
  const many = 20;
  const product = async () => {
    for (let time = 1; time < many; time++) tf.matMul(a, b).dispose();
    await read(tf.tidy(() => tf.sum(tf.matMul(a, b))));
  };
  const each = (await seconds(product, 3)) / many;
  say({ part: 'operations', backend: name, product: size, gigaflops: Math.round((2 * size ** 3) / each / 1e9) });
  tf.dispose([a, b]);
}

/** A table like `adult` after encoding: measurements, many columns of 0 and 1, two classes that depend on both. */
function table(rows: number, width: number, seed: number): TrainingRows {
  const random = createRandom(seed);
  const effects = createRandom(99);
  const columns = Array.from({ length: width }, (_, at) => ({
    values: new Float64Array(rows),
    share: at < 6 ? null : 0.05 + 0.3 * effects.next(),
    effect: effects.normal() / Math.sqrt(width),
  }));
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (const column of columns) {
      const value = column.share === null ? 40 + 12 * random.normal() : random.next() < column.share ? 1 : 0;
      column.values[row] = value;
      sum += column.effect * (column.share === null ? (value - 40) / 6 : 3 * value);
    }
    codes[row] = Math.sin(sum) + 0.3 * random.normal() > 0.2 ? 1 : 0;
  }
  return {
    rows,
    features: columns.map(({ values }, at) => ({ name: `c${at}`, kind: 'number', values })),
    target: { kind: 'class', codes, classes: ['no', 'yes'] },
  };
}

/** Rows a second of the product's own fit, the first epoch apart: it pays for shaders and warming up. */
async function speed(device: Device, backend: Backend): Promise<void> {
  const cases = [64, 1024, 8192].flatMap((batchSize) => {
    const rows = Math.min(65_536, batchSize * 40);
    return [
      { batchSize, layers: 2, width: 64, rows: some(rows) },
      { batchSize, layers: 2, width: 1024, rows: some(device === 'gpu' ? rows : 4096) },
    ];
  });
  const all = table(some(65_536), 100, 1);
  for (const { rows, ...sizes } of cases) {
    const epochs = 3;
    const at: number[] = [];
    const params = denseNetParamsSchema.parse({ ...sizes, epochs, patience: 0 });
    const before = backend.tf.memory().numTensors;
    const model = await runtime.fit({
      ...{ params, train: firstRows(all, rows), validation: null },
      context: { ...plainFitContext({ seed: 1 }), device, point: () => at.push(performance.now()) },
    });
    const spent = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1000;
    say({
      ...{ part: 'speed', backend: backend.name, ...sizes, rows },
      rowsPerSecond: Math.round((rows * (epochs - 1)) / spent),
      loss: model.curve.at(-1)?.train,
      leaked: backend.tf.memory().numTensors - before,
      megabytes: megabytes(),
    });
  }
}

function firstRows({ features, target }: TrainingRows, rows: number): TrainingRows {
  if (target.kind !== 'class') throw new Error('unreachable');
  return {
    rows,
    features: features.flatMap((one) => (one.kind === 'number' ? [{ ...one, values: one.values.slice(0, rows) }] : [])),
    target: { ...target, codes: target.codes.slice(0, rows) },
  };
}

/** The product's fit to its end, and what the model answers; twice, to see whether the second is the same. */
async function fit(device: Device): Promise<void> {
  const [train, validation, rest] = [20_000, 4000, 4001].map((rows) => table(some(rows), 100, rows));
  if (!train || !validation || !rest) throw new Error('unreachable');
  const params = denseNetParamsSchema.parse({ batchSize: 256, width: 64, epochs: 30 });
  const models: FittedModel[] = [];
  for (let time = 0; time < 2; time++) {
    const started = performance.now();
    const context = { ...plainFitContext({ seed: 1 }), device };
    const model = await runtime.fit({ params, train, validation, context });
    models.push(model);
    const spent = (performance.now() - started) / 1000;
    say({ part: 'fit', device, ...model.summary, seconds: spent, validation: model.curve.map((at) => at.validation) });
  }
  const [first, second] = models;
  if (!first || !second) throw new Error('unreachable');
  const answers = runtime.load(first).scoreBlock(rest.features, rest.rows);
  const same = Buffer.compare(Buffer.from(first.weights), Buffer.from(second.weights)) === 0;
  say({ part: 'fit', device, sameBytesAgain: same, right: shareRight(answers, rest), megabytes: megabytes() });
  writeFileSync(`${given.out}/answers-${device}.json`, JSON.stringify(Array.from(answers)));
}

function shareRight(answers: Float64Array, { rows, target }: TrainingRows): number {
  if (target.kind !== 'class') throw new Error('unreachable');
  let right = 0;
  for (let row = 0; row < rows; row++) if ((answers[2 * row + 1]! > 0.5 ? 1 : 0) === target.codes[row]) right++;
  return right / rows;
}

const lossesSchema = z.object({
  part: z.literal('nets'),
  backend: z.string(),
  net: z.string(),
  losses: z.array(z.number()),
});

/** What the parts before have left, of both devices: by how much losses and answers differ. */
function compare(): void {
  const lines = readFileSync(`${given.out}/check.jsonl`, 'utf8').trim().split('\n');
  const all = lines.flatMap((line) => {
    const read = lossesSchema.safeParse(JSON.parse(line));
    return read.success ? [read.data] : [];
  });
  for (const { name } of referenceNets) {
    const [a, b] = all.filter(({ net }) => net === name);
    if (!a || !b) continue;
    const difference = Math.max(...a.losses.map((loss, epoch) => Math.abs(loss - (b.losses[epoch] ?? Number.NaN))));
    say({ part: 'compare', net: name, of: [a.backend, b.backend], lossDifference: difference });
  }
  const [cpu, gpu] = ['cpu', 'gpu'].map((device) => {
    const text = readFileSync(`${given.out}/answers-${device}.json`, 'utf8');
    return z.array(z.number()).parse(JSON.parse(text));
  });
  if (!cpu || !gpu) throw new Error('unreachable');
  const shares = cpu.flatMap((share, at) => (at % 2 === 1 ? [{ share, other: gpu[at] ?? Number.NaN }] : []));
  const differences = shares.map(({ share, other }) => Math.abs(share - other)).sort((a, b) => a - b);
  const agree = shares.filter(({ share, other }) => share > 0.5 === other > 0.5).length;
  say({
    ...{ part: 'compare', answers: shares.length, largest: differences.at(-1) },
    median: differences[differences.length >> 1],
    sameClass: agree / shares.length,
  });
}

async function main(): Promise<void> {
  const [part, device] = argumentsSchema.parse(positionals);
  if (part === 'compare') return compare();
  const backend = await open(device);
  switch (part) {
    case 'adapter':
      return say({
        part,
        device,
        backend: backend.name,
        adapter: backend.adapter?.name ?? null,
        node: process.version,
      });
    case 'nets':
      return nets(device);
    case 'operations':
      return operations(backend);
    case 'speed':
      return speed(device, backend);
    case 'fit':
      return fit(device);
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
