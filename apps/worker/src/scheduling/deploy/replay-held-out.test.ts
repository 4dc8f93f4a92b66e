import type { HeldOutRow, SliceFacts } from '@millrace/pipeline-core/release';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { HeldOut } from '../../data/read-held-out';
import { fakeAnswer, fakeRelease, testReleaseId, testSignature } from '../../testing/fake-release';
import type { DeployableRelease } from './deployment-port-types';
import { replayHeldOut } from './replay-held-out';
import { replayRows } from './replay-rows';

const testSet = 'c'.repeat(64);
const receipt = {
  ...{ v: 1 as const, strategy: 'random' as const, seed: 1, ratios: { train: 0.8, validation: 0, test: 0.2 } },
  ...{ counts: { train: 4800, validation: 0, test: 1200 }, warnings: [] },
  proof: { table: testSet, assignment: testSet, testSet },
};
const facts = (number: number): DeployableRelease => ({
  ...{ id: testReleaseId(number), projectId: 'p' as never, name: `churn v${number}`, signature: testSignature }, // any id
  ...{
    evaluation: null,
    packedUnjudged: false,
    batches: [],
    receipt,
    answers: { task: 'binary', classes: ['no', 'yes'] },
  },
});

/** People whose answer is yes from age 40, mostly; a batch that answered by that age alone. */
function heldOut(count: number): HeldOut {
  const random = createRandom(7);
  const rows = Array.from({ length: count }, (_, row): HeldOutRow => {
    const [age, city] = [18 + random.int(60), random.next() < 0.5 ? 'Oslo' : 'Bern'];
    const says = fakeAnswer(age >= 40 ? 'yes' : 'no');
    const yes = random.next() < (age >= 40 ? 0.8 : 0.2);
    return { row: row * 3, input: { age, city }, output: [...says.output], label: yes ? 'yes' : 'no' };
  });
  const about = { rows: count, of: count, part: 'test' as const, testSet };
  return { facts: about, rows, classes: ['no', 'yes'], positive: 'yes' };
}

const context = {
  ...{ log: () => undefined, now: () => 0, wallClock: () => 0, signal: new AbortController().signal },
  readView: async () => null,
};

const byAge = fakeRelease(2);
/** Answers the other way round in Oslo. */
const wrongInOslo = fakeRelease(1, (row) => fakeAnswer(Number(row.age) >= 40 !== (row.city === 'Oslo') ? 'yes' : 'no'));

async function replay(o: {
  next?: typeof byAge;
  before?: typeof byAge | null;
  held?: HeldOut;
  champion?: DeployableRelease;
}) {
  const { next = byAge, before = null, held = heldOut(1200), champion = facts(1) } = o;
  const lines: string[] = [];
  const found = await replayHeldOut(
    { held, release: facts(2), served: next, champion: before === null ? null : { facts: champion, served: before } },
    { ...context, log: (line) => lines.push(line) },
  );
  return { ...found, lines };
}

const namesOf = (slices: SliceFacts | null) =>
  slices?.kind === 'compared' ? slices.worse.map(({ terms }) => terms.map(({ column }) => column)) : [];

describe('held-out rows, asked one by one', () => {
  it('get the answers of the batch', async () => {
    const { twin, slices, lines } = await replay({});
    expect(twin).toEqual({ asked: 1200, kept: 1200, heldOut: 1200, largestDifference: 0, different: 0, first: [] });
    expect(slices).toBeNull();
    expect(lines).toEqual([
      'Asking 1200 held-out rows one by one.',
      'Asked 1200 of 1200 held-out rows one by one: 0 answered otherwise.',
    ]);
  });

  it('are named where they do not, by row and number of the answer', async () => {
    const next = fakeRelease(2, (row) => {
      if (row.city === 'Rome') throw new Error('no such city');
      return fakeAnswer(Number(row.age) >= 41 ? 'yes' : 'no');
    });
    const held = heldOut(200);
    const at = held.rows.findIndex(({ input }) => input.age === 40);
    const rows = held.rows.map((row, place) => (place === 5 ? { ...row, input: { ...row.input, city: 'Rome' } } : row));
    const { twin } = await replay({ next, held: { ...held, rows } });
    expect(twin.different).toBe(1 + rows.filter(({ input }, place) => input.age === 40 && place !== 5).length);
    expect(twin.first).toContainEqual({
      row: 15,
      output: expect.any(String),
      batch: Number.NaN,
      single: 'no such city',
    });
    expect(twin.first).toContainEqual({ row: at * 3, output: 'the probability of no', batch: 0.25, single: 0.75 });
  });

  it('are asked as far as there is time', async () => {
    let clock = 0;
    const slow = fakeRelease(2, (row) => {
      clock += 1000;
      return byAge.answer(row, new AbortController().signal);
    });
    const { twin } = await replayHeldOut(
      { held: heldOut(200), release: facts(2), served: slow, champion: null },
      { ...context, now: () => clock },
    );
    expect(twin).toMatchObject({ asked: 20, kept: 200, different: 0 });
  });
});

describe('a replay', () => {
  it('ends within a minute however slow both releases are, and says what there was no time for', async () => {
    let clock = 0;
    const slow = (number: number, ms: number) =>
      fakeRelease(number, (row) => {
        clock += ms;
        return byAge.answer(row, new AbortController().signal);
      });
    const { twin, slices } = await replayHeldOut(
      {
        held: heldOut(1200),
        release: facts(2),
        served: slow(2, 100),
        champion: { facts: facts(1), served: slow(1, 200) },
      },
      { ...context, now: () => clock },
    );
    expect(twin).toMatchObject({ asked: 200, different: 0 });
    expect(slices).toMatchObject({ kind: 'compared', rows: 125, cut: false });
    expect(clock).toBeLessThan(60_000);
  });

  it('does not compare groups for which there is no time', async () => {
    let asked = 0;
    const last = fakeRelease(1, (row) => {
      asked += 1;
      return byAge.answer(row, new AbortController().signal);
    });
    const found = await replayHeldOut(
      { held: heldOut(1200), release: facts(2), served: wrongInOslo, champion: { facts: facts(1), served: last } },
      { ...context, now: () => (asked < 1200 ? 0 : 60_000) },
    );
    expect(found.slices).toMatchObject({ kind: 'compared', tested: 0, cut: true });
  });

  it('does not wait for an answer that never comes', async () => {
    const silent = fakeRelease(2, (row, signal) =>
      row.age === 40
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))))
        : byAge.answer(row, signal),
    );
    const { rows } = heldOut(200);
    const first = rows.findIndex(({ input }) => input.age === 40);
    const start = performance.now();
    const now = () => performance.now() - start;
    const answers = await replayRows({ release: silent, rows, end: 500, now, signal: context.signal });
    expect(answers).toHaveLength(first);
  });
});

describe('what answers today, on the same rows', () => {
  it('is compared group by group, and the groups are named on which the release is worse', async () => {
    const { slices } = await replay({ next: wrongInOslo, before: fakeRelease(3) });
    expect(slices).toMatchObject({ kind: 'compared', metric: 'auc', rows: 1200, unseen: true });
    expect(namesOf(slices)).toContainEqual(['city']);
    const bern = slices?.kind === 'compared' ? JSON.stringify(slices.worse).includes('Bern') : null;
    expect(bern).toBe(false);
  });

  it('is left alone where the release is better or the same', async () => {
    expect(namesOf((await replay({ before: wrongInOslo })).slices)).toEqual([]);
    expect(namesOf((await replay({ before: fakeRelease(1) })).slices)).toEqual([]);
  });

  it('may have learned from the rows where it was split otherwise, from other batches, too', async () => {
    const other = { ...receipt, proof: { ...receipt.proof, testSet: 'd'.repeat(64) } };
    const split = await replay({ before: fakeRelease(1), champion: { ...facts(1), receipt: other } });
    expect(split.slices).toMatchObject({ unseen: false });
    const held = { ...heldOut(1200) };
    const found = await replayHeldOut(
      {
        ...{ held, release: { ...facts(2), batches: ['june'] }, served: byAge },
        champion: { facts: { ...facts(1), receipt: other, batches: ['may'] }, served: fakeRelease(1) },
      },
      context,
    );
    expect(found.slices).toMatchObject({ unseen: false, otherBatches: true });
  });

  it('is compared with a doubt where rows were held out by whole groups', async () => {
    const grouped = { ...receipt, strategy: 'grouped' as const, by: 'household' };
    const found = await replayHeldOut(
      {
        ...{ held: heldOut(300), release: { ...facts(2), receipt: grouped }, served: byAge },
        champion: { facts: facts(1), served: fakeRelease(1) },
      },
      context,
    );
    expect(found.slices).toMatchObject({ unseen: true, dependent: 'rows of one household belong together' });
    expect((await replay({ before: fakeRelease(1) })).slices).toMatchObject({ dependent: null });
  });

  it('cannot be compared where it does not load, predicts something else, or too few rows can be judged', async () => {
    const why = async (o: Parameters<typeof replay>[0]) => {
      const { slices } = await replay(o);
      return slices?.kind === 'incomparable' ? slices.why : null;
    };
    expect(await why({ before: { ...fakeRelease(1), task: 'regression' } })).toBe('churn v1 predicts something else');
    expect(await why({ before: fakeRelease(1), held: heldOut(60) })).toContain('only 60 held-out rows can be judged');
    const refuses = fakeRelease(1, () => {
      throw new Error('no such field');
    });
    expect(await why({ before: refuses })).toBe(
      'churn v1 answers only 0 of the 1200 held-out rows, and 100 are needed',
    );
    const unsplit = heldOut(200);
    const loose = { ...unsplit, facts: { rows: 200, of: 200, part: null } };
    expect(await why({ before: fakeRelease(1), held: loose })).toContain('no rows were held out');
  });
});
