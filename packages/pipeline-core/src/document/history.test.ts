import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOperation } from './apply-operation';
import { applyDiff, composeDiffs, diffDocuments, invertDiff, isEmptyDiff } from './diff';
import { emptyHistory, type History, historyLimit, mark, record, redo, undo } from './history';
import type { Operation } from './operations';
import { emptyDocument, type PipelineDocument } from './pipeline-document';

const step = (id: string) => ({ id, type: 'evaluate', version: 1, position: { x: 0, y: 0 } });
const edge = (id: string, from: string, to: string) => ({
  id,
  from: { step: from, port: 'model' },
  to: { step: to, port: 'model' },
});

type Session = { document: PipelineDocument; history: History };

function edit(session: Session, operation: Operation, gesture?: string): Session {
  const document = applyOperation(session.document, operation);
  const diff = diffDocuments(session.document, document);
  return { document, history: record(session.history, { label: operation.op, diff, gesture: gesture ?? null }) };
}

const start: Session = edit(
  { document: emptyDocument, history: emptyHistory },
  { op: 'add', steps: [step('a'), step('b')], edges: [edge('e', 'a', 'b')] },
);

describe('history', () => {
  it('takes edits back and does them again', () => {
    const renamed = edit(start, { op: 'rename', step: 'a', title: 'Test' });
    const back = undo(renamed.history, renamed.document);
    expect(back?.document).toEqual(start.document);
    expect(redo(back!.history, back!.document)?.document).toEqual(renamed.document);
    expect(redo(renamed.history, renamed.document)).toBeNull();
  });

  it('makes one undo step of a drag', () => {
    let session = start;
    for (let x = 1; x <= 50; x++) session = edit(session, { op: 'move', positions: { a: { x, y: x } } }, 'drag 1');
    session = edit(
      { ...session, history: mark(session.history) },
      { op: 'move', positions: { a: { x: 99, y: 0 } } },
      'drag 1',
    );
    const once = undo(session.history, session.document);
    expect(once?.document.steps.a?.position).toEqual({ x: 50, y: 50 });
    expect(undo(once!.history, once!.document)?.document).toEqual(start.document);
  });

  it('forgets a drag that came back to where it began', () => {
    const away = edit(start, { op: 'move', positions: { a: { x: 5, y: 5 } } }, 'drag');
    expect(edit(away, { op: 'move', positions: { a: { x: 0, y: 0 } } }, 'drag').history.undo).toHaveLength(
      start.history.undo.length,
    );
  });

  it('removes a step with its edges and brings both back', () => {
    const removed = edit(start, { op: 'remove', steps: ['b'] });
    expect(removed.document.edges).toEqual({});
    expect(undo(removed.history, removed.document)?.document).toEqual(start.document);
  });

  it('does not bring back an edge to a step that somebody else removed', () => {
    const cut = edit(start, { op: 'remove', edges: ['e'] });
    const elsewhere = applyOperation(cut.document, { op: 'remove', steps: ['b'] });
    expect(undo(cut.history, elsewhere)?.document.edges).toEqual({});
  });

  it('forgets what could be redone after a new edit, and keeps 200 steps', () => {
    const back = undo(start.history, start.document)!;
    const other = edit({ document: back.document, history: back.history }, { op: 'set-seed', seed: 1 });
    expect(other.history.redo).toEqual([]);
    let session = start;
    for (let seed = 0; seed < 250; seed++) session = edit(session, { op: 'set-seed', seed: seed + 1000 });
    expect(session.history.undo).toHaveLength(historyLimit);
  });
});

describe('random edits', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const operation = fc.oneof(
    id.map((step): Operation => ({ op: 'rename', step, title: `T${step}` })),
    fc.tuple(id, fc.nat(9)).map(([step, x]): Operation => ({ op: 'move', positions: { [step]: { x, y: 0 } } })),
    fc.tuple(id, fc.nat(3)).map(([step, value]): Operation => ({ op: 'set-params', step, params: { value } })),
    id.map((gone): Operation => ({ op: 'remove', steps: [gone] })),
    id.map((id): Operation => ({ op: 'add', steps: [step(id)] })),
    fc.tuple(id, id).map(([from, to]): Operation => ({ op: 'connect', edge: edge(`${from}${to}`, from, to) })),
  );

  it('are all taken back by undo and all done again by redo; diffs compose and invert', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        let session: Session = { document: start.document, history: emptyHistory };
        for (const one of operations) {
          try {
            session = edit(session, one);
          } catch {}
        }
        const whole = diffDocuments(start.document, session.document);
        const composed = session.history.undo
          .map((entry) => entry.diff)
          .reduce(composeDiffs, diffDocuments(start.document, start.document));
        expect(applyDiff(start.document, composed)).toEqual(session.document);
        expect(isEmptyDiff(composed)).toBe(isEmptyDiff(whole));
        expect(applyDiff(session.document, invertDiff(whole))).toEqual(start.document);
        let { document, history } = session;
        for (let back = undo(history, document); back !== null; back = undo(history, document))
          ({ document, history } = back);
        expect(document).toEqual(start.document);
        for (let again = redo(history, document); again !== null; again = redo(history, document))
          ({ document, history } = again);
        expect(document).toEqual(session.document);
      }),
      { seed: 20, numRuns: 300 },
    );
  });
});
