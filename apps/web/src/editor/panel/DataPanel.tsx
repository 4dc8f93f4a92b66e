'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { useState } from 'react';
import { gridKind } from '../../features/data/grid-columns';
import { learnsInRounds } from '../../features/runs/learns-in-rounds';
import { StepFit } from '../../features/runs/StepFit';
import { formatRelative } from '../../lib/format-date';
import { formatShape } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { EmptyState } from '../../ui/EmptyState';
import { DataGrid } from '../../ui/grid/DataGrid';
import type { GridColumn } from '../../ui/grid/grid-types';
import { PortShape } from '../../ui/PortShape';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { NoPreview } from '../canvas/NoPreview';
import { useStepView } from '../canvas/StepNode';
import { holdsFigures } from '../drawing/figures';
import { showsPreview } from '../drawing/preview-view';
import { outputTypes } from '../drawing/step-ports';
import { shapeOf } from '../step-look';
import type { EditorState, EditorStore } from '../store/editor-store';
import type { OutputView, StepRunView } from '../store/run-overlay-slice';
import { isLive, selectedStep } from '../store/selectors';
import { useStepPreview } from '../sync/use-step-preview';
import { useTableWindow } from '../sync/use-table-window';
import { useEditor, useEditorContext } from '../use-editor';
import { Figures } from './Figures';
import { OutdatedBar } from './OutdatedBar';
import { PreviewRows } from './PreviewRows';

/** The output shown: the one that was pinned, else the first of the chosen step. */
function shownOutput(state: EditorState): string | null {
  const { pinned, document } = state;
  const chosen = selectedStep(state);
  if (pinned !== null && document.steps[pinned.step] !== undefined && (chosen === null || chosen.id === pinned.step))
    return `${pinned.step}:${pinned.port}`;
  const first = chosen === null ? undefined : Object.keys(findContract(chosen.type)?.outputs ?? {})[0];
  if (chosen !== null && first !== undefined) return `${chosen.id}:${first}`;
  return pinned === null ? null : `${pinned.step}:${pinned.port}`;
}

/** Rows of one output: every one of them once a run has made it, a preview before that. */
export function DataPanel() {
  const shown = useEditor(shownOutput);
  const [id = '', port = ''] = (shown ?? '').split(':');
  const step = useEditor((state) => state.document.steps[id]);
  if (step === undefined)
    return (
      <EmptyState title="Choose a step or a line" detail="Its rows appear here: those of the last run, or a preview." />
    );
  return <Output key={shown} step={step} port={port} />;
}

function Output({ step, port }: { step: Step; port: string }) {
  const type = useEditor((state) => outputTypes(state.document).get(step.id)?.[port] ?? 'Any');
  const run = useEditor((state) => state.stepRuns[step.id]);
  const view = useStepView(step.id);
  const preview = useStepPreview({ step: step.id, port, state: view.state });
  const [earlier, setEarlier] = useState(false);
  const output = run?.outputs[port];
  const live = useEditor((state) => isLive(state, step.id));
  const kept = output?.kind === 'table' && output.table !== undefined ? { output, table: output.table } : null;
  const computed = showsPreview(preview, output) && !(earlier && kept !== null);
  return (
    <>
      {preview.wanted && !computed ? (
        <OutdatedBar step={step.id} preview={preview} onPreview={earlier ? () => setEarlier(false) : null} />
      ) : null}
      <p className="flex h-8 flex-none items-center gap-2 px-4 text-13">
        <PortShape type={shapeOf(type)} size={14} />
        <b className="font-semibold">{`${findContract(step.type)?.outputs[port]?.title ?? port} of ${stepTitle(step)}`}</b>
        {computed ? <Badge tone="info">preview</Badge> : null}
        <span className="min-w-0 flex-1 truncate text-muted tabular-nums">{computed ? '' : madeBy(run, output)}</span>
      </p>
      {computed ? (
        <PreviewRows
          step={step.id}
          port={port}
          preview={preview}
          {...(kept === null || run === undefined
            ? {}
            : { earlier: { run: run.runNumber, show: () => setEarlier(true) } })}
        />
      ) : kept !== null ? (
        <Rows key={kept.output.hash} {...kept} from={{ step: step.id, port }} />
      ) : output !== undefined && holdsFigures(output.kind) ? (
        <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-4 pb-3">
          <Figures hash={output.hash} />
        </div>
      ) : run?.status === 'running' && live && learnsInRounds(step.type) ? (
        <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-4 pb-3">
          <StepFit run={run.run} idx={run.idx} step={step.id} title={stepTitle(step)} live running />
        </div>
      ) : (
        <NoPreview step={step.id} port={port} hasOutput={output !== undefined} />
      )}
    </>
  );
}

/** "12.4k × 18, run 3, 2 hours ago" */
function madeBy(run: StepRunView | undefined, output: OutputView | undefined): string {
  return [
    output?.table === undefined ? '' : formatShape(output.table.rows, output.table.columns.length),
    run?.finishedAt ? `run ${run.runNumber}, ${formatRelative(run.finishedAt)}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Follows a row through the run that the step was last part of. */
function follow(store: EditorStore, { step: id, port, row }: { step: string; port: string; row: number }): void {
  const { document, stepRuns, show } = store.getState();
  const [step, run] = [document.steps[id], stepRuns[id]];
  if (step !== undefined && run !== undefined) show({ followed: { run: run.run, step: step.id, port, row } });
}

const parts = ['all', 'train', 'validation', 'test'] as const;
type Part = (typeof parts)[number];

function Rows(props: {
  output: OutputView;
  table: NonNullable<OutputView['table']>;
  from: { step: string; port: string };
}) {
  const { output, table, from } = props;
  const { store } = useEditorContext();
  const [chosen, setPart] = useState<Part | null>(null);
  // Rows of all parts show test rows, which is counted: somebody has to ask for them.
  const part = chosen ?? (table.split ? 'train' : 'all');
  const columns: GridColumn[] = table.columns
    .filter(({ name }) => !name.startsWith('__'))
    .map((column) => ({ id: column.name, label: column.name, kind: gridKind(column.type) }));
  const { loadWindow, total } = useTableWindow({
    table: output.hash,
    names: columns.map(({ id }) => id),
    part: part === 'all' ? null : part,
    rows: table.rows,
  });
  return (
    <>
      {table.split ? (
        <div className="relative h-0">
          <SegmentedControl
            className="absolute right-3 bottom-0.5"
            label="Part"
            value={part}
            onValueChange={setPart}
            segments={parts.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          />
        </div>
      ) : null}
      <DataGrid
        label="Rows"
        columns={columns}
        rowCount={total}
        loadWindow={loadWindow}
        dataKey={`${output.hash} ${part}`}
        rowAction={{ label: 'Follow this row', run: (row) => follow(store, { ...from, row }) }}
        className="min-h-0 flex-1"
      />
    </>
  );
}
