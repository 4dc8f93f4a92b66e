'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { StepId } from '@millrace/pipeline-core/ids';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { Unlink } from 'lucide-react';
import { useMemo } from 'react';
import { Dialog } from '../../ui/Dialog';
import { PortShape } from '../../ui/PortShape';
import { connectPorts, disconnect } from '../actions/add-step';
import { type Link, linesOf, linksBetween } from '../drawing/find-connections';
import { lineLabel } from '../drawing/line-label';
import { outputTypes } from '../drawing/step-ports';
import { CommandList, type CommandListItem } from '../palette/CommandList';
import { shapeOf } from '../step-look';
import { useEditor, useEditorContext } from '../use-editor';

/** Lines by keyboard: those that may be drawn from or to the chosen step, or those it has to take away, found by typing. */
export function KeyboardLines() {
  const { store } = useEditorContext();
  const lines = useEditor((state) => state.keyboardLines);
  const title = useEditor((state) => {
    const step = lines === null ? undefined : state.document.steps[lines.step];
    return step === undefined ? '' : stepTitle(step);
  });
  return (
    <Dialog
      open={lines !== null}
      onOpenChange={(open) => {
        if (!open) store.getState().show({ keyboardLines: null });
      }}
      title={`${lines?.verb === 'disconnect' ? 'Disconnect' : 'Connect'} ${title}`}
    >
      {lines?.verb === 'connect' && <LinesToDraw id={lines.step} />}
      {lines?.verb === 'disconnect' && <LinesToRemove id={lines.step} />}
    </Dialog>
  );
}

function LinesToDraw({ id }: { id: StepId }) {
  const context = useEditorContext();
  const document = useEditor((state) => state.document);
  const done = useDone(id);
  const items = useMemo(
    () =>
      linksAround(document, id).map(
        (link): CommandListItem => ({
          ...lineItem(document, link, id),
          id: `${link.from.step}.${link.from.port}>${link.to.step}.${link.to.port}`,
          aside: link.replaces.length > 0 ? 'replaces a line' : '',
          run: () => done(() => connectPorts(context, { ...link.from, side: 'out' }, { ...link.to, side: 'in' })),
        }),
      ),
    [document, id, context, done],
  );
  return (
    <CommandList
      label="Port to connect"
      items={items}
      empty="No port fits: add a step that takes what this one makes."
    />
  );
}

function LinesToRemove({ id }: { id: StepId }) {
  const context = useEditorContext();
  const document = useEditor((state) => state.document);
  const done = useDone(id);
  const items = useMemo(() => {
    const lines = linesOf(document, id);
    const remove = (edges: typeof lines) =>
      done(() =>
        disconnect(
          context,
          edges.map((edge) => edge.id),
        ),
      );
    const each = lines.map(
      (edge): CommandListItem => ({ ...lineItem(document, edge, id), id: edge.id, run: () => remove([edge]) }),
    );
    if (lines.length < 2) return each;
    const all = {
      id: 'all',
      label: `All ${lines.length} lines`,
      icon: <Unlink className="size-[14px]" aria-hidden />,
      run: () => remove(lines),
    };
    return [...each, all];
  }, [document, id, context, done]);
  return <CommandList label="Line to remove" items={items} empty="No line is called that." />;
}

/** Every line that may be drawn between a step and the others. */
function linksAround(document: PipelineDocument, id: StepId): Link[] {
  return Object.values(document.steps)
    .filter((other) => other.id !== id)
    .flatMap((other) => [
      ...linksBetween(document, { from: id, to: other.id }),
      ...linksBetween(document, { from: other.id, to: id }),
    ]);
}

/** How a line is shown in a list: its words, and the shape of what flows along it. */
function lineItem(document: PipelineDocument, line: Pick<Link, 'from' | 'to'>, id: StepId) {
  const type = outputTypes(document).get(line.from.step)?.[line.from.port] ?? 'Any';
  return { label: lineLabel(document, line, id), icon: <PortShape type={shapeOf(type)} /> };
}

/** Does what was chosen, closes the list and shows the step. */
function useDone(id: StepId): (work: () => void) => void {
  const { store, effects } = useEditorContext();
  return useMemo(
    () => (work) => {
      work();
      store.getState().show({ keyboardLines: null });
      effects.view.reveal(id);
    },
    [store, effects, id],
  );
}
