import { describe, expect, it } from 'vitest';
import type { RunInput } from '../run';
import { planOrigin } from './plan-origin';

/** Steps in order, each with what feeds its table input. */
function origin(types: readonly [string, RunInput?][], port = 'table'): RunInput {
  const specs = types.map(([type, table]) => ({ type, inputs: { table: table === undefined ? [] : [table] } }));
  return planOrigin({ idx: specs.length - 1, port }, (idx) => specs[idx]);
}

const from = (idx: number, port = 'table'): RunInput => ({ idx, port });

describe('planOrigin', () => {
  it('goes up over casts, filters, imputations and the split to the data', () => {
    expect(
      origin([
        ['dataset'],
        ['cast-types', from(0)],
        ['filter-rows', from(1)],
        ['split-rows', from(2)],
        ['impute-missing', from(3, 'split')],
      ]),
    ).toEqual(from(0));
  });

  it('stays where a plan starts: at the data itself, and at a step that makes a table of its own', () => {
    expect(origin([['dataset']])).toEqual(from(0));
    const types: [string, RunInput?][] = [
      ['dataset'],
      ['batch-score', from(0)],
      ['filter-rows', from(1, 'predictions')],
    ];
    expect(origin(types)).toEqual(from(1, 'predictions'));
    expect(origin(types.slice(0, 2), 'predictions')).toEqual(from(1, 'predictions'));
  });

  it('stops at a step without a source and never goes round', () => {
    expect(origin([['dataset'], ['filter-rows']])).toEqual(from(1));
    expect(
      origin([
        ['filter-rows', from(1)],
        ['cast-types', from(0)],
      ]),
    ).toEqual(from(0));
    expect(origin([['no-such-type']])).toEqual(from(0));
  });
});
