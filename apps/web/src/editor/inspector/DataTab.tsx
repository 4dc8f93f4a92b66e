'use client';

import type { Step } from '@millrace/pipeline-core/document';
import type { PropagatedSchema } from '@millrace/pipeline-core/schema';
import { findContract } from '@millrace/pipeline-core/steps';
import { gridKind } from '../../features/data/grid-columns';
import { TableFindings } from '../../features/data/TableFindings';
import { TablePreview } from '../../features/runs/TablePreview';
import { TrialsTable } from '../../features/runs/TrialsTable';
import { SplitReceiptCard } from '../../features/splits/SplitReceiptCard';
import { formatCount, formatPercent } from '../../lib/format-number';
import { ColumnKindIcon } from '../../ui/grid/ColumnKindIcon';
import { PortShape } from '../../ui/PortShape';
import { addMending } from '../actions/add-step';
import { NoPreview } from '../canvas/NoPreview';
import { PreviewPeek } from '../canvas/PreviewPeek';
import { useStepView } from '../canvas/StepNode';
import { holdsFigures } from '../drawing/figures';
import { showsPreview } from '../drawing/preview-view';
import { knownTable } from '../drawing/schema-change';
import { stepPorts } from '../drawing/step-ports';
import { Figures } from '../panel/Figures';
import { shapeOf } from '../step-look';
import { isLive } from '../store/selectors';
import { usePipeline } from '../sync/pipeline-context';
import { useStepPreview } from '../sync/use-step-preview';
import { useEditor, useEditorContext } from '../use-editor';

/** What comes in and what goes out: columns as known while drawing, rows as last run. */
export function DataTab({ step }: { step: Step }) {
  const contract = findContract(step.type);
  const inference = useEditor((state) => state.inferences.get(step.id));
  const document = useEditor((state) => state.document);
  if (contract === undefined) return null;
  const ports = stepPorts(document, step);
  const shape = (side: 'in' | 'out', port: string) =>
    shapeOf(ports.find((view) => view.side === side && view.id === port)?.type ?? 'Any');
  return (
    <div className="grid gap-4">
      <Trials step={step} />
      {Object.entries(contract.outputs).map(([port, spec]) => (
        <section key={port} className="grid gap-1.5" aria-label={`Output ${spec.title}`}>
          <h3 className="flex items-center gap-1.5 font-semibold">
            <PortShape type={shape('out', port)} size={14} />
            {spec.title}
            <span className="font-normal text-muted">out</span>
          </h3>
          <Output key={`${step.id}:${port}`} step={step} port={port} />
          <Columns schema={inference?.outputs[port]} />
        </section>
      ))}
      {Object.entries(contract.inputs).map(([port, spec]) => (
        <section key={port} className="grid gap-1.5" aria-label={`Input ${spec.title}`}>
          <h3 className="flex items-center gap-1.5 font-semibold">
            <PortShape type={shape('in', port)} size={14} />
            {spec.title}
            <span className="font-normal text-muted">in</span>
          </h3>
          <Columns schema={inference?.inputs[port]?.[0]} />
        </section>
      ))}
    </div>
  );
}

/** Of a search that is at work: what it has tried so far. */
function Trials({ step }: { step: Step }) {
  const run = useEditor((state) => state.stepRuns[step.id]);
  const live = useEditor((state) => isLive(state, step.id));
  if (!live || run?.search === undefined) return null;
  return <TrialsTable run={run.run} step={step.id} />;
}

function Output({ step, port }: { step: Step; port: string }) {
  const output = useEditor((state) => state.stepRuns[step.id]?.outputs[port]);
  const editable = useEditor((state) => state.editable);
  const context = useEditorContext();
  const pipeline = usePipeline();
  const { state } = useStepView(step.id);
  const preview = useStepPreview({ step: step.id, port, state });
  const computed = showsPreview(preview, output);
  const glance = computed ? (
    <div className="overflow-hidden rounded-control border border-border pt-1">
      <PreviewPeek step={step.id} port={port} preview={preview} className="px-3 pb-2" />
    </div>
  ) : null;
  if (output === undefined) return glance ?? <NoPreview step={step.id} port={port} hasOutput={false} />;
  const isSplit = findContract(step.type)?.outputs[port]?.type === 'Split';
  if (output.kind === 'table')
    return (
      <>
        {glance}
        {isSplit ? <SplitReceiptCard table={output.hash} /> : null}
        <TablePreview table={output.hash} title={preview.wanted ? 'First rows of the last run' : 'First rows'} />
        <TableFindings
          key={output.hash}
          table={output.hash}
          subject={{ kind: 'step', pipeline: pipeline.id, step: step.id }}
          onAdd={
            editable
              ? ([mending]) => {
                  if (mending !== undefined) addMending(context, { ...mending, step: step.id, port });
                }
              : undefined
          }
        />
      </>
    );
  if (holdsFigures(output.kind)) return <Figures hash={output.hash} />;
  return <NoPreview step={step.id} port={port} hasOutput />;
}

function Columns({ schema }: { schema: PropagatedSchema | undefined }) {
  const table = knownTable(schema);
  if (schema === undefined) return <p className="text-12 text-muted">Nothing is connected.</p>;
  if (table === null) return schema.kind === 'needs-run' ? <p className="text-12 text-muted">{schema.reason}</p> : null;
  return (
    <details>
      <summary className="cursor-pointer text-12 font-medium text-muted">
        {formatCount(table.columns.length, 'column')}
        {schema.kind === 'partial' ? ', more when it has run' : ''}
      </summary>
      <ul className="thin-scroll mt-1 max-h-60 overflow-y-auto rounded-control border border-border">
        {table.columns.map((column) => (
          <li key={column.name} className="flex h-6 items-center gap-2 px-2 text-12">
            <ColumnKindIcon kind={gridKind(column.type)} />
            <span className="min-w-0 flex-1 truncate">{column.name}</span>
            {column.role === 'feature' ? null : <span className="text-muted">{column.role}</span>}
            {column.missing ? <span className="text-muted tabular-nums">{formatPercent(column.missing)}</span> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
