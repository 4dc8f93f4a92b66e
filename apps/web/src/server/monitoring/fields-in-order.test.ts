import { expect, it } from 'vitest';
import { fieldsInOrder } from './fields-in-order';

const input = (name: string) => ({ name, type: 'text' as const, required: false });
const manifest = {
  signature: { inputs: ['education', 'age', 'sex'].map(input), outputs: [] },
  classes: ['<=50K', '>50K'],
};
const textOf = (kept: Parameters<typeof fieldsInOrder>[0]) => JSON.stringify(fieldsInOrder(kept, manifest));

it('a request has the order of the form, an answer that of the classes, whatever the database makes of it', () => {
  const kept = {
    input: { age: 3, sex: 'F', other: 1, education: 'x' },
    output: { warnings: [], prediction: '<=50K', probabilities: { '>50K': 0.1, '<=50K': 0.9 } },
  };
  expect(textOf(kept)).toBe(
    JSON.stringify({
      input: { education: 'x', age: 3, sex: 'F', other: 1 },
      output: { prediction: '<=50K', probabilities: { '<=50K': 0.9, '>50K': 0.1 }, warnings: [] },
    }),
  );
});

it('what is not there is not made', () => {
  expect(textOf({ input: {}, output: null })).toBe('{"input":{},"output":null}');
  expect(textOf({ input: { sex: 'F' }, output: { prediction: 2 } })).toBe(
    '{"input":{"sex":"F"},"output":{"prediction":2}}',
  );
});
