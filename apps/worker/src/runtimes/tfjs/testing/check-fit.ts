import { writeFileSync } from 'node:fs';
import type { Device, FittedModel, ModelRuntime, RowScorer, TrainingRows } from '../../model-runtime';
import { plainFitContext } from '../../plain-fit-context';
import { given, megabytes, open, say } from './check-tools';

/** Parts that fit a net to its end and leave its answers for the comparison. */
export const fitParts = ['fit', 'images', 'texts'] as const;
export type FitPart = (typeof fitParts)[number];

/** Class shares of the rows that a model answered, one row after the other. */
export type Answers = { outputs: number; shares: number[] };

export const answersFile = (part: FitPart, device: Device): string => `${given.out}/answers-${part}-${device}.json`;

export type FitCheck<Params> = {
  part: FitPart;
  device: Device;
  runtime: ModelRuntime<Params, RowScorer>;
  params: Params;
  train: TrainingRows;
  validation: TrainingRows;
  /** Rows that only the model answers. */
  rest: TrainingRows;
};

/** The product's fit, and what the model answers; on a card twice, to see whether the second is the same. */
export async function checkFit<Params>({ part, device, rest, ...check }: FitCheck<Params>): Promise<void> {
  const { tf } = await open(device);
  const before = tf.memory().numTensors;
  const models: FittedModel[] = [];
  for (let time = 0; time < (device === 'gpu' ? 2 : 1); time++) {
    const { model, spent, rowsPerSecond } = await timedFit({ ...check, device });
    models.push(model);
    say({
      ...{ part, device, ...model.summary, seconds: spent, rowsPerSecond },
      validation: model.curve.map((at) => at.validation),
      leaked: tf.memory().numTensors - before,
      megabytes: megabytes(),
    });
  }
  const [first, second] = models;
  if (!first) throw new Error('unreachable');
  const scorer = check.runtime.load(first);
  const answers = scorer.scoreBlock(rest.features, rest.rows);
  const again = second && { sameBytesAgain: Buffer.compare(first.weights, second.weights) === 0 };
  say({ part, device, ...again, right: shareRight(answers, scorer.outputs, rest) });
  const left: Answers = { outputs: scorer.outputs, shares: Array.from(answers) };
  writeFileSync(answersFile(part, device), JSON.stringify(left));
}

type TimedFit<Params> = Pick<FitCheck<Params>, 'device' | 'runtime' | 'params' | 'train'> & {
  validation: TrainingRows | null;
};

/** A fit; train rows a second, the first epoch apart, which pays for shaders and warming up. Epochs are judged, too, where there is something to judge by. */
export async function timedFit<Params>({ device, runtime, ...fit }: TimedFit<Params>) {
  const ends: number[] = [];
  const progress = () => void ends.push(performance.now());
  const started = performance.now();
  const model = await runtime.fit({ ...fit, context: { ...plainFitContext({ seed: 1, progress }), device } });
  const spent = (performance.now() - started) / 1000;
  const later = ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / 1000;
  return { model, spent, rowsPerSecond: Math.round((fit.train.rows * (ends.length - 1)) / later) };
}

/** Which class has the largest share in each row. */
export function classesOf({ outputs, shares }: { outputs: number; shares: ArrayLike<number> }): number[] {
  return Array.from({ length: shares.length / outputs }, (_, row) => {
    let best = 0;
    for (let at = 1; at < outputs; at++) if (shares[row * outputs + at]! > shares[row * outputs + best]!) best = at;
    return best;
  });
}

function shareRight(shares: Float64Array, outputs: number, { rows, target }: TrainingRows): number {
  if (target.kind !== 'class') throw new Error('unreachable');
  return classesOf({ outputs, shares }).filter((code, row) => code === target.codes[row]).length / rows;
}
