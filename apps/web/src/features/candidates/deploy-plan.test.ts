import { isReleaseName } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { effectOf, fitStrategy, suggestEndpoint, suggestName } from './deploy-plan';

const live = (name: string) => ({ name, sandbox: false });
const sandbox = (name: string) => ({ name, sandbox: true });

describe('what the deploy sheet proposes', () => {
  it.each(['Churn?', 'left_the_company', '–', `${'long '.repeat(30)}`])('a name the server takes for %s', (target) => {
    expect(suggestName(target)).toSatisfy(isReleaseName);
    const taken = [live(suggestName(target)), live(`${suggestName(target)}-sandbox`)];
    expect(suggestEndpoint(suggestName(target), taken)).toSatisfy(isReleaseName);
  });

  it.each([
    ['the plain name', [], 'churn'],
    ['its own sandbox again', [sandbox('churn')], 'churn'],
    ['another one beside a live model', [live('churn')], 'churn-sandbox'],
    ['the sandbox beside a live model again', [live('churn'), sandbox('churn-sandbox')], 'churn-sandbox'],
    ['a third one when both are live', [live('churn'), live('churn-sandbox')], 'churn-sandbox-2'],
  ])('%s', (_case, endpoints, expected) => {
    expect(suggestEndpoint('churn', endpoints)).toBe(expected);
  });

  it('a way that fits the endpoint', () => {
    expect(fitStrategy('sandbox', live('churn'))).toBe('direct');
    expect(fitStrategy('sandbox', sandbox('churn'))).toBe('sandbox');
    expect(fitStrategy('direct', sandbox('churn'))).toBe('direct');
    expect(fitStrategy('sandbox', null)).toBe('sandbox');
  });

  it.each([
    [null, null, 'sandbox', 'answer at churn, a new sandbox endpoint.'],
    [null, null, 'direct', 'answer at churn, a new live endpoint.'],
    [
      sandbox('churn'),
      'churn v1',
      'sandbox',
      'stays a sandbox. churn v1, which answers there today, stays as fallback.',
    ],
    [sandbox('churn'), 'churn v1', 'direct', 'is a sandbox today and becomes live.'],
    [live('churn'), 'churn v1', 'direct', 'take all live traffic of churn. churn v1,'],
  ] as const)('a sentence that says what %o with %s means for %s', (present, serves, strategy, words) => {
    expect(effectOf({ name: 'churn', present, serves, strategy })).toContain(words);
  });
});
