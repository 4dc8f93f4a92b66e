import type { SignatureInput } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { rowsOfTable } from './rows-of-table';

const input = (name: string, type: SignatureInput['type']): SignatureInput => ({ name, type, required: false });
const inputs = [input('age', 'integer'), input('city', 'text'), input('member', 'boolean'), input('v', 'vector')];

describe('a pasted table', () => {
  it('becomes rows by the types of the signature; other columns go along', () => {
    expect(rowsOfTable('id,age,city,member,v\n7,40,Oslo,true,"[1,2]"\n8,,,no,x\n', inputs)).toEqual({
      ok: true,
      header: ['id', 'age', 'city', 'member', 'v'],
      records: [
        ['7', '40', 'Oslo', 'true', '[1,2]'],
        ['8', '', '', 'no', 'x'],
      ],
      rows: [
        { age: 40, city: 'Oslo', member: true, v: [1, 2] },
        { age: null, city: null, member: 'no', v: 'x' },
      ],
      ignored: ['id'],
    });
  });

  it.each([
    ['age,city\n1,2', 'The table has no column member, v; it has age, city.'],
    ['age,city,member,v', 'There are no rows'],
    ['age,city,member,v\n1,2,3', 'Row 1 has 3 fields; expected 4'],
    ['age,city,member,v\n"1', 'Line 2 has a quote that is not closed.'],
    [`age,city,member,v\n${'1,a,true,x\n'.repeat(10_001)}`, 'The table has 10,001 rows; at most 10,000'],
  ])('says what is wrong with it', (text, problem) => {
    expect(rowsOfTable(text, inputs)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});
