import { expect, it } from 'vitest';
import { failureWords } from './failure-words';

const place = 'Recommender › strength "n"';
const next = 'Leave such rows out.';

it('takes what to do out of the message, and says the place once', () => {
  const message = `${place}: got -2, expected 0 or more. ${next}`;
  const what = `${place}: got -2, expected 0 or more.`;
  expect(failureWords({ message, place, next })).toEqual({ what, where: '', next });
  const short = 'strength "n": got -2, expected 0 or more.';
  expect(failureWords({ message, place, next }, 'Recommender')).toEqual({ what: short, where: '', next });
  expect(failureWords({ message, place, next }, 'Another').what).toBe(what);
});

it('leaves a message of its own as it is, with place and next behind it', () => {
  const message = 'The file is empty.';
  expect(failureWords({ message, place, next })).toEqual({ what: message, where: place, next });
});

it('does not repeat what the message says in the middle, or as a whole', () => {
  expect(failureWords({ message: `${next} Then run again.`, place, next }).next).toBe('');
  expect(failureWords({ message: next, place, next })).toEqual({ what: next, where: place, next: '' });
  expect(failureWords({ message: 'It stopped.', place, next: '' })).toEqual({
    what: 'It stopped.',
    where: place,
    next: '',
  });
});
