import { describe, expect, it } from 'vitest';
import { checkOnline, type OnlineFacts } from './check-online';

const facts: OnlineFacts = {
  ...{
    missing: [],
    unheld: [],
    rows: 1000,
    of: 1000,
    same: 1000,
    different: 0,
    unknown: 0,
    moved: 0,
    refused: 0,
    refusal: null,
    first: [],
    wrong: [],
  },
};
const row = { row: 17, field: 'spend', table: 58.2, online: 61.5 };

describe('features that are looked up', () => {
  it.each([
    ['are as in the table', {}, 'pass', /^1,000 rows are given the values of the table, and its answers\.$/],
    [
      'may have moved on, which is shown',
      { same: 988, moved: 12, first: [row] },
      ...['pass', /12 are given others, which may be newer: row 17 is given 61.5 for spend instead of 58.2\.$/],
    ],
    [
      'are to be looked at where all have moved on, as nothing is proven then',
      { same: 0, moved: 1000, first: [row] },
      ...['warn', /^No row is given the values of the table, .*: row 17 is given 61.5 for spend instead of 58.2\.$/],
    ],
    ['are to be looked at where no row was asked', { rows: 0, same: 0 }, 'warn', /^None could be asked/],
    [
      'are to be looked at where nothing is known any more',
      { same: 400, unknown: 600, first: [{ ...row, online: null }] },
      ...[
        'warn',
        /600 are given nothing where the table had values: row 17 is given null for spend instead of 58.2\.$/,
      ],
    ],
    [
      'stop it where there is no view',
      { missing: ['the feature view spending'] },
      'fail',
      /without the feature view spending/,
    ],
    [
      'stop it where a view does not fit into memory',
      { unheld: ['the feature view spending takes about 900 MB of memory, and all views have 800 MB'] },
      'fail',
      /^No request would be answered by this release: the feature view spending takes about 900 MB/,
    ],
    [
      'stop it where no answer comes of them',
      { refused: 3, refusal: 'row 4: a text' },
      'fail',
      /no answer .*: row 4: a text\.$/,
    ],
    ['stop it where equal values give other answers', { different: 2 }, 'fail', /^2 rows .* another answer than it\.$/],
  ] as [string, Partial<OnlineFacts>, string, RegExp][])('%s', (_case, found, status, reason) => {
    const check = checkOnline({ ...facts, ...found });
    expect(check.status).toBe(status);
    expect(check.reason).toMatch(reason);
  });

  it('say how many of how many rows were asked', () => {
    expect(checkOnline({ ...facts, rows: 412, same: 412 }).measured).toBe('412 of 1,000 held-out rows');
    expect(checkOnline(facts).measured).toBe('1,000 held-out rows');
  });

  it('are not known before it deploys', () => expect(checkOnline(null).status).toBe('not-run'));
});
