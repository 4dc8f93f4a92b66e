'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { useMemo } from 'react';
import { Dialog } from '../../ui/Dialog';
import { PortShape } from '../../ui/PortShape';
import { connectPorts } from '../actions/add-step';
import { linksBetween } from '../drawing/find-connections';
import { outputTypes } from '../drawing/step-ports';
import { CommandList, type CommandListItem } from '../palette/CommandList';
import { shapeOf } from '../step-look';
import { useEditor, useEditorContext } from '../use-editor';

/** Connecting by keyboard: every line that may be drawn from or to the chosen step, found by typing. */
export function KeyboardConnect() {
  const { store } = useEditorContext();
  const id = useEditor((state) => (state.keyboardLines?.verb === 'connect' ? state.keyboardLines.step : null));
  const title = useEditor((state) => {
    const step = id === null ? undefined : state.document.steps[id];
    return step === undefined ? '' : stepTitle(step);
  });
  return (
    <Dialog
      open={id !== null}
      onOpenChange={(open) => {
        if (!open) store.getState().show({ keyboardLines: null });
      }}
      title={`Connect ${title}`}
    >
      {id === null ? null : <Choices id={id} />}
    </Dialog>
  );
}

function Choices({ id }: { id: string }) {
  const context = useEditorContext();
  const document = useEditor((state) => state.document);
  const items = useMemo((): CommandListItem[] => {
    const step = document.steps[id];
    if (step === undefined) return [];
    const others = Object.values(document.steps).filter((other) => other.id !== step.id);
    const links = others.flatMap((other) => [
      ...linksBetween(document, { from: step.id, to: other.id }),
      ...linksBetween(document, { from: other.id, to: step.id }),
    ]);
    return links.map((link) => {
      const [source, target] = [document.steps[link.from.step], document.steps[link.to.step]];
      const out = findContract(source?.type ?? '')?.outputs[link.from.port]?.title ?? link.from.port;
      const into = findContract(target?.type ?? '')?.inputs[link.to.port]?.title ?? link.to.port;
      const outward = link.from.step === step.id;
      const other = outward ? target : source;
      const type = outputTypes(document).get(link.from.step)?.[link.from.port] ?? 'Any';
      return {
        id: `${link.from.step}.${link.from.port}>${link.to.step}.${link.to.port}`,
        label: outward
          ? `${out} to ${into} of ${other === undefined ? '' : stepTitle(other)}`
          : `${into} from ${out} of ${other === undefined ? '' : stepTitle(other)}`,
        icon: <PortShape type={shapeOf(type)} />,
        aside: link.replaces.length > 0 ? 'replaces a line' : '',
        run: () => {
          connectPorts(context, { ...link.from, side: 'out' }, { ...link.to, side: 'in' });
          context.store.getState().show({ keyboardLines: null });
          context.effects.view.reveal(id);
        },
      };
    });
  }, [document, id, context]);
  return (
    <CommandList
      label="Port to connect"
      items={items}
      empty="No port fits: add a step that takes what this one makes."
    />
  );
}
