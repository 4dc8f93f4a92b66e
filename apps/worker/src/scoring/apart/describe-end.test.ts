import { expect, it } from 'vitest';
import { describeEnd } from './describe-end';

const uncaught = `file:///srv/dist/model.mjs:812
    throw new RangeError(\`row \${row.name} is out of range\`);
          ^

RangeError: row 4711 is out of range
    at answer (file:///srv/dist/model.mjs:812:11)

Node.js v22.14.0
`;

it('tells callers how a process ended and no more, and those who run it the line that names the error', () => {
  expect(describeEnd({ code: 1, signal: null, words: uncaught })).toEqual({
    how: 'ended with code 1',
    detail: 'RangeError: row 4711 is out of range',
  });
  expect(describeEnd({ code: null, signal: 'SIGSEGV', words: '' })).toEqual({
    how: 'was ended by SIGSEGV',
    detail: null,
  });
  expect(describeEnd({ code: 127, signal: null, words: '\nnode: libuv.so is missing\n' }).detail).toBe(
    'node: libuv.so is missing',
  );
});

it('knows one that was out of memory, and cuts what it said', () => {
  const words = `<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit - JavaScript heap out of memory ${'x'.repeat(500)}`;
  const { how, detail } = describeEnd({ code: null, signal: 'SIGABRT', words });
  expect(how).toBe('was ended by SIGABRT: it was out of memory');
  expect([detail?.length, detail?.slice(0, 11)]).toEqual([300, 'FATAL ERROR']);
});
