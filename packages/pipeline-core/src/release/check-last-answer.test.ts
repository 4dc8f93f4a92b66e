import { expect, it } from 'vitest';
import { type AnswerFacts, checkLastAnswer } from './check-last-answer';
import { type LastAnswer, lastAnswerSchema } from './endpoint-config';

const classes = (...names: string[]): AnswerFacts => ({ task: 'binary', classes: names });
const cached: LastAnswer = { kind: 'cached', seconds: 60, value: 'no' };

it.each<[string, LastAnswer, AnswerFacts, string | undefined]>([
  ['one of its classes', cached, classes('no', 'yes'), 'pass'],
  ['a class of another release', cached, classes('bad', 'good'), 'fail'],
  ['a class, of a release of numbers', cached, { task: 'regression' }, 'fail'],
  ['a number, of a release of numbers', { kind: 'constant', value: 0 }, { task: 'regression' }, 'pass'],
  ['a number, of a release of classes', { kind: 'constant', value: 0 }, classes('0', '1'), 'fail'],
  ['an item', { kind: 'constant', value: 'book' }, { task: 'ranking' }, 'pass'],
  ['an error', { kind: 'error' }, classes('bad', 'good'), undefined],
  ['nothing but the answer before', lastAnswerSchema.parse({ kind: 'cached' }), classes('bad', 'good'), undefined],
])('what an endpoint says at the end of its chain: %s', (_case, last, release, status) => {
  expect(checkLastAnswer(last, release)[0]?.status).toBe(status);
});

it('that is no answer of the release is said with what would be', () => {
  expect(checkLastAnswer(cached, classes('bad', 'good'))).toMatchObject([
    {
      reason:
        'The endpoint says "no" then, which is no answer of this release; expected one of its classes: bad, good.',
      fix: expect.stringContaining('its settings, last'),
    },
  ]);
});
