import { describe, expect, it } from 'vitest';
import { draw } from '../validate/leaks/corpus/draw';
import { bank } from '../validate/leaks/corpus/tables';
import { validatePipeline } from '../validate/validate-pipeline';
import { applyOperation } from './apply-operation';
import { diffDocuments } from './diff';
import { emptyHistory, record, undo } from './history';
import { ignoredKey } from './ignored-issue';
import { mergeDocuments } from './merge-documents';
import { readDocument } from './migrations';
import type { Operation } from './operations';

const drawing = draw({ bank, split: ['split-rows'], trees: ['gradient-boosted-trees'] }, 'bank > split > trees');
const { document } = drawing;
const step = document.steps.bank!.id;
const about = { code: 'known-afterwards', step, about: 'duration' };
const key = ignoredKey(about);
const ignore = (reason: string): Operation => ({ op: 'ignore-issue', issue: { ...about, reason } });
const codes = (after: typeof document) =>
  validatePipeline({ ...drawing, document: after }).issues.map(({ code }) => code);

describe('an ignored problem', () => {
  it('is no problem any more, is told with its reason, and is one again when heeded', () => {
    expect(codes(document)).toContain('known-afterwards');
    const after = applyOperation(document, ignore('We score calls that have ended.'));
    expect(codes(after)).not.toContain('known-afterwards');
    expect(validatePipeline({ ...drawing, document: after }).ignored).toMatchObject([
      { issue: about, reason: 'We score calls that have ended.' },
    ]);
    expect(codes(applyOperation(after, { op: 'heed-issue', key }))).toContain('known-afterwards');
  });

  it('is taken back by undo, and goes with its step', () => {
    const after = applyOperation(document, ignore('fine'));
    const history = record(emptyHistory, { label: 'ignore', diff: diffDocuments(document, after) });
    expect(undo(history, after)?.document.ignored).toEqual({});
    expect(applyOperation(after, { op: 'remove', steps: [step] }).ignored).toEqual({});
  });

  it('is part of the saved document; older ones have none', () => {
    const after = applyOperation(document, ignore('fine'));
    expect(readDocument(JSON.parse(JSON.stringify(after)))).toEqual(after);
    const { ignored: _none, ...older } = document;
    expect(readDocument(older).ignored).toEqual({});
  });

  it('needs a reason and a step that is there', () => {
    expect(() => applyOperation(document, ignore('  '))).toThrow();
    const gone = { op: 'ignore-issue', issue: { ...about, step: 'gone', reason: 'x' } } as Operation;
    expect(() => applyOperation(document, gone)).toThrow(/not there/);
  });

  it('is merged; two reasons for one problem are asked about', () => {
    const mine = applyOperation(document, ignore('mine'));
    const theirs = applyOperation(document, { op: 'rename', step, title: 'Calls' });
    expect(mergeDocuments({ base: document, mine, theirs })).toMatchObject({
      conflicts: [],
      document: { ignored: { [key]: { reason: 'mine' } }, steps: { bank: { title: 'Calls' } } },
    });
    const other = applyOperation(document, ignore('theirs'));
    const merged = mergeDocuments({ base: document, mine, theirs: other });
    expect(merged.conflicts).toEqual([{ part: 'ignored', id: key, unit: null }]);
  });
});
