import { describe, expect, it } from 'vitest';
import { stepLines } from './equal-failures';

const step = (idx: number, status: string, more: { search?: string; error?: string } = {}) => ({
  idx,
  status,
  spec: { step: more.search ?? 'load', ...(more.search === undefined ? {} : { trial: idx }) },
  error: more.error === undefined ? null : { message: more.error },
});
const shown = (lines: ReturnType<typeof stepLines<ReturnType<typeof step>>>) =>
  lines.map((line) =>
    line.kind === 'step' ? `${line.inside ? '> ' : ''}${line.step.idx}` : `${line.count} x ${line.message}`,
  );

describe('steps of a run whose search failed', () => {
  const disk = { search: 'find', error: 'Disk full.' };
  const steps = [
    step(0, 'succeeded'),
    step(1, 'failed', disk),
    step(2, 'succeeded', { search: 'find' }),
    step(3, 'failed', disk),
    step(4, 'failed', { search: 'find', error: 'Another.' }),
    step(5, 'failed', { search: 'other', error: 'Disk full.' }),
    step(6, 'failed', disk),
    step(7, 'failed', { error: 'Disk full.' }),
  ];

  it('hold equal errors of one search in one line, and all else one by one', () => {
    const lines = stepLines(steps, new Set());
    expect(shown(lines)).toEqual(['0', '3 x Disk full.', '2', '4', '5', '7']);
    expect(lines.flatMap((line) => (line.kind === 'failures' ? line.idxs : []))).toEqual([1, 3, 6]);
  });

  it('hold each of them beneath it where it is open', () => {
    const [line] = stepLines(steps, new Set()).filter(({ kind }) => kind === 'failures');
    const id = line?.kind === 'failures' ? line.id : '';
    expect(shown(stepLines(steps, new Set([id]))).slice(1, 5)).toEqual(['3 x Disk full.', '> 1', '> 3', '> 6']);
  });
});
