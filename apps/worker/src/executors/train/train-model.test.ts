import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidateTrainedSchema } from '@millrace/pipeline-core/events';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../../data/testing/scratch';
import { plainFitContext } from '../../runtimes/plain-fit-context';
import type { FitLink } from '../executor';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('train-model');
let steps: StepRunner;
let split: StepResult;
beforeAll(async () => {
  const folder = join(root, 'run');
  mkdirSync(folder);
  steps = new StepRunner(folder);
  const data = await steps.run('sample-data', { params: { rows: 400 } });
  split = await steps.run('split-rows', { inputs: { table: [[data, 'table']] } });
});

const train = (fitting: Partial<FitLink> = {}) =>
  steps.run('gradient-boosted-trees', {
    params: { rounds: 30, earlyStopping: false },
    inputs: { rows: [[split, 'split']] },
    fitting: { ...plainFitContext({ seed: 1 }), ...fitting },
  });
const manifestOf = (result: StepResult) => candidateTrainedSchema.parse(result.events[0]?.payload).manifest;
const bytesOf = (result: StepResult) => readFileSync(result.outputs.model?.path ?? '');

describe('a fit under way', () => {
  it('tells its curve, and its result is used by equal steps', async () => {
    const points: string[] = [];
    const whole = await train({ point: ({ series, step }) => void points.push(`${series} ${step}`) });
    expect(whole.repeats).toBe(true);
    expect(points.filter((point) => point.startsWith('train log loss'))).toHaveLength(30);
    expect(points.at(-1)).toMatch(/ log loss 30$/);
  });

  it('asked to finish, answers with the rounds it has, and says that this does not repeat', async () => {
    const finish = new AbortController();
    const early = await train({
      finish: finish.signal,
      point({ step }) {
        if (step === 5) finish.abort();
      },
    });
    expect(early.repeats).toBe(false);
    expect(manifestOf(early).summary).toMatchObject({ rounds: 5 });
    expect(early.logs.at(-1)).toMatch(/best so far/);
  });

  it('cut off and begun again, writes the same file', async () => {
    const whole = await train();
    let last: Uint8Array | null = null;
    const killed = train({
      checkpoint: {
        last: null,
        due: () => true,
        save(state, done) {
          last = state.slice();
          return done < 15 ? Promise.resolve() : Promise.reject(new Error('killed'));
        },
      },
    });
    await expect(killed).rejects.toThrow('killed');
    const rounds: number[] = [];
    const again = await train({
      checkpoint: { last, due: () => false, save: () => Promise.resolve() },
      point: ({ step }) => void rounds.push(step),
    });
    expect(Math.min(...rounds)).toBe(16);
    expect(bytesOf(again)).toEqual(bytesOf(whole));
  });
});
