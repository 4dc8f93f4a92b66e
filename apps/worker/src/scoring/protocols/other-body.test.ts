import type { FieldProblem } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { describeOtherBody } from './other-body';

const extra = (field: string): FieldProblem => ({
  row: 0,
  field,
  problem: 'extra',
  seen: '[]',
  expected: 'no such field',
});

describe('a body that was meant as something else than one row', () => {
  it.each(['instances', 'dataframe_split', 'dataframe_records', 'inputs'])(
    'of %s is told where that is read',
    (form) => {
      const message = describeOtherBody({ [form]: [] }, [extra(form)]);
      expect(message).toContain(`The body holds "${form}"`);
      expect(message).toContain('send {"rows": [{...}, ...]}');
      expect(message).toContain('/invocations');
    },
  );

  it('is told that nothing stands beside rows', () => {
    expect(describeOtherBody({ rows: [], version: 1 }, [extra('rows'), extra('version')])).toMatch(/^Beside "rows"/);
  });

  it.each([
    ['a row in "rows" has a field of that name', { rows: [{ inputs: 1 }] }, [extra('inputs')]],
    ['the model has a field of that name', { inputs: 'x' }, [{ ...extra('inputs'), problem: 'mistyped' as const }]],
    ['nothing of it is unknown', { age: 'x' }, []],
  ])('is not meant where %s', (_when, body, problems) => {
    expect(describeOtherBody(body, problems)).toBeNull();
  });
});
