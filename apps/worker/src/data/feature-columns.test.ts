import { describe, expect, it } from 'vitest';
import { asFeature, wantedFeature } from './feature-columns';

const from = { sqlType: 'VARCHAR' };

describe('a feature of a model', () => {
  it('that is a text is read like a category and given to the model as a text', () => {
    const spec = { name: 'note', kind: 'text' } as const;
    expect(wantedFeature(spec, from)).toEqual({ name: 'note', kind: 'category', sqlType: 'VARCHAR' });
    const read = { name: 'note', kind: 'category', values: ['good', null] } as const;
    expect(asFeature(spec, read)).toEqual({ name: 'note', kind: 'text', values: ['good', null] });
    expect(asFeature({ name: 'note', kind: 'category', levels: [] }, read)).toBe(read);
  });

  it('that is a vector is read at the length that the model knows', () => {
    const spec = { name: 'image', kind: 'vector', width: 64 } as const;
    const sqlType = 'DOUBLE[]';
    expect(wantedFeature(spec, { sqlType })).toEqual({ name: 'image', kind: 'vector', sqlType, width: 64 });
  });
});
