import { describe, expect, it } from 'vitest';
import { isCompatible, portTypes } from '.';

describe('isCompatible', () => {
  it('takes equal types, a Split for a Table, and Any', () => {
    for (const type of portTypes) {
      expect(isCompatible(type, type)).toEqual({ ok: true });
      expect(isCompatible(type, 'Any')).toEqual({ ok: true });
    }
    expect(isCompatible('Split', 'Table')).toEqual({ ok: true });
  });

  it('refuses with a sentence and offers a step where one would do', () => {
    expect(isCompatible('Table', 'Split')).toEqual({
      ok: false,
      reason: 'This input wants split rows; the output gives a table.',
      converter: { addStep: 'split-rows', title: 'Add Split rows between' },
    });
    expect(isCompatible('Metrics', 'Table')).toEqual({
      ok: false,
      reason: 'This input wants a table; the output gives metrics.',
    });
  });
});
