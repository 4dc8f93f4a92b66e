import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerGap, type GoldenRow, roundingOf } from '@millrace/pipeline-core/release';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundleFacts } from '../../data/release-bundle';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../../executors/testing/make-table';
import { registered } from '../../executors/testing/registered';
import { StepRunner } from '../../executors/testing/run-steps';
import type { GuestGrant } from '../../guests/guest-grant';
import { testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { testGuests } from '../../testing/test-python';
import { until } from '../../testing/until';
import { loadRelease, openToProve } from '../releases/load-release';
import type { ServedRelease } from '../releases/served-release';

const program = testProgram('scoring/apart/main.ts');
const root = scratchFolder('python-models');
const session = scratchSession(root);
const runner = new StepRunner(root);
const logger = createQuietLogger();
/** Somebody always waits. */
const never = () => new AbortController().signal;
const { grant } = await testGuests();
/** Where guests get their folders. */
const folder = mkdtempSync(join(tmpdir(), 'millrace-release-guests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nearest = readFileSync(join(import.meta.dirname, '../../executors/testing/nearest.py'), 'utf8')
  // A row with x 7 raises, one with x 8 takes its Python with it.
  .replace('    def predict_proba(self, rows):\n', '    def predict_proba(self, rows):\n        misbehave(rows)\n')
  .replace(
    'EPSILON = 1e-6\n',
    `EPSILON = 1e-6


def misbehave(rows):
    import os

    if any(row["x"] == 7 for row in rows):
        raise ValueError("no sevens")
    if any(row["x"] == 8 for row in rows):
        os._exit(3)


`,
  );

const named = { id: testReleaseId(1), number: 1, modelName: 'nearest' };
let path = '';
let golden: readonly GoldenRow[] = [];

async function withOpen(
  work: (served: ServedRelease) => Promise<void>,
  given: GuestGrant | null = grant,
): Promise<void> {
  const guests = async () => ({ grant: given, folder });
  const apart = { program, megabytes: 512, guests };
  const served = await loadRelease({ ...named, path }, { config: {}, apart, logger });
  try {
    await work(served);
  } finally {
    served.own?.close();
  }
}

describe.skipIf(grant === null)('a model of Python behind an endpoint', () => {
  beforeAll(async () => {
    const random = createRandom(5);
    const cells = Array.from({ length: 120 }, (_, row) => [
      random.next() + (row % 3 === 0 ? 1 : 0),
      row % 7 === 0 ? null : random.int(9),
      row % 3 === 0 ? 'yes' : 'no',
    ]);
    const rows = await makeTable(session, root, {
      columns: [
        { name: 'x', type: 'number', role: 'feature' },
        { name: 'n', type: 'integer', role: 'feature' },
        { name: 'y', type: 'text', role: 'target' },
      ],
      rows: cells,
      parts: cells.map((_, row) => (row % 2 === 0 ? 'train' : 'test')),
      repeat: 1,
    });
    const guests = grant ?? undefined;
    const model = await runner.run('python-model', {
      params: { code: nearest },
      inputs: { rows: [[rows, 'table']] },
      ...(guests === undefined ? {} : { guests }),
    });
    ({ path } = await registered(runner, { model, rows, goldenRows: 40, ...(guests === undefined ? {} : { guests }) }));
    golden = (await readBundleFacts(path)).golden;
  }, 60_000);

  it('gives a row the answer of a table, alone and with others, and takes its folder with it', async () => {
    await withOpen(async (served) => {
      await served.own?.open();
      expect(readdirSync(folder)).toHaveLength(1);
      const answers = [
        await served.answer(golden[0]?.input ?? {}, never()),
        ...(await Promise.all(golden.slice(1).map(({ input }) => served.answer(input, never())))),
      ];
      const rounding = roundingOf('python');
      answers.forEach(({ output, prediction, probabilities }, row) => {
        const known = golden[row]?.output ?? [];
        expect(output).toHaveLength(known.length);
        output.forEach((value, at) => {
          expect(answerGap(known[at] ?? Number.NaN, value, rounding)).toBeLessThanOrEqual(rounding.most);
        });
        expect(Object.keys(probabilities ?? {})).toContain(prediction);
      });
      // Node and Python together.
      expect(served.own?.facts().bytes).toBeGreaterThan(20e6);
    });
    await until(async () => readdirSync(folder).length === 0, { what: 'the folder of its guest to go' });
  });

  it('whose code raises for a row fails that row alone, and stays', async () => {
    await withOpen(async ({ own, answer }) => {
      await own?.open();
      const input = golden[0]?.input ?? {};
      const came = await Promise.allSettled(
        [input, { ...input, x: 7 }, input].map(async (row) => answer(row, never())),
      );
      expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(came[1]).toMatchObject({ reason: { message: expect.stringContaining('ValueError: no sevens') } });
      expect(own?.facts()).toMatchObject({ state: 'running', restarts: 0 });
    });
  });

  it('whose Python dies is away, in words, and comes back', async () => {
    await withOpen(async ({ own, answer }) => {
      await own?.open();
      const input = golden[0]?.input ?? {};
      const before = await answer(input, never());
      await expect(answer({ ...input, x: 8 }, never())).rejects.toThrow('its process ended with code 1');
      await expect(answer(input, never())).rejects.toThrow('its process ended with code 1, and is started anew');
      expect(own?.facts().lastEnd).toContain('a Python that ended by itself');
      const again = await until(async () => Promise.resolve(answer(input, never())).catch(() => null), {
        what: 'an answer of the Python that was started anew',
      });
      expect(again.output).toEqual(before.output);
    });
  });

  it('is not there where its Python is not, by name and with what to do', async () => {
    await withOpen(async ({ own }) => {
      await expect(own?.open()).rejects.toThrow(/got no Python environment on this worker.*Capabilities/);
    }, null);
    const apart = { program, megabytes: 512, guests: async () => ({ grant: null, folder }) };
    await expect(openToProve({ ...named, path }, { apart, logger })).rejects.toMatchObject({
      report: {
        code: 'release-not-opened',
        family: 'operator',
        message: expect.stringMatching(/^nearest v1 does not open here\./),
      },
    });
    const [first] = grant?.environments ?? [];
    if (grant === null || first === undefined) throw new Error('no Python');
    await withOpen(
      async ({ own }) => {
        await expect(own?.open()).rejects.toThrow(/Release › Python environment: got “.*”, expected one of other/);
      },
      { ...grant, environments: [{ ...first, name: 'other' }] },
    );
  });
});
