import { describe, expect, it } from 'vitest';
import type { FeatureColumn, FeatureSpec } from './model-runtime';
import { checkColumns } from './row-values';

const spec: FeatureSpec = { name: 'image', kind: 'vector', width: 2 };
const column = (width: number): FeatureColumn => ({
  name: 'image',
  kind: 'vector',
  width,
  values: new Float32Array(2 * width),
});

describe('columns for a model', () => {
  it('have to be as wide as the vectors it was trained on, and of the same kind', () => {
    expect(() => checkColumns([spec], [column(2)])).not.toThrow();
    expect(() => checkColumns([spec], [column(3)])).toThrow('of 3 numbers, expected a vector of 2 numbers');
    const text: FeatureColumn = { name: 'image', kind: 'text', values: ['a'] };
    expect(() => checkColumns([spec], [text])).toThrow('a text column');
    expect(() => checkColumns([{ name: 'image', kind: 'text' }], [text])).not.toThrow();
  });
});
