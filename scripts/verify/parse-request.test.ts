import { describe, expect, it } from 'vitest';
import { parseVerifyRequest } from './parse-request';
import { partsOf } from './proofs';

describe('arguments of verify', () => {
  it('mean the whole spine when there are none', () => {
    expect(parseVerifyRequest([])).toEqual({
      proof: 'spine',
      only: Object.keys(partsOf('spine')),
      short: false,
      json: false,
      withTest: false,
      seed: null,
    });
  });

  it('choose parts of the proof named, in the order of the proof', () => {
    const request = parseVerifyRequest([
      'data',
      '--only',
      'twin,lint',
      '--only',
      'files',
      '--short',
      '--json',
      '--seed',
      '7',
    ]);
    expect(request).toEqual({
      proof: 'data',
      only: ['lint', 'files', 'twin'],
      short: true,
      json: true,
      withTest: false,
      seed: 7,
    });
  });

  it('are refused with what there is', () => {
    expect(() => parseVerifyRequest(['dato'])).toThrow('There is no proof "dato"; there is spine, data, train, serve.');
    expect(() => parseVerifyRequest(['data', 'spine'])).toThrow('Not understood: spine');
    expect(() => parseVerifyRequest(['data', '--only', 'clone'])).toThrow(
      /There is no part "clone" in the proof "data" \(--only takes lint, .*bench\)/,
    );
    expect(() => parseVerifyRequest(['spine', '--only', 'lint'])).toThrow(
      'There is no part "lint" in the proof "spine"',
    );
    expect(() => parseVerifyRequest(['data', '--seed', 'x'])).toThrow('is not a whole number');
  });

  it('know every claim of the data proof, built or not', () => {
    const parts = ['lint', 'files', 'repairs', 'splits', 'twin', 'as-of', 'sources', 'browser', 'bench'];
    expect(Object.keys(partsOf('data'))).toEqual(parts);
  });
});
