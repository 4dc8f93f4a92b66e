import { appendStepLogs } from '@millrace/db';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { readLogsUseCase } from './read-logs';

withTestServer();

it('a log longer than a page is read to its end by going on after the last line', async () => {
  const context = await makeContext(db, 'viewer');
  const { runId } = (await makeStoredThings(db, context.project.id)).run;
  const write = (texts: string[]) =>
    appendStepLogs(
      db,
      texts.map((text) => ({ runId, idx: 0, attempt: 1, at: new Date(), level: 'info', text })),
    );
  await write(Array.from({ length: 1500 }, (_, number) => `line ${number}`));
  const first = await readLogsUseCase.run(context, { run: runId });
  expect([first.lines.length, first.more]).toEqual([1000, true]);
  const after = first.lines.at(-1)?.id;
  const second = await readLogsUseCase.run(context, { run: runId, ...(after === undefined ? {} : { after }) });
  expect([second.lines.length, second.lines[0]?.text, second.more]).toEqual([500, 'line 1000', false]);
  await write(['and one more']);
  const last = second.lines.at(-1)?.id;
  const third = await readLogsUseCase.run(context, { run: runId, ...(last === undefined ? {} : { after: last }) });
  expect(third.lines.map(({ text }) => text)).toEqual(['and one more']);
});
