import { expect, it } from 'vitest';
import { viewSentence } from './view-sentence';

it('begins with the name of the view', () => {
  const view = { name: 'hour_of_day', keys: [{ name: 'hr' }], features: [{}] };
  expect(viewSentence({ view, online: 24 })).toBe('hour_of_day: 1 feature of 24 entities, found by hr.');
  expect(viewSentence({ view: { ...view, keys: [{ name: 'a' }, { name: 'b' }] }, online: 1 })).toBe(
    'hour_of_day: 1 feature of 1 entity, found by a and b.',
  );
});
