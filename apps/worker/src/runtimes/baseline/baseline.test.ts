import { describe, expect, it } from 'vitest';
import type { TargetColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { baselineParamsSchema } from './params';
import { baselineRuntime } from './runtime';

const context = plainFitContext({ seed: 1 });
const features: TrainingRows['features'] = [{ name: 'city', kind: 'category', values: ['a', null, 'b', 'a'] }];

async function answer(target: TargetColumn, params: object = {}): Promise<number[]> {
  const train = { rows: 4, features, target };
  const model = await baselineRuntime.fit({
    params: baselineParamsSchema.parse(params),
    train,
    validation: null,
    context,
  });
  const scorer = baselineRuntime.load(model);
  const out = new Float64Array(scorer.outputs);
  scorer.scoreRow([null], out);
  expect([...scorer.scoreBlock(features, 4).subarray(0, scorer.outputs)]).toEqual([...out]);
  return [...out];
}

describe('baseline', () => {
  it('answers the class shares, the mean or the median', async () => {
    expect(await answer({ kind: 'class', codes: Int32Array.of(0, 0, 1, 0), classes: ['no', 'yes'] })).toEqual([
      0.75, 0.25,
    ]);
    expect(await answer({ kind: 'number', values: Float64Array.of(1, 2, 3, 10) })).toEqual([4]);
    expect(await answer({ kind: 'number', values: Float64Array.of(1, 2, 3, 10) }, { statistic: 'median' })).toEqual([
      2.5,
    ]);
  });
});
