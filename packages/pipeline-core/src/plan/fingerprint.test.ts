import { describe, expect, it } from 'vitest';
import { fingerprint, inputHashes } from './fingerprint';

describe('fingerprint', () => {
  const spec = { type: 'a', version: 1, params: { x: 1 }, seed: 1, references: {} };

  it('counts metadata of tables as content and does not mix ports up', () => {
    const inputs = { table: [{ idx: 0, port: 'table' }] };
    const outputs = [
      { idx: 0, port: 'table', hash: 'a' },
      { idx: 0, port: 'table.meta', hash: 'b' },
    ];
    expect(inputHashes(inputs, outputs)).toEqual({ table: [['a', 'b']] });
    expect(inputHashes(inputs, [])).toBeNull();
    expect(fingerprint(spec, 'c', { p: [['a']], q: [['b']] })).not.toBe(
      fingerprint(spec, 'c', { p: [['b']], q: [['a']] }),
    );
    expect(fingerprint(spec, 'c', { p: [['a'], ['b']] })).not.toBe(fingerprint(spec, 'c', { p: [['a', 'b']] }));
  });

  it('changes with code, parameters, seed, fold and trial, not with the order of keys', () => {
    const base = fingerprint({ ...spec, params: { x: 1, y: 2 } }, 'c', {});
    expect(fingerprint({ ...spec, params: { y: 2, x: 1 } }, 'c', {})).toBe(base);
    const others = [
      fingerprint({ ...spec, params: { x: 1, y: 3 } }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 } }, 'd', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, seed: 2 }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, fold: 0 }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, trial: 0 }, 'c', {}),
    ];
    expect(new Set([base, ...others]).size).toBe(6);
  });

  it('counts which batch is read, also when its content is equal, but not which release or what it is called', () => {
    const printed = (kind: 'batch' | 'release', id: string, label = 'one') =>
      fingerprint({ ...spec, references: { data: { kind, id, label, artifacts: {} } } }, 'c', {});
    expect(printed('batch', '1')).not.toBe(printed('batch', '2'));
    expect(printed('batch', '1')).toBe(printed('batch', '1', 'another'));
    expect(printed('release', '1')).toBe(printed('release', '2'));
  });

  it('counts which of several batches are read, but not which are left out or what could not be read of them', () => {
    const printed = (numbers: number[], leftOut: number[], counts: object = {}) => {
      const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
      const data = {
        batches: numbers.map((number) => ({ id: id(number), number, port: `b${number}`, ...counts })),
        leftOut: leftOut.map((number) => ({ number, why: 'is a replay' })),
      };
      const reference = { kind: 'batches' as const, id: 'd', label: 'batches', artifacts: {}, data };
      return fingerprint({ ...spec, references: { data: reference } }, 'c', {});
    };
    expect(printed([1, 2], [])).not.toBe(printed([1, 2, 3], []));
    expect(printed([1, 2], [])).toBe(printed([1, 2], [3]));
    expect(printed([1, 2], [])).toBe(printed([1, 2], [], { lines: 3, cells: 1 }));
  });
});
