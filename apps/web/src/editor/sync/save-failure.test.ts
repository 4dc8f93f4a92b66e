import { describe, expect, it } from 'vitest';
import { toSaveFailure } from './save-failure';

const failed = (httpStatus: number) =>
  Object.assign(new Error('failed'), {
    data: {
      httpStatus,
      report: { code: 'c', family: 'bug', place: 'p', seen: 's', expected: 'e', next: 'n', message: 'said' },
    },
  });
const kindOf = (error: unknown) => toSaveFailure(error).kind;

describe('a failed save', () => {
  it('is tried again when nobody answered or the server is in trouble, whatever code it names', () => {
    expect(kindOf(new TypeError('Failed to fetch'))).toBe('offline');
    expect([500, 502, 503, 504, 429].map((status) => kindOf(failed(status)))).toEqual(Array(5).fill('offline'));
  });

  it('waits for a sign-in when the session has ended, and is left to the person when refused', () => {
    expect(kindOf(failed(401))).toBe('signed-out');
    expect([403, 404, 409, 413, 422].map((status) => kindOf(failed(status)))).toEqual(Array(5).fill('refused'));
    expect(toSaveFailure(failed(409)).message).toBe('said');
  });
});
