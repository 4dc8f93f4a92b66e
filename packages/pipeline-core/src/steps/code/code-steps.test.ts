import { describe, expect, it } from 'vitest';
import type { PropagatedSchema } from '../../schema/propagated';
import { getContract } from '../catalog';
import { guestValues } from './guest-params';
import { readNotebook, withoutOutputs } from './notebook-file';

const marked: PropagatedSchema = { kind: 'needs-run', reason: 'later', split: true };
const cell = (source: string) => ({ cell_type: 'code', source, outputs: [{ output_type: 'stream', text: 'old' }] });
const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kept: 1 }, cells: [cell('x = 1')] });

function codes(type: string, params: object, inputs: Record<string, PropagatedSchema[]> = {}): string[] {
  const contract = getContract(type);
  return contract
    .inferSchema(contract.params.parse(params), inputs)
    .issues.map(({ severity, code }) => `${severity} ${code}`);
}

describe('steps that run code', () => {
  it('read parameters as JSON where they are, as text where they are not, the last of a name', () => {
    const values = [
      { name: 'n', value: '3' },
      { name: 'yes', value: 'true' },
      { name: 'list', value: '[1, "a"]' },
      { name: ' word ', value: 'a b' },
      { name: 'n', value: '4' },
      { name: '', value: 'nobody' },
    ];
    expect(guestValues(values)).toEqual({ n: 4, yes: true, list: [1, 'a'], word: 'a b' });
  });

  it('say what they lack, and that a split ends', () => {
    expect(codes('python', {})).toEqual([]);
    expect(codes('python', { code: ' ' })).toEqual(['error no-code']);
    expect(codes('python', {}, { b: [marked] })).toEqual(['warning split-lost']);
    expect(codes('notebook', {})).toEqual(['error no-notebook']);
    expect(codes('notebook', { notebook: text })).toEqual([]);
    const values = [{ name: 'a-b', value: '1' }];
    expect(codes('notebook', { notebook: text, values })).toEqual(['error notebook-parameter']);
  });

  it('name what they run', () => {
    const python = getContract('python');
    expect(python.describe(python.params.parse({ code: 'import a\nfrom b import c\n\nx = c(1)\n' }))).toBe('x = c(1)');
    const notebook = getContract('notebook');
    expect(notebook.describe(notebook.params.parse({ notebook: text }))).toBe('1 cell of code');
  });

  it('keep a notebook without its outputs, and all else of it', () => {
    const read = readNotebook(text);
    if (!read.ok) throw new Error(read.why);
    expect(withoutOutputs(read.notebook)).toMatchObject({
      metadata: { kept: 1 },
      cells: [{ source: 'x = 1', outputs: [], execution_count: null }],
    });
    for (const wrong of ['', 'x = 1', '[]', '{"nbformat":3,"worksheets":[]}'])
      expect(readNotebook(wrong)).toMatchObject({ ok: false, why: expect.stringMatching(/\.$/) });
  });
});
