import { describe, expect, it } from 'vitest';
import { readRefusal } from './read-refusal';

describe('a refused row', () => {
  it('says of each field what was got and expected', () => {
    const fields = [{ row: 0, field: 'fare', problem: 'mistyped', seen: '"abc"', expected: 'a number or null' }];
    const refusal = readRefusal({ error: { code: 'invalid-rows', message: 'The rows do not fit.', fields } });
    expect(refusal?.message).toBe('The rows do not fit.');
    expect([...(refusal?.fields ?? [])]).toEqual([['fare', 'Got "abc", expected a number or null.']]);
  });

  it('may name no field', () => {
    expect(readRefusal({ error: { code: 'no-answer', message: 'Nobody answered.' } })?.fields.size).toBe(0);
  });

  it('is none when there are predictions', () => {
    expect(readRefusal({ predictions: [{ prediction: 'No' }] })).toBeNull();
  });
});
