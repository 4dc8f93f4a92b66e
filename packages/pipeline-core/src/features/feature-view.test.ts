import { describe, expect, it } from 'vitest';
import { entityKey, type ViewShape, whyIncompatible } from '.';

const view: ViewShape = {
  keys: [
    { name: 'shop', type: 'text' },
    { name: 'day', type: 'date' },
  ],
  features: [{ name: 'sales', type: 'number' }],
  ttlSeconds: null,
};

describe('a view goes on', () => {
  it('as it is, with more features, with another age', () => {
    const more = { ...view, features: [...view.features, { name: 'new', type: 'text' as const }], ttlSeconds: 5 };
    expect([whyIncompatible(view, view), whyIncompatible(view, more)]).toEqual([null, null]);
  });

  it.each<[string, ViewShape]>([
    ['its keys are', { ...view, keys: view.keys.slice(0, 1) }],
    ['feature sales is not there', { ...view, features: [{ name: 'other', type: 'number' }] }],
    ['feature sales is a number, not a text', { ...view, features: [{ name: 'sales', type: 'text' }] }],
  ])('not when %s', (why, next) => {
    expect(whyIncompatible(view, next)).toContain(why);
  });
});

describe('the key of an entity', () => {
  it('is the same however its values are written', () => {
    expect(entityKey(view.keys, ['a', '2026-11-20'])).toBe('["a","2026-11-20"]');
    expect(entityKey([{ name: 'id', type: 'integer' }], [1e3])).toBe('[1000]');
  });

  it.each([
    ['missing', [null, '2026-11-20']],
    ['absent', ['a']],
    ['of another type', [1, '2026-11-20']],
    ['no day', ['a', 'yesterday']],
  ])('does not exist when a part is %s', (_why, values) => {
    expect(entityKey(view.keys, values)).toBeNull();
  });
});
