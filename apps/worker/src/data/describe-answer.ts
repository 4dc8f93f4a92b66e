import { PipelineError, type PipelineErrorOptions } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type BundleManifest, isForeign } from '@millrace/pipeline-core/release';
import type { Recommends } from '../runtimes/model-runtime';
import { predictedCode } from './predicted-class';
import { type Recommended, readRecommended, recommendedOutput } from './recommended';

/** The answer to one row. `outputs` are the raw numbers: class probabilities in the order of `classes`, a list, or one number. */
export type RowAnswer = {
  /** null: a list with nothing left to recommend. */
  prediction: string | number | null;
  probabilities?: Record<string, number>;
  /** Of a model that recommends; the prediction is its first item. */
  recommended?: Recommended;
  outputs: number[];
  /** What a caller gets and the prediction log keeps. */
  output: JsonObject;
  micros: { features: number; model: number };
};

/** Throws where the model has no answer to the row. */
export function describeAnswer(manifest: BundleManifest, out: Float64Array, micros: RowAnswer['micros']): RowAnswer {
  const outputs = [...out];
  if (!outputs.every(Number.isFinite)) throw unanswered(whyNone(manifest), outputs);
  if (manifest.classes === undefined) {
    const [prediction = 0, low = 0, high = 0] = outputs;
    const output: JsonObject = manifest.task === 'forecast' ? { prediction, low, high } : { prediction };
    return { prediction, outputs, output, micros };
  }
  const prediction = manifest.classes[predictedCode(out, manifest, manifest.threshold)] ?? '';
  const probabilities = Object.fromEntries(manifest.classes.map((name, at) => [name, outputs[at] ?? 0]));
  return { prediction, probabilities, outputs, output: { prediction, probabilities }, micros };
}

/** The same of a model that recommends. */
export function describeList(recommends: Recommends, out: Float64Array, micros: RowAnswer['micros']): RowAnswer {
  const outputs = [...out];
  if (!outputs.every(Number.isFinite)) throw unanswered(noAnswer, outputs);
  const recommended = readRecommended(recommends, out);
  const prediction = recommended.items[0]?.item ?? null;
  return { prediction, recommended, outputs, output: { prediction, ...recommendedOutput(recommended) }, micros };
}

function whyNone({ task, format }: BundleManifest): Unanswered {
  if (task === 'forecast') return beyondForecast;
  return isForeign(format) ? noForeignAnswer : noAnswer;
}

/** What is said where a model has no answer to a row; without `seen` it is the numbers that came instead. */
type Unanswered = Pick<PipelineErrorOptions, 'code' | 'family' | 'expected' | 'next'> & { seen?: string };

const beyondForecast: Unanswered = {
  code: 'beyond-forecast',
  family: 'pipeline',
  seen: 'a time or a series that the model has no answer for',
  expected: 'a series it was trained on, and a time from its first step to the last one ahead',
  next: 'Train it with more steps ahead, or on newer rows.',
};

/** What others made may have no answer to a row, and is not wrong for that. */
const noForeignAnswer: Unanswered = {
  code: 'no-answer',
  family: 'pipeline',
  expected: 'finite numbers',
  next: 'It has no answer to this row. A missing whole number is such a case: send it, or fill gaps before the model.',
};

const noAnswer: Unanswered = {
  code: 'no-answer',
  family: 'bug',
  expected: 'finite numbers',
  next: 'Report this with the release and the request.',
};

function unanswered(what: Unanswered, outputs: readonly number[]): PipelineError {
  return new PipelineError({ place: 'Scoring', seen: `the numbers ${outputs.join(', ')} from the model`, ...what });
}
