// The program of the benches beside LightGBM and scikit-learn's net: makes rows, writes them for the peer, fits and tells.
// One JSON line in, one out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryMetrics } from '@millrace/pipeline-core/metrics';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { denseNetParamsSchema } from '../dense-net/params';
import { denseNetRuntime } from '../dense-net/runtime';
import { forestParamsSchema } from '../forest/params';
import { forestRuntime } from '../forest/runtime';
import type { Scorer, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { makeRows, trainingRowsOf } from './made-rows';

const requestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('make'), rows: z.int(), testRows: z.int(), columns: z.int(), folder: z.string() }),
  z.object({ do: z.literal('trees'), trees: z.int(), bins: z.int(), threads: z.int() }),
  z.object({ do: z.literal('net'), layers: z.int(), width: z.int(), epochs: z.int(), batch: z.int() }),
]);
type Request = z.output<typeof requestSchema>;

let parts: { train: TrainingRows; test: TrainingRows } | null = null;

function make(request: Extract<Request, { do: 'make' }>): object {
  const { rows, testRows, columns, folder } = request;
  const all = { train: makeRows({ rows, columns, seed: 1 }), test: makeRows({ rows: testRows, columns, seed: 2 }) };
  for (const [name, part] of Object.entries(all)) {
    for (const [at, values] of part.columns.entries()) writeFileSync(join(folder, `${name}-${at}.f64`), values);
    writeFileSync(join(folder, `${name}-y.i32`), part.codes);
  }
  parts = { train: trainingRowsOf(all.train), test: trainingRowsOf(all.test) };
  return { rows, columns };
}

async function aucOf(scorer: Scorer | Promise<Scorer>, test: TrainingRows): Promise<number | null> {
  const shares = await (await scorer).scoreBlock(test.features, test.rows);
  if (test.target.kind !== 'class') throw new Error('the target of this bench is a class');
  const scores = Float64Array.from({ length: test.rows }, (_, row) => shares[2 * row + 1] ?? Number.NaN);
  return binaryMetrics({ actual: test.target.codes, scores }).auc ?? null;
}

async function answer(request: Request): Promise<object> {
  if (request.do === 'make') return make(request);
  if (parts === null) throw new Error('make the rows first');
  const { train, test } = parts;
  const begun = performance.now();
  if (request.do === 'trees') {
    const params = forestParamsSchema.parse({ rounds: request.trees, earlyStoppingRounds: 0, maxBins: request.bins });
    const context = { ...plainFitContext({ seed: 1 }), threads: request.threads };
    const model = await forestRuntime.fit({ params, train, validation: null, context });
    const ms = performance.now() - begun;
    return { ms, auc: await aucOf(forestRuntime.load(model), test) };
  }
  const { layers, width, epochs, batch } = request;
  const params = denseNetParamsSchema.parse({ layers, width, halving: true, epochs, batchSize: batch, patience: 0 });
  const context = { ...plainFitContext({ seed: 1 }), threads: 2 };
  const model = await denseNetRuntime.fit({ params, train, validation: null, context });
  const ms = performance.now() - begun;
  return { ms, auc: await aucOf(denseNetRuntime.load(model), test) };
}

await answerLines(requestSchema, answer);
