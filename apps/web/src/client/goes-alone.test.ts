import { describe, expect, it } from 'vitest';
import { alone, goesAlone } from './goes-alone';

const call = (input: unknown, type = 'query') => ({ type, input, context: {} });

describe('a call goes in a request of its own', () => {
  it('where it wants to', () => {
    expect(goesAlone({ ...call({ id: 1 }), ...alone })).toBe(true);
    expect(goesAlone(call({ id: 1 }))).toBe(false);
    expect(goesAlone(call(undefined))).toBe(false);
  });

  it('where its input does not fit into an address, as one with the names of many columns', () => {
    const columns = Array.from({ length: 60 }, (_, at) => `показатель деятельности ${at}`);
    expect(goesAlone(call({ project: 'p', columns }))).toBe(true);
    expect(goesAlone(call({ project: 'p', columns: columns.slice(0, 20) }))).toBe(false);
    expect(goesAlone(call({ columns: Array.from({ length: 60 }, (_, at) => `c${at}`) }))).toBe(false);
    expect(goesAlone(call({ columns }, 'mutation'))).toBe(false);
  });
});
