import { expect, it } from 'vitest';
import { endpointSentence, servedBy, testRequestWords } from './endpoint-words';

it('tells an endpoint from a model of the same name, and a sandbox from what is live', () => {
  const release = { modelName: 'churn', number: 1 };
  expect(endpointSentence({ name: 'churn', sandbox: true }, release)).toBe(
    'The sandbox endpoint churn answers with v1 of the model churn.',
  );
  expect(endpointSentence({ name: 'churn', sandbox: false }, release)).toContain('The endpoint churn answers');
  expect(endpointSentence({ name: 'churn', sandbox: false }, undefined)).toContain('does not answer yet');
});

it('goes by the release that takes most of the traffic, wherever it stands', () => {
  const releases = [{ id: 'a' }, { id: 'b' }];
  const routes = [
    { release: 'a', weight: 1 },
    { release: 'b', weight: 9 },
  ];
  expect(servedBy({ endpoint: { config: { routes } }, releases })).toEqual({ id: 'b' });
  expect(servedBy({ endpoint: { config: null }, releases })).toBeUndefined();
});

it('says the same of sandbox requests as the pages that count them', () => {
  expect(testRequestWords(true)).toContain('stay out of the project’s figures');
  expect(testRequestWords(false)).not.toContain('project');
});
