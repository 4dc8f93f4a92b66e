import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { denseNetParamsSchema } from '../../dense-net/params';
import { createDenseNetRuntime } from '../../dense-net/runtime';
import { tensorEngine } from '../../dense-net/tensor-engine';
import type { Device, TrainingRows } from '../../model-runtime';
import type { Backend } from '../load-backend';
import { checkFit, timedFit } from './check-fit';
import { megabytes, open, say, some } from './check-tools';

const runtime = createDenseNetRuntime(async (device, need) => tensorEngine(await open(device), need));

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

/** Rows a second of dense nets. */
export async function denseSpeed(device: Device, backend: Backend): Promise<void> {
  const cases = [64, 1024, 8192].flatMap((batchSize) => {
    const rows = Math.min(65_536, batchSize * 40);
    return [
      { batchSize, layers: 2, width: 64, rows: some(rows) },
      { batchSize, layers: 2, width: 1024, rows: some(device === 'gpu' ? rows : 4096) },
    ];
  });
  const all = table(some(65_536), 100, 1);
  for (const { rows, ...sizes } of cases) {
    const params = denseNetParamsSchema.parse({ ...sizes, epochs: 3, patience: 0 });
    const before = backend.tf.memory().numTensors;
    const { model, rowsPerSecond } = await timedFit({
      ...{ device, runtime, params },
      ...{ train: firstRows(all, rows), validation: null },
    });
    say({
      ...{ part: 'speed', backend: backend.name, ...sizes, rows, rowsPerSecond },
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

export async function denseFit(device: Device): Promise<void> {
  const [train, validation, rest] = [20_000, 4000, 4001].map((rows) => table(some(rows), 100, rows));
  if (!train || !validation || !rest) throw new Error('unreachable');
  const params = denseNetParamsSchema.parse({ batchSize: 256, width: 64, epochs: 30 });
  await checkFit({ part: 'fit', device, runtime, params, train, validation, rest });
}
