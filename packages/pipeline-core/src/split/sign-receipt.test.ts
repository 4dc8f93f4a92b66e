import { describe, expect, it } from 'vitest';
import { checkReceipt, hmacSha256, type SignedReceipt, signReceipt } from './index';

const bytes = (byte: number, length: number) => new Uint8Array(length).fill(byte);

describe('hmacSha256', () => {
  // RFC 4231, test cases 1, 2 and 6.
  it('gives the values of the RFC', () => {
    expect(hmacSha256(bytes(0x0b, 20), 'Hi There')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
    expect(hmacSha256(Uint8Array.from([0x4a, 0x65, 0x66, 0x65]), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(hmacSha256(bytes(0xaa, 131), 'Test Using Larger Than Block-Size Key - Hash Key First')).toBe(
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    );
  });
});

describe('a receipt', () => {
  const digest = 'ab'.repeat(32);
  const signed: SignedReceipt = {
    receipt: {
      v: 1,
      strategy: 'random',
      seed: 7,
      ratios: { train: 0.7, validation: 0.1, test: 0.2 },
      counts: { train: 7, validation: 1, test: 2 },
      warnings: [],
      proof: { table: digest, assignment: digest, testSet: digest },
    },
    table: 'cd'.repeat(32),
    project: 'p',
    run: 'r',
    madeBy: 'me',
    at: '2026-11-26T08:00:00.000Z',
  };
  const key = 'the key of this installation';
  const signature = signReceipt(signed, key);
  const measured = { table: signed.table, assignment: digest, counts: signed.receipt.counts };
  const failed = (o: Partial<Parameters<typeof checkReceipt>[0]>) => {
    const { valid, checks } = checkReceipt({ signed, signature, key, measured, ...o });
    const names = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(valid).toBe(names.length === 0);
    return names;
  };

  it('verifies as long as nothing changed', () => {
    expect(failed({})).toEqual([]);
  });

  it('fails when a field of it, the key, or the signature is another', () => {
    expect(failed({ signed: { ...signed, madeBy: 'you' } })).toEqual(['signature']);
    expect(failed({ key: 'the key of another installation' })).toEqual(['signature']);
    expect(failed({ signature: null })).toEqual(['signature']);
    expect(failed({ key: null })).toEqual(['signature']);
  });

  it('fails when the table is another or gone', () => {
    const other = 'ef'.repeat(32);
    expect(failed({ measured: { ...measured, table: other } })).toEqual(['table']);
    expect(failed({ measured: { ...measured, table: other, assignment: other } })).toEqual(['table', 'assignment']);
    expect(failed({ measured: { table: null, assignment: null, counts: null } })).toEqual([
      'table',
      'assignment',
      'counts',
    ]);
  });
});
