import { createRowValidator, type Prediction, type Signature } from '@millrace/pipeline-core/release';
import type { RowAnswer, ServedRelease } from '../scoring/releases/served-release';
import { type ServerWish, startScoringServer } from '../scoring/testing/scoring-server';
import { fakeRelease } from './fake-release';

export type ProtocolServer = {
  /** Without a slash at its end. */
  base: string;
  /** Every prediction that was kept. */
  kept: Prediction[];
  close(): Promise<unknown>;
};

/** A scoring server over HTTP (`makeScoringServer`) that notes what it keeps. */
export async function startProtocolServer(wish: ServerWish): Promise<ProtocolServer> {
  const kept: Prediction[] = [];
  const started = await startScoringServer({ ...wish, keep: (predictions) => void kept.push(...predictions) });
  return { ...started, kept };
}

/** A release with this signature and answer, by default of two classes. */
export function releaseOf(
  number: number,
  options: { task?: ServedRelease['task']; signature: Signature; answer: ServedRelease['answer'] },
): ServedRelease {
  const { signature, answer, task = 'binary' } = options;
  return { ...fakeRelease(number), task, signature, validator: createRowValidator(signature), answer };
}

const micros = { features: 0, model: 0 };

/** A whole number, a number, a flag and a text; the answer depends on each of them. */
export const mixedRelease = releaseOf(1, {
  signature: {
    inputs: [
      { name: 'age', type: 'integer', required: false },
      { name: 'rate', type: 'number', required: false },
      { name: 'member', type: 'boolean', required: false },
      { name: 'plan', type: 'text', required: false },
    ],
    outputs: [
      { name: 'churn', type: 'text' },
      { name: 'probability_no', type: 'number' },
      { name: 'probability_yes', type: 'number' },
    ],
  },
  answer({ age, rate, member, plan }): RowAnswer {
    const years = typeof age === 'number' ? age / 256 : 0.125;
    const share = typeof rate === 'number' ? rate / 8 : 0.0625;
    const yes = years + share + (member === true ? 0.25 : 0) + (plan === 'größe' ? 0.125 : plan === null ? 0.03125 : 0);
    const prediction = yes >= 0.5 ? 'yes' : 'no';
    return { prediction, probabilities: { no: 1 - yes, yes }, output: [1 - yes, yes], micros };
  },
});

/** Two numbers; the answer is one. */
export const numbersRelease = releaseOf(2, {
  task: 'regression',
  signature: {
    inputs: [
      { name: 'x', type: 'number', required: false },
      { name: 'y', type: 'number', required: false },
    ],
    outputs: [{ name: 'price', type: 'number' }],
  },
  answer({ x, y }): RowAnswer {
    const prediction = (typeof x === 'number' ? x * 2 : 100) + (typeof y === 'number' ? y : 1000);
    return { prediction, output: [prediction], micros };
  },
});
