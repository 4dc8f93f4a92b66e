'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { Unlink } from 'lucide-react';
import { useMemo } from 'react';
import { Dialog } from '../../ui/Dialog';
import { PortShape } from '../../ui/PortShape';
import { disconnect } from '../actions/add-step';
import { linesOf } from '../drawing/find-connections';
import { outputTypes } from '../drawing/step-ports';
import { CommandList, type CommandListItem } from '../palette/CommandList';
import { shapeOf } from '../step-look';
import { useEditor, useEditorContext } from '../use-editor';

/** Taking lines away by keyboard: the lines of the chosen step, each by itself or all of them. */
export function KeyboardDisconnect() {
  const { store } = useEditorContext();
  const id = useEditor((state) => (state.keyboardLines?.verb === 'disconnect' ? state.keyboardLines.step : null));
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
      title={`Disconnect ${title}`}
    >
      {id === null ? null : <Lines id={id} />}
    </Dialog>
  );
}

function Lines({ id }: { id: string }) {
  const context = useEditorContext();
  const document = useEditor((state) => state.document);
  const items = useMemo((): CommandListItem[] => {
    const lines = linesOf(document, id);
    const remove = (edges: typeof lines) => {
      disconnect(
        context,
        edges.map((edge) => edge.id),
      );
      context.store.getState().show({ keyboardLines: null });
      context.effects.view.reveal(id);
    };
    const each = lines.map((edge): CommandListItem => {
      const [source, target] = [document.steps[edge.from.step], document.steps[edge.to.step]];
      const out = findContract(source?.type ?? '')?.outputs[edge.from.port]?.title ?? edge.from.port;
      const into = findContract(target?.type ?? '')?.inputs[edge.to.port]?.title ?? edge.to.port;
      const type = outputTypes(document).get(edge.from.step)?.[edge.from.port] ?? 'Any';
      const name = (step: typeof source) => (step === undefined ? '' : stepTitle(step));
      return {
        id: edge.id,
        label:
          edge.from.step === id ? `${out} to ${into} of ${name(target)}` : `${into} from ${out} of ${name(source)}`,
        icon: <PortShape type={shapeOf(type)} />,
        run: () => remove([edge]),
      };
    });
    if (lines.length < 2) return each;
    const all = {
      id: 'all',
      label: `All ${lines.length} lines`,
      icon: <Unlink className="size-[14px]" aria-hidden />,
      run: () => remove(lines),
    };
    return [...each, all];
  }, [document, id, context]);
  return <CommandList label="Line to remove" items={items} empty="No line is called that." />;
}
