import { modelTestWishSchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { ReleaseAway, ReleaseEnded } from '../../scoring/releases/release-away';
import { fakeAnswer, fakeRelease } from '../../testing/fake-release';
import { askModelTests } from './ask-model-tests';

const saved = (name: string, age: number) => ({
  id: name,
  ...modelTestWishSchema.parse({ name, row: { age, city: 'Oslo' }, expected: { kind: 'class', class: 'yes' } }),
});

function context(clock = { now: 0 }) {
  const lines: string[] = [];
  return { lines, log: (line: string) => lines.push(line), now: () => clock.now, signal: new AbortController().signal };
}

it('fails the row alone that ended the process of the model: those after it wait until it is back', async () => {
  let away = 0;
  const release = fakeRelease(1, ({ age }) => {
    if (age === 66) {
      away = 2;
      throw new ReleaseEnded('its process was ended by SIGSEGV');
    }
    away -= 1;
    if (away >= 0) throw new ReleaseAway('its process is started anew');
    return fakeAnswer('yes');
  });
  const tests = [saved('first', 50), saved('kills', 66), saved('after', 51)];
  const facts = await askModelTests(release, { tests, ...context() });
  expect(facts).toMatchObject({ saved: 3, asked: 3 });
  expect(facts.failed.map(({ name, seen }) => [name, seen])).toEqual([['kills', expect.stringContaining('SIGSEGV')]]);
});

it('leaves out what there is no time for, and says so', async () => {
  const clock = { now: 0 };
  const release = fakeRelease(1, () => {
    clock.now += 25_000;
    return fakeAnswer('yes');
  });
  const o = context(clock);
  const tests = [1, 2, 3, 4].map((at) => saved(`test ${at}`, 40 + at));
  expect(await askModelTests(release, { tests, ...o })).toEqual({ saved: 4, asked: 2, failed: [] });
  expect(o.lines).toEqual(['Asked 2 of 4 saved tests: 0 failed.']);
});

it('says of a test that is not passed whether what answers today passes it', async () => {
  const release = fakeRelease(2, ({ age }) => fakeAnswer(age === 50 ? 'yes' : 'no'));
  const champion = { name: 'churn v1', served: fakeRelease(1, ({ age }) => fakeAnswer(age === 51 ? 'yes' : 'no')) };
  const o = context();
  const tests = [saved('passes', 50), saved('is worse', 51), saved('is no worse', 52)];
  const { failed } = await askModelTests(release, { tests, champion, ...o });
  expect(failed.map(({ name, alsoFailedBy }) => [name, alsoFailedBy])).toEqual([
    ['is worse', undefined],
    ['is no worse', 'churn v1'],
  ]);
  expect(o.lines).toEqual(['Asked 3 of 3 saved tests: 2 failed, 1 of them with what answers today, too.']);
});
