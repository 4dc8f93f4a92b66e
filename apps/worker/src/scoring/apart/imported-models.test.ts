import type { JsonObject } from '@millrace/pipeline-core/json';
import { answerGap, roundingOf } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { importedBundle } from '../../executors/testing/imported-bundle';
import { onnxFixtures } from '../../executors/testing/onnx-fixture';
import { StepRunner } from '../../executors/testing/run-steps';
import { testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { until } from '../../testing/until';
import { loadRelease, openToProve } from '../releases/load-release';
import { ReleaseAway } from '../releases/release-away';
import type { ServedRelease } from '../releases/served-release';

const program = testProgram('scoring/apart/main.ts');
const root = scratchFolder('imported-models');
const session = scratchSession(root);
const runner = new StepRunner(root);
const logger = createQuietLogger();
const apart = { program, megabytes: 512 };
/** Somebody always waits. */
const never = () => new AbortController().signal;

const bundleOf = (name: (typeof onnxFixtures)[number]) => importedBundle(name, { runner, session, root });

const named = (path: string) => ({ id: testReleaseId(1), number: 1, modelName: 'imported', path });

async function withOpen(path: string, work: (served: ServedRelease) => Promise<void>): Promise<void> {
  // The endpoint may wish for the scoring process: a library that crashes is not let in there.
  const served = await loadRelease(named(path), { config: { process: 'shared' }, apart, logger });
  try {
    await served.own?.open();
    await work(served);
  } finally {
    served.own?.close();
  }
}

describe('an imported model behind an endpoint', () => {
  it.each(onnxFixtures)(
    '%s: a row gets the answer of a table, and the same bits whoever asks beside it',
    async (name) => {
      const { path, golden } = await bundleOf(name);
      expect(golden.length).toBeGreaterThan(5);
      await withOpen(path, async (served) => {
        expect(served.own).toBeDefined();
        const rounding = roundingOf('onnx');
        const alone: (readonly number[])[] = [];
        for (const { input, output } of golden) {
          const answer = await served.answer(input, never());
          output.forEach((value, at) => {
            expect(answerGap(value, answer.output[at] ?? Number.NaN, rounding)).toBeLessThanOrEqual(rounding.most);
          });
          alone.push(answer.output);
        }
        const together = await Promise.all(golden.map(({ input }) => served.answer(input, never())));
        expect(together.map(({ output }) => output)).toEqual(alone);
      });
    },
  );

  it('that crashes takes its rows with it and nothing else, and answers again as it did', async () => {
    const { path, golden } = await bundleOf('sklearn-forest');
    const input = golden[0]?.input ?? {};
    await withOpen(path, async ({ own, answer }) => {
      const before = await answer(input, never());
      const pid = own?.facts().pid;
      if (typeof pid !== 'number') throw new Error('the model has no process of its own');
      process.kill(pid, 'SIGSEGV');
      await until(async () => own?.facts().pid !== pid, { what: 'the end of the process' });
      await expect(answer(input, never())).rejects.toThrow(/was ended by SIGSEGV/);
      await expect(answer(input, never())).rejects.toBeInstanceOf(ReleaseAway);
      const again = await until(async () => Promise.resolve(answer(input, never())).catch(() => null), {
        what: 'an answer of the process that was started anew',
      });
      expect(again.output).toEqual(before.output);
    });
  });

  it('has no answer to a row without a whole number that it reads, and answers those asked with it', async () => {
    const { path, golden } = await bundleOf('sklearn-columns');
    const input: JsonObject = golden[0]?.input ?? {};
    expect(input).toHaveProperty('rooms');
    await withOpen(path, async (served) => {
      const gap = { ...input, rooms: null };
      const [first, second, third] = await Promise.allSettled(
        [input, gap, input].map(async (row) => served.answer(row, never())),
      );
      expect([first?.status, third?.status]).toEqual(['fulfilled', 'fulfilled']);
      expect(second).toMatchObject({ reason: { message: expect.stringMatching(/It has no answer to this row/) } });
    });
  });

  it('is opened to be proven, and refused in words where there are no model processes', async () => {
    const { path, golden } = await bundleOf('lightgbm');
    const opened = await openToProve(named(path), { apart, logger });
    expect(opened.golden).toEqual(golden);
    expect(opened.served.own?.facts().state).toBe('running');
    opened.served.own?.close();
    await expect(openToProve(named(path), { apart: undefined, logger })).rejects.toThrow(
      /a model in format onnx, which answers through a program that is not here/,
    );
  });
});
