import { runIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { type LogLine, logAsText, matching, readOn, withSteps } from './log-lines';

const runId = runIdSchema.parse('00000000-0000-4000-8000-000000000001');

function line(id: number, text = `line ${id}`): LogLine {
  return { id, runId, idx: 0, attempt: 1, at: new Date('2026-11-26T10:00:00Z'), level: 'info', text };
}

/** A server that answers two lines at a time and notes what it was asked. */
function serverWith(all: LogLine[]) {
  const asked: (number | undefined)[] = [];
  const readPage = async (after: number | undefined) => {
    asked.push(after);
    const lines = all.filter(({ id }) => after === undefined || id > after).slice(0, 2);
    return { lines, more: lines.length === 2 };
  };
  return { asked, readPage };
}

describe('a log', () => {
  it('is read to its end, page after page', async () => {
    const { asked, readPage } = serverWith([1, 2, 3, 4, 7].map((id) => line(id)));
    expect((await readOn([], readPage)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 7]);
    expect(asked).toEqual([undefined, 2, 4]);
  });

  it('goes on after the last line it has', async () => {
    const { asked, readPage } = serverWith([1, 2, 3].map((id) => line(id)));
    expect((await readOn([line(1), line(2)], readPage)).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(asked).toEqual([2]);
  });

  it('stays the same value while nothing is written, so that nothing is drawn again', async () => {
    const known = [line(1)];
    expect(await readOn(known, serverWith([line(1)]).readPage)).toBe(known);
  });

  it('of a run says which step speaks, is searched by it, and has it in the file', () => {
    const lines = withSteps(
      [line(1, 'done'), { ...line(2, 'done'), idx: 1 }],
      new Map([
        [0, 'Split rows'],
        [1, 'Search'],
      ]),
    );
    expect(lines.map(({ step }) => step)).toEqual(['Split rows', 'Search']);
    expect(matching(lines, 'split').map(({ id }) => id)).toEqual([1]);
    expect(logAsText(lines)).toMatch(/info Split rows: done\n.*info Search: done\n$/);
    expect(withSteps([line(1)], null)[0]).not.toHaveProperty('step');
  });

  it('is searched without regard to capitals', () => {
    expect(matching([line(1, 'Round 5'), line(2, 'done')], ' round ')).toEqual([line(1, 'Round 5')]);
  });

  it('is a line of text each', () => {
    expect(logAsText([line(1, 'a'), line(2, 'b')])).toBe(
      '2026-11-26 10:00:00 UTC info a\n2026-11-26 10:00:00 UTC info b\n',
    );
  });
});
