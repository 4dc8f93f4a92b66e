import { expect, it } from 'vitest';
import { answersWords, listSentence, rolloutWords } from './endpoint-list-words';

const one = { name: 'churn', sandbox: false, answers: 'churn v1', rollout: null, health: null };
const rollout = { release: 'churn v2', percent: 5 };

it('opens with what answers, what moves and what needs somebody', () => {
  expect(listSentence([one])).toBe('1 live endpoint answers.');
  expect(listSentence([{ ...one, answers: null }])).toBe('No endpoint answers yet.');
  const urgent = { ...one, name: 'prices', health: { state: 'needs-action' as const, why: 'It fails.' } };
  const sandbox = { ...urgent, name: 'trial', sandbox: true };
  expect(listSentence([{ ...one, rollout }, urgent, sandbox])).toBe(
    '2 live endpoints answer, 1 sandbox answers. Rollout under way: churn. Needs action: prices.',
  );
});

it('says who answers how much while another release takes a share', () => {
  expect(answersWords({ ...one, rollout })).toBe('churn v1, 95%');
  expect(rolloutWords(rollout)).toBe('churn v2, 5%');
  expect(answersWords({ ...one, rollout: { ...rollout, percent: 0 } })).toBe('churn v1');
  expect(rolloutWords({ ...rollout, percent: 0 })).toBe('churn v2, in shadow');
  expect([answersWords({ ...one, answers: null }), rolloutWords(null)]).toEqual(['nothing yet', '–']);
});

it('says the share of the release that comes where it has the most', () => {
  expect(answersWords({ answers: 'churn v2', rollout: { ...rollout, percent: 75 } })).toBe('churn v2');
});
