import {
  type AnswerRounding,
  answerGap,
  type ModelFormat,
  roundingOf,
  type TwinDifference,
  type TwinFacts,
} from '@millrace/pipeline-core/release';
import type { HeldOut } from '../../data/read-held-out';
import type { Replayed } from './replay-rows';

/** Differing rows that are shown. */
const mostShown = 3;

/** What single rows were answered beside what batch scoring answered the same rows in a table. */
export function twinFacts(
  { facts, rows, classes }: HeldOut,
  { answers, format }: { answers: readonly Replayed[]; format: ModelFormat },
): TwinFacts {
  const rounding = roundingOf(format);
  const found: TwinDifference[] = [];
  let largestDifference = 0;
  answers.forEach((answer, at) => {
    const known = rows[at];
    if (known === undefined) return;
    const worst = typeof answer === 'string' ? noAnswer(answer) : farthest(known.output, answer.output, rounding);
    largestDifference = Math.max(largestDifference, worst.apart);
    if (worst.apart <= rounding.most) return;
    const { place, batch, single } = worst;
    found.push({ row: known.row, output: outputName(place, classes), batch, single });
  });
  return {
    asked: answers.length,
    kept: facts.rows,
    heldOut: facts.part === null ? 0 : facts.of,
    largestDifference,
    different: found.length,
    first: found.slice(0, mostShown),
  };
}

type Farthest = { apart: number; place: number; batch: number; single: number | string };

function noAnswer(why: string): Farthest {
  return { apart: Number.POSITIVE_INFINITY, place: 0, batch: Number.NaN, single: why };
}

/** The number of an answer that is farthest from the one of the batch; infinitely far where one of them is none. */
export function farthest(batch: readonly number[], single: readonly number[], rounding: AnswerRounding): Farthest {
  const places = Array.from({ length: Math.max(batch.length, single.length) }, (_, place) => place);
  return places.reduce<Farthest>(
    (worst, place) => {
      const [a, b] = [batch[place] ?? Number.NaN, single[place] ?? Number.NaN];
      const apart = answerGap(a, b, rounding);
      return apart > worst.apart ? { apart, place, batch: a, single: b } : worst;
    },
    { apart: 0, place: 0, batch: 0, single: 0 },
  );
}

/** "the class yes" of an answer that is a probability for each class. */
function outputName(place: number, classes: readonly string[] | null): string {
  const name = classes?.[place];
  if (name !== undefined) return `the probability of ${name}`;
  return place === 0 ? 'its answer' : `number ${place + 1} of its answer`;
}
