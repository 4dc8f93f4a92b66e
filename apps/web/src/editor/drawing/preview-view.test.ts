import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import {
  askNow,
  asksPreview,
  basisText,
  columnsText,
  drawnText,
  foundText,
  isEdited,
  outdatedText,
  previewLead,
  shownColumns,
  shownText,
  showsPreview,
} from './preview-view';

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: Object.fromEntries(
    ['data', 'large', 'behind'].map((id, at) => [
      id,
      { id, type: at === 0 ? 'sample-data' : 'filter-rows', version: 1, position: { x: at, y: 0 } },
    ]),
  ),
  edges: Object.fromEntries(
    [
      ['data', 'large'],
      ['large', 'behind'],
    ].map(([from, to]) => [to, { id: to, from: { step: from, port: 'table' }, to: { step: to, port: 'table' } }]),
  ),
});
const large = stepIdSchema.parse('large');
const onlyRun = 'Only a run does that.';

const report = {
  ...{ code: 'busy', family: 'operator' as const, place: 'Data service', seen: 'no process', expected: 'one' },
  ...{ next: 'Try again.', message: 'All processes are busy.' },
};

describe('what is computed', () => {
  it('are rows that no run has made as the step is drawn now', () => {
    const asks = (state: Parameters<typeof asksPreview>[0]['state'], edited = false) =>
      asksPreview({ state, edited, type: 'Table', past: false });
    expect((['ready', 'stale', 'failed', 'cancelled', 'blocked'] as const).every((state) => asks(state))).toBe(true);
    expect([asks('done'), asks('done', true), asks('cached', true)]).toEqual([false, true, true]);
    expect((['draft', 'queued', 'running', 'disabled'] as const).some((state) => asks(state, true))).toBe(false);
    expect(asksPreview({ state: 'ready', edited: true, type: 'Model', past: false })).toBe(false);
    expect(asksPreview({ state: 'stale', edited: true, type: 'Table', past: true })).toBe(false);
  });

  it('leaves rows of a run in their place that only older code has made, until an edit', () => {
    const older = { state: 'stale' as const, type: 'Table' as const, past: false, result: 'older-code' as const };
    expect([asksPreview({ ...older, edited: false }), asksPreview({ ...older, edited: true })]).toEqual([false, true]);
  });

  it('is asked for the drawing that stands still, never for that of before an edit', () => {
    const typing = { asked: true, settled: 'before', drawn: 'after', fetching: false };
    expect(askNow(typing)).toEqual({ enabled: false, computing: true });
    expect(askNow({ ...typing, settled: 'after' })).toEqual({ enabled: true, computing: false });
    expect(askNow({ ...typing, settled: 'after', fetching: true })).toEqual({ enabled: true, computing: true });
    expect(askNow({ ...typing, asked: false })).toEqual({ enabled: false, computing: false });
  });

  it('tells an edit from the same drawing in another order of its keys', () => {
    expect(isEdited({ drawn: '{"a":1,"b":2}', planned: '{"b":2,"a":1}' })).toBe(false);
    expect(isEdited({ drawn: '{"a":1}', planned: '{"a":2}' })).toBe(true);
    expect(isEdited({ drawn: '{"a":1}', planned: null })).toBe(false);
  });

  it('gives way to rows of an earlier run while there are none to show, whatever the reason', () => {
    const none = { state: 'none' as const, step: large, title: 'SQL', reason: onlyRun, helps: 'run' as const };
    const stopped = { ...none, state: 'stopped' as const, error: report, basis: null, seconds: 1 };
    expect(showsPreview({ wanted: true, answer: none }, { kind: 'table' })).toBe(false);
    expect(showsPreview({ wanted: true, answer: none }, undefined)).toBe(true);
    expect(showsPreview({ wanted: true, answer: null }, { kind: 'table' })).toBe(false);
    expect(showsPreview({ wanted: true, answer: null }, undefined)).toBe(true);
    expect(showsPreview({ wanted: true, answer: stopped }, { kind: 'table' })).toBe(true);
    expect(showsPreview({ wanted: false, answer: null }, undefined)).toBe(false);
  });

  it('changes with the steps before, not with their places and not with those behind', () => {
    const change = (id: string, part: object) => {
      const step = document.steps[id];
      if (step === undefined) throw new Error(`no ${id}`);
      return drawnText({ ...document, steps: { ...document.steps, [id]: { ...step, ...part } } }, large);
    };
    const before = drawnText(document, large);
    expect(change('data', { position: { x: 50, y: 60 } })).toBe(before);
    expect(change('behind', { params: { condition: 'false' } })).toBe(before);
    expect(change('data', { params: { rows: 10 } })).not.toBe(before);
    expect(change('large', { params: { condition: 'false' } })).not.toBe(before);
  });
});

describe('what a person is told', () => {
  it('says why, and on which rows', () => {
    expect(previewLead({ state: 'ready', note: '' })).toBe('The step has not run.');
    expect(previewLead({ state: 'stale', note: 'depth changed' })).toBe('Its result is out of date: depth changed.');
    const basis = { rows: 10_000, of: 10_000_000, places: 20 };
    expect(basisText({ ...basis, way: 'sample' })).toBe('Computed on 10,000 of 10,000,000 rows, from 20 places.');
    expect(basisText({ ...basis, way: 'first-rows' })).toBe('Computed on the first 10,000 of 10,000,000 rows.');
    expect(basisText({ way: 'all', rows: 400, of: 400, places: 1 })).toBe('Computed on all 400 rows.');
    expect(basisText({ way: 'all', rows: 0, of: 0, places: 1 })).toBe('');
  });

  it('says over rows of a run why they are old, and what becomes of their preview', () => {
    const view = { state: 'stale' as const, note: 'depth changed' };
    const waits = { answer: null, failure: null, computing: true };
    expect(outdatedText(view, waits)).toMatch(
      /depth changed. These rows are those of the last run. A preview is being/,
    );
    expect(outdatedText(view, { ...waits, computing: false })).toMatch(/those of the last run\.$/);
    const failed = outdatedText(view, { ...waits, computing: false, failure: report });
    expect(failed).toBe('Its result is out of date: depth changed. The preview failed: All processes are busy.');
    const none = { state: 'none' as const, step: large, title: 'SQL', reason: onlyRun, helps: 'run' as const };
    expect(outdatedText(view, { ...waits, answer: none })).toMatch(/Only a run does that\.$/);
  });

  it('says that an error was found on some rows, where a run looks at all', () => {
    const basis = { way: 'sample' as const, rows: 10_000, of: 10_000_000, places: 20 };
    expect(foundText(basis)).toBe('Found on 10,000 of 10,000,000 rows; a run looks at all of them.');
    expect(foundText({ ...basis, way: 'all' })).toMatch(/^Found before a run/);
    expect(foundText(null)).toMatch(/^Found before a run/);
  });

  it('says which of the rows are shown', () => {
    const rows = {
      ...{
        state: 'rows' as const,
        total: 900,
        offset: 0,
        columns: [],
        columnCount: 0,
        rowNumbers: [],
        rows: [[1], [2]],
      },
      ...{ otherParts: 0 },
      ...{ basis: { way: 'all' as const, rows: 900, of: 900, places: 1 }, notes: [], seconds: 0 },
    };
    expect(shownText(rows)).toBe('the first 2 of 900 computed');
    expect(shownText({ ...rows, total: 2 })).toBe('');
    expect(shownText({ ...rows, parts: ['train', 'train'], otherParts: 3, total: 5 })).toBe('train rows only');
    expect(shownText({ ...rows, rows: [], parts: [], otherParts: 3, total: 3 })).toMatch(/^None of the first 3 rows/);
    const nothing = { ...rows, rows: [], total: 0 };
    expect(shownText(nothing)).toBe('No row comes out.');
    const sample = { way: 'sample' as const, rows: 10_000, of: 10_000_000, places: 20 };
    expect(shownText({ ...nothing, basis: sample })).toMatch(/^No row comes out of these 10,000; a run looks at all/);
  });
});

describe('columns of a preview', () => {
  const column = (name: string, change?: 'new' | 'changed') => ({
    name,
    type: 'number',
    ...(change ? { change } : {}),
  });
  const columns = [column('__row'), column('id'), column('price', 'changed'), column('day'), column('twice', 'new')];

  it('begin with those that the step made or changed, each with the place of its cells', () => {
    expect(shownColumns({ columns }).map(({ name, place }) => [name, place])).toEqual([
      ['price', 2],
      ['twice', 4],
      ['id', 1],
      ['day', 3],
    ]);
  });

  it('are told of where some are left out', () => {
    expect(columnsText({ columns, columnCount: 5 })).toBe('');
    expect(columnsText({ columns, columnCount: 1028 })).toBe('Shown are 5 of 1,028 columns.');
  });
});
