import type { Refusals } from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { createRefusalLog } from './refusal-log';

const source = sourceIdSchema.parse('00000000-0000-4000-8000-000000000002');

it('keeps what could not be written, and adds to it what came meanwhile', async () => {
  const written: Refusals[][] = [];
  let works = false;
  const log = createRefusalLog({
    async write(rows) {
      if (!works) throw new Error('no database');
      written.push([...rows]);
    },
    now: () => 1_000,
  });
  log.note(source, { code: 'no-id', message: 'first' });
  log.note(source, { code: 'not-json', message: 'half a line' });
  const failed = log.flush();
  log.note(source, { code: 'no-id', message: 'second' });
  await expect(failed).rejects.toThrow('no database');
  works = true;
  await log.flush();
  await log.flush();
  expect(written.map((rows) => rows.map(({ code, count, message }) => [code, count, message]))).toEqual([
    [
      ['no-id', 2, 'second'],
      ['not-json', 1, 'half a line'],
    ],
  ]);
});
