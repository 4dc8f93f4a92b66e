'use client';

import type { StepId } from '@millrace/pipeline-core/ids';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { formatShape } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { PortShape } from '../../ui/PortShape';
import { holdsFigures } from '../drawing/figures';
import { showsPreview } from '../drawing/preview-view';
import { outputTypes } from '../drawing/step-ports';
import { Figures } from '../panel/Figures';
import { shapeOf } from '../step-look';
import { useStepPreview } from '../sync/use-step-preview';
import { useEditor, useEditorContext } from '../use-editor';
import { NoPreview } from './NoPreview';
import { PeekRows } from './PeekRows';
import { PreviewPeek } from './PreviewPeek';
import { peekTiming } from './peek-timing';
import { useStepView } from './StepNode';

/** What flows along the line under the pointer: five rows and six columns, or why there are none and what to do. */
export function EdgePeek() {
  const { store } = useEditorContext();
  const peek = useEditor((state) => state.peek);
  const edge = useEditor((state) => (state.peek === null ? undefined : state.document.edges[state.peek.edge]));
  if (peek === null || edge === undefined) return null;
  const left = Math.min(peek.at.x - 40, window.innerWidth - 400);
  const below = peek.at.y + 270 < window.innerHeight;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps itself open while the pointer is on it; the same rows are in the results panel
    <div
      className="anim-pop fixed z-20 w-[364px] rounded-card border border-border bg-surface pt-1 pb-1 shadow-float"
      data-state="open"
      style={{
        left: Math.max(8, left),
        ...(below ? { top: peek.at.y + 18 } : { bottom: window.innerHeight - peek.at.y + 18 }),
      }}
      onMouseEnter={() => peekTiming(store).keep()}
      onMouseLeave={() => peekTiming(store).close(120)}
    >
      <PeekBody key={`${edge.from.step}:${edge.from.port}`} step={edge.from.step} port={edge.from.port} />
    </div>
  );
}

function PeekBody({ step, port }: { step: StepId; port: string }) {
  const source = useEditor((state) => state.document.steps[step]);
  const type = useEditor((state) => outputTypes(state.document).get(step)?.[port] ?? 'Any');
  const output = useEditor((state) => state.stepRuns[step]?.outputs[port]);
  const view = useStepView(step);
  const preview = useStepPreview({ step, port, state: view.state });
  if (source === undefined) return null;
  const title = findContract(source.type)?.outputs[port]?.title ?? port;
  const computed = showsPreview(preview, output);
  return (
    <>
      <p className="flex h-7 items-center gap-1.5 px-3 text-12 whitespace-nowrap">
        <PortShape type={shapeOf(type)} size={14} />
        <b className="font-semibold">{title}</b>
        <span className="min-w-0 flex-1 truncate text-muted tabular-nums">
          {output?.table === undefined || computed
            ? `of ${stepTitle(source)}`
            : `${formatShape(output.table.rows, output.table.columns.length)}, of ${stepTitle(source)}`}
        </span>
        {computed ? (
          <Badge tone="info">preview</Badge>
        ) : output === undefined ? null : view.state === 'stale' || preview.wanted ? (
          <Badge tone="warning">stale</Badge>
        ) : (
          <Badge tone="success">fresh</Badge>
        )}
      </p>
      {computed ? (
        <PreviewPeek step={step} port={port} preview={preview} className="px-3 pb-2" />
      ) : output?.kind === 'table' ? (
        <PeekRows output={output} />
      ) : output !== undefined && holdsFigures(output.kind) ? (
        <div className="thin-scroll max-h-48 overflow-y-auto px-3 pb-2">
          <Figures hash={output.hash} />
        </div>
      ) : (
        <NoPreview step={step} port={port} hasOutput={output !== undefined} />
      )}
    </>
  );
}
