import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, FeatureSpec, LinearSums, RowScorer, StoredModel } from '../model-runtime';
import type { ColumnMoments } from '../numeric-features';
import { checkColumns, numberValue } from '../row-values';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';

/** `outputs` linear functions of the features: coefficients[output * width + feature] and an intercept each. */
export type Coefficients = { outputs: number; width: number; coefficients: Float64Array; intercepts: Float64Array };

const manifestSchema = z.object({ v: z.literal(1), outputs: z.number().int().positive(), layout: blobLayoutSchema });

/** Coefficients of the columns as they came, from those of the standardised columns. */
export function unstandardised(options: {
  standardised: Float64Array;
  intercepts: Float64Array;
  moments: ColumnMoments;
}): Coefficients {
  const { standardised, intercepts, moments } = options;
  const outputs = intercepts.length;
  const width = moments.scale.length;
  const coefficients = new Float64Array(outputs * width);
  const shifted = intercepts.slice();
  for (let output = 0; output < outputs; output++) {
    for (let feature = 0; feature < width; feature++) {
      const scale = moments.scale[feature]!;
      const value = scale === 0 ? 0 : standardised[output * width + feature]! / scale;
      coefficients[output * width + feature] = value;
      shifted[output]! -= value * moments.mean[feature]!;
    }
  }
  return { outputs, width, coefficients, intercepts: shifted };
}

export function encodeCoefficients(model: Coefficients): { json: JsonObject; weights: Uint8Array } {
  const { layout, blob } = packArrays({ coefficients: model.coefficients, intercepts: model.intercepts });
  return { json: { v: 1, outputs: model.outputs, layout }, weights: blob };
}

/** Throws `model-damaged` unless the arrays fit the features. */
export function decodeCoefficients(stored: StoredModel): Coefficients {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'coefficients of version 1', cause: manifest.error });
  const arrays = unpackArrays(manifest.data.layout, stored.weights);
  const { outputs } = manifest.data;
  const width = stored.features.length;
  const model = { outputs, width, coefficients: arrays.f64('coefficients'), intercepts: arrays.f64('intercepts') };
  if (model.coefficients.length !== outputs * width || model.intercepts.length !== outputs) {
    throw damagedModel({ seen: `${model.coefficients.length} coefficients`, expected: `${outputs * width}` });
  }
  return model;
}

/** Scores rows through `answer`, which turns the linear functions' values in `out` into answers in place. */
export function linearScorer(options: {
  model: Coefficients;
  features: readonly FeatureSpec[];
  outputs: number;
  /** What the linear functions are: the answer itself, or a score behind it. */
  of: LinearSums['of'];
  answer(out: Float64Array, at: number): void;
}): RowScorer {
  const { model, features, outputs, of, answer } = options;
  const row = new Float64Array(model.width);
  const evaluate = (out: Float64Array, at: number) => {
    for (let output = 0; output < model.outputs; output++) {
      let sum = model.intercepts[output]!;
      for (let feature = 0; feature < model.width; feature++)
        sum += model.coefficients[output * model.width + feature]! * row[feature]!;
      out[at + output] = sum;
    }
    answer(out, at);
  };
  const { coefficients, intercepts } = model;
  return {
    outputs,
    linearSums: { outputs: model.outputs, of, coefficients, intercepts },
    scoreRow(values, out) {
      for (let feature = 0; feature < model.width; feature++)
        row[feature] = numberValue(features[feature]!, values[feature]);
      evaluate(out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const numbers = columns.map(numbersOf);
      const out = new Float64Array(rows * outputs);
      for (let at = 0; at < rows; at++) {
        for (let feature = 0; feature < model.width; feature++) row[feature] = numbers[feature]![at]!;
        evaluate(out, at * outputs);
      }
      return out;
    },
  };
}

function numbersOf(column: FeatureColumn): Float64Array {
  if (column.kind === 'number') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'numbers only in a linear model' });
}
