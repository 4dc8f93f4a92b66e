import { expect, it } from 'vitest';
import { eventSentence, sourceWords, subjectHref } from './event-words';

const run = '018f0000-0000-7000-8000-000000000001';
const candidate = '018f0000-0000-4000-8000-000000000002';
const ready = (tied: number) => ({
  topic: 'model-ready',
  type: 'millrace.model-ready.v1',
  subject: `runs/${run}`,
  data: {
    ...{ candidate, model: 'a'.repeat(64), title: 'Trees', task: 'binary', metric: 'auc', value: 0.8765 },
    ...{ part: 'validation', rows: 60, tied, run },
  },
});

it('a model that is ready is told with its figure and how sure that is, and leads to its page', () => {
  expect(eventSentence(ready(0))).toBe('Trees is ready: the best of its run at ROC AUC 0.877');
  expect(eventSentence(ready(1))).toMatch(/; another may be just as good$/);
  expect(eventSentence(ready(2))).toMatch(/; 2 others may be just as good$/);
  expect(subjectHref('p', ready(0))).toEqual({
    ...{ href: `/p/p/models/candidates/${candidate}`, label: 'Trees', named: true },
  });
});

it('an event that cannot be read is told by its type, and leads to what it is about', () => {
  const odd = { ...ready(0), data: {} };
  expect(eventSentence(odd)).toBe('millrace.model-ready.v1');
  expect(subjectHref('p', odd)).toEqual({ href: `/p/p/runs/${run}`, label: 'Run' });
});

it('what became of a record is told by the endpoint that read it', () => {
  const event = (type: string, data: object) => ({
    ...{ topic: 'departments.accounts', subject: null, type: `millrace.${type}.v1` },
    data: { endpoint: 'shop.documents', record: {}, ...data },
  });
  const scored = event('record-scored', { prediction: 'invoice', release: 'documents@3' });
  expect(eventSentence(scored)).toBe('shop.documents says invoice, by documents@3');
  expect(eventSentence(event('record-scored', { prediction: null, release: null }))).toBe(
    'shop.documents says nothing',
  );
  const refused = event('record-refused', { reason: 'text is missing' });
  expect(eventSentence(refused)).toBe('shop.documents refused a record: text is missing');
  expect(eventSentence({ ...scored, data: 'odd' })).toBe('millrace.record-scored.v1');
});

it('what has no page is told by its endpoint, not by an address', () => {
  const source = '/endpoints/shop.churn/streams/705220cf-0000-4000-8000-000000000001';
  expect(sourceWords({ subject: null, source })).toBe('Endpoint churn');
  expect(sourceWords({ subject: null, source: '/till/7' })).toBe('/till/7');
  expect(sourceWords({ subject: 'x'.repeat(99), source })).toHaveLength(40);
});
