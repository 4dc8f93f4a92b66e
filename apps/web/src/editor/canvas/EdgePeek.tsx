'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { formatShape } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { PortShape } from '../../ui/PortShape';
import { Skeleton } from '../../ui/Skeleton';
import { runToStep } from '../actions/run-actions';
import { holdsFigures } from '../drawing/figures';
import { noPreviewReason } from '../drawing/no-preview';
import { outputTypes } from '../drawing/step-ports';
import { Figures } from '../panel/Figures';
import { shapeOf } from '../step-look';
import type { OutputView } from '../store/run-overlay-slice';
import { useTableRows } from '../sync/use-table-rows';
import { useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { peekTiming } from './peek-timing';
import { useStepView } from './StepNode';

/** What flows along the line under the pointer: five rows and six columns, or why there are none and what to do. */
export function EdgePeek() {
  const { store } = useEditorContext();
  const peek = useEditor((state) => state.peek);
  const edge = useEditor((state) => (state.peek === null ? undefined : state.document.edges[state.peek.edge]));
  if (peek === null || edge === undefined) return null;
  const left = Math.min(peek.at.x - 40, window.innerWidth - 400);
  const below = peek.at.y + 230 < window.innerHeight;
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
      <PeekBody step={edge.from.step} port={edge.from.port} />
    </div>
  );
}

function PeekBody({ step, port }: { step: string; port: string }) {
  const source = useEditor((state) => state.document.steps[step]);
  const type = useEditor((state) => outputTypes(state.document).get(step)?.[port] ?? 'Any');
  const output = useEditor((state) => state.stepRuns[step]?.outputs[port]);
  const view = useStepView(step);
  if (source === undefined) return null;
  const title = findContract(source.type)?.outputs[port]?.title ?? port;
  return (
    <>
      <p className="flex h-7 items-center gap-1.5 px-3 text-12 whitespace-nowrap">
        <PortShape type={shapeOf(type)} size={14} />
        <b className="font-semibold">{title}</b>
        <span className="min-w-0 flex-1 truncate text-muted tabular-nums">
          {output?.table === undefined
            ? `of ${stepTitle(source)}`
            : `${formatShape(output.table.rows, output.table.columns.length)}, of ${stepTitle(source)}`}
        </span>
        {output === undefined ? null : view.state === 'stale' ? (
          <Badge tone="warning">stale</Badge>
        ) : (
          <Badge tone="success">fresh</Badge>
        )}
      </p>
      {output?.kind === 'table' ? (
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

function PeekRows({ output }: { output: OutputView }) {
  const query = useTableRows(output.hash, 5);
  if (query.isPending) return <Skeleton className="mx-3 mb-2 h-24" label="Reading rows" />;
  if (query.data === undefined)
    return <p className="px-3 pb-2 text-12 text-muted">The rows cannot be read just now.</p>;
  const columns = query.data.columns
    .map(({ name }, place) => ({ name, place }))
    .filter(({ name }) => !name.startsWith('__'))
    .slice(0, 6);
  const numeric = new Set(columns.filter(({ place }) => query.data.rows.some((row) => typeof row[place] === 'number')));
  return (
    <table className="w-full table-fixed border-collapse text-12 tabular-nums">
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.name}
              scope="col"
              className={`h-[22px] truncate border-b border-border px-1.5 font-medium text-muted first:pl-3 last:pr-3 ${numeric.has(column) ? 'text-right' : 'text-left'}`}
            >
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {query.data.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of an immutable table have no other identity
          <tr key={index}>
            {columns.map((column) => (
              <td
                key={column.name}
                className={`h-5 truncate px-1.5 first:pl-3 last:pr-3 ${numeric.has(column) ? 'text-right' : ''}`}
              >
                {row[column.place] === null ? <em className="text-muted">null</em> : shown(row[column.place])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Why there is nothing to see, with the button that changes it. */
export function NoPreview({ step, port, hasOutput }: { step: string; port: string; hasOutput: boolean }) {
  const { store } = useEditorContext();
  const perform = useRunAction();
  const view = useStepView(step);
  const type = useEditor((state) => outputTypes(state.document).get(step)?.[port] ?? 'Any');
  const canRun = useEditor((state) => state.canRun);
  const { text, action } = noPreviewReason({ state: view.state, note: view.note, type, hasOutput });
  return (
    <div className="grid justify-items-start gap-2 px-3 pt-0.5 pb-2 text-12">
      <p className="text-muted">{text}</p>
      {action === 'run' && canRun ? (
        <Button
          size="sm"
          onClick={() => {
            const target = store.getState().document.steps[step];
            store.getState().show({ peek: null });
            if (target !== undefined) perform(runToStep(target.id));
          }}
        >
          Run to here
        </Button>
      ) : null}
      {action === 'configure' ? (
        <Button
          size="sm"
          onClick={() => {
            store.getState().select([step]);
            store.getState().show({ peek: null });
            store.getState().openInspector('settings');
          }}
        >
          Open its settings
        </Button>
      ) : null}
    </div>
  );
}
