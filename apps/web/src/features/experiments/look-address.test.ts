import { listLookSchema } from '@millrace/pipeline-core/tracking';
import { describe, expect, it } from 'vitest';
import { lookFromAddress, lookToAddress, sameLook } from './look-address';

describe('a look in the address', () => {
  it.each([
    {},
    { filter: 'auc > 0.8 and model: "a & b"', sort: 'metrics.val loss', all: true, apart: true },
    { columns: [], rules: { 'a:b,c': 'low', loss: 'high' } },
    { columns: ['state', 'params.x,y', 'metrics.auc'] },
  ])('comes back as it was: %o', (part) => {
    const look = listLookSchema.parse(part);
    const address = lookToAddress(look, null).toString();
    expect(lookFromAddress(new URLSearchParams(address))).toEqual(look);
  });

  it('is empty for the usual one, and takes what it does not know as usual', () => {
    const usual = listLookSchema.parse({});
    expect(lookToAddress(usual, null).toString()).toBe('');
    expect(lookToAddress(usual, 'Team').toString()).toBe('view=Team');
    expect(lookFromAddress(new URLSearchParams('rule=best:loss&all=yes'))).toEqual(usual);
    expect(sameLook(usual, { ...usual, rules: { loss: 'last' } })).toBe(true);
    expect(sameLook(usual, { ...usual, columns: [] })).toBe(false);
  });
});
