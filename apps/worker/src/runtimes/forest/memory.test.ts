import { PipelineError } from '@millrace/pipeline-core/errors';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { checkTogether, type KernelNeed, narrowCells, planMemory } from './kernel-memory';
import { forestParamsSchema } from './params';
import { forestRuntime } from './runtime';

const plain: Omit<KernelNeed, 'rows' | 'features' | 'threads' | 'leaves'> = {
  outputs: 1,
  loss: 'log loss',
  weighted: false,
  heldRows: 0,
  heldWeighted: false,
};

describe('memory of boosted trees', () => {
  it('says that leaves and columns are too many where they are, and of fits at once counts them all', () => {
    const need = { ...plain, rows: 2000, features: 20_000, threads: 1, leaves: 31 };
    expect(reportOf(() => planMemory({ ...need, leaves: 255 }))).toMatchObject({
      code: 'too-many-columns',
      seen: expect.stringContaining('2000 rows x 20000 features x 255 leaves'),
      next: expect.stringMatching(/^Ask for fewer leaves than 255, or select fewer columns/),
    });
    // One takes 1.3 GB, four take 5.2.
    const together = { codes: 0, megabytes: 4096 };
    expect(planMemory(need, 4096).bytes).toBeLessThan(1.4e9);
    expect(() => checkTogether(need, { ...together, fits: 1 })).not.toThrow();
    expect(reportOf(() => checkTogether(need, { ...together, fits: 4 }))).toMatchObject({
      code: 'too-many-columns',
      seen: expect.stringContaining('4 fits at once'),
    });
  });

  it('keeps only the cells that columns need where that saves half', () => {
    const oneHot = Array.from({ length: 10_000 }, () => 4);
    expect(narrowCells([257, 256, 200])).toBeUndefined();
    expect(narrowCells([257, 3, 5, 17])).toEqual(Int32Array.of(256, 4, 8, 32));
    const narrow = narrowCells(oneHot);
    const need = { ...plain, rows: 10_000, features: 10_000, threads: 1, leaves: 255 };
    expect(() => planMemory(need)).toThrow(/255 leaves/);
    // 254 histograms of 320 kB and twice the codes, where wide ones would take 5.2 GB.
    expect(planMemory({ ...need, ...(narrow === undefined ? {} : { narrow }) }).bytes).toBeLessThan(300e6);
  });

  it('takes fewer threads rather than refuse', () => {
    const need = { ...plain, rows: 2000, features: 20_000, threads: 16, leaves: 31 };
    const { need: planned } = planMemory(need, 1400);
    expect(planned.threads).toBeGreaterThanOrEqual(1);
    expect(planned.threads).toBeLessThan(16);
  });

  it('counts all fits that choosing the rounds keeps alive, and says how to need fewer', async () => {
    const random = createRandom(9);
    const rows = 60;
    const features = Array.from({ length: 400 }, (_, at) => ({
      name: `f${at}`,
      kind: 'number' as const,
      values: Float64Array.from({ length: rows }, () => random.normal()),
    }));
    const codes = Int32Array.from({ length: rows }, (_, row) => row % 2);
    const train: TrainingRows = { rows, features, target: { kind: 'class', codes, classes: ['no', 'yes'] } };
    // One takes 6 MB: 30 histograms of 400 columns with 64 cells each.
    const fitIn = (given: object) =>
      forestRuntime.fit({
        params: forestParamsSchema.parse({ rounds: 2, leaves: 31, minRowsPerLeaf: 5, ...given }),
        train,
        validation: null,
        context: { ...plainFitContext({ seed: 1 }), memoryMegabytes: 16 },
      });
    expect((await fitIn({ earlyStoppingRounds: 0 })).summary).toMatchObject({ rounds: 2 });
    await expect(fitIn({ earlyStoppingRounds: 5 })).rejects.toMatchObject({
      report: {
        code: 'too-many-columns',
        seen: expect.stringContaining('4 fits at once'),
        next: expect.stringContaining('Without early stopping'),
      },
    });
  });
});

function reportOf(refused: () => unknown): unknown {
  try {
    refused();
  } catch (error) {
    return error instanceof PipelineError ? error.report : error;
  }
  return null;
}
