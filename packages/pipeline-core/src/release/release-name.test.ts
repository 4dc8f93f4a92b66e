import { describe, expect, it } from 'vitest';
import { isReleaseName, suggestReleaseName } from './release-name';

describe('a name suggested for a model', () => {
  it.each(['Churn?', 'left_the_company', '–', `${'long '.repeat(30)}`])('is one the server takes for %s', (text) => {
    expect(suggestReleaseName(text)).toSatisfy(isReleaseName);
    expect(suggestReleaseName(text, 12)).toSatisfy(isReleaseName);
  });

  it('says the attempt from the second on', () => {
    expect([suggestReleaseName('Churn?'), suggestReleaseName('Churn?', 2)]).toEqual(['churn', 'churn-2']);
  });
});
