'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import { columnTypeSchema } from '@millrace/pipeline-core/schema';
import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import { gridKind } from '../../features/data/grid-columns';
import { toCell } from '../../features/data/to-cell';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { DataGrid } from '../../ui/grid/DataGrid';
import type { GridColumn, LoadWindow } from '../../ui/grid/grid-types';
import { Skeleton } from '../../ui/Skeleton';
import { Spinner } from '../../ui/Spinner';
import { NoPreview, RunToHere } from '../canvas/NoPreview';
import { useStepView } from '../canvas/StepNode';
import { basisText, columnsText, previewLead, shownColumns, shownText } from '../drawing/preview-view';
import { StoppedPreview } from '../inspector/StoppedPreview';
import { InlineText } from '../Markdown';
import type { StepPreview } from '../sync/use-step-preview';

type PreviewRowsProps = {
  step: string;
  port: string;
  preview: StepPreview;
  /** The run whose rows of this output are still there. */
  earlier?: { run: number; show: () => void };
};

/** Rows that a step would make as it is drawn now; in their place why there are none. */
export function PreviewRows({ step, port, preview, earlier }: PreviewRowsProps) {
  const { answer, failure, retry } = preview;
  if (failure !== null)
    return (
      <div className="thin-scroll min-h-0 overflow-y-auto px-4 pb-3">
        <ErrorState what={failure.message} next={failure.next} onRetry={retry} />
      </div>
    );
  if (answer === null) return <Skeleton className="mx-4 mb-3 min-h-0 flex-1" label="Computing a preview" />;
  if (answer.state === 'none') return <NoPreview step={step} port={port} hasOutput={false} none={answer} />;
  return (
    <>
      <Basis step={step} answer={answer} preview={preview} earlier={earlier} />
      {answer.state === 'rows' ? (
        <>
          <Notes notes={answer.notes} />
          <Grid answer={answer} />
        </>
      ) : (
        <div className="thin-scroll min-h-0 overflow-y-auto px-4 py-3">
          <StoppedPreview step={step} answer={answer} quiet />
        </div>
      )}
    </>
  );
}

/** One line over rows that are not those of a run of the drawing as it is. */
export function PreviewBar({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-none flex-wrap items-center gap-x-2 gap-y-1 border-y border-border-soft bg-info-tint px-4 py-0.5 text-12">
      {children}
    </div>
  );
}

type Computed = Exclude<PreviewShape, { state: 'none' }>;

function Basis(props: { step: string; answer: Computed; preview: StepPreview; earlier: PreviewRowsProps['earlier'] }) {
  const { step, answer, preview, earlier } = props;
  const view = useStepView(step);
  const left = answer.state === 'rows' ? columnsText(answer) : '';
  const basis = answer.basis === null ? '' : basisText(answer.basis);
  const text = [previewLead(view), basis, left].filter(Boolean).join(' ');
  return (
    <PreviewBar>
      <span className="min-w-0">
        <b className="font-medium">Preview:</b> {text}
      </span>
      <span role="status" className="flex flex-1 items-center gap-1.5 text-muted">
        {preview.computing ? (
          <>
            <Spinner />
            Computing
          </>
        ) : null}
      </span>
      {left === '' ? null : (
        <Button size="sm" variant="ghost" onClick={preview.showAll}>
          Show all columns
        </Button>
      )}
      {earlier === undefined ? null : (
        <Button size="sm" variant="ghost" onClick={earlier.show}>
          {`Show run ${earlier.run}`}
        </Button>
      )}
      <RunToHere step={step} />
    </PreviewBar>
  );
}

type Rows = Extract<PreviewShape, { state: 'rows' }>;

/** What steps said of their rows on the way. */
function Notes({ notes }: Pick<Rows, 'notes'>) {
  if (notes.length === 0) return null;
  return (
    <ul
      aria-label="Warnings of the preview"
      className="thin-scroll max-h-16 flex-none overflow-y-auto px-4 py-1 text-12"
    >
      {notes.map(({ step, title, message }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step may say the same twice, and the list is that of one answer
        <li key={`${at} ${step}`} className="flex gap-1.5">
          <TriangleAlert className="mt-0.5 size-3 flex-none text-warning" aria-hidden />
          <span>
            {message.startsWith(title) ? '' : `${title}: `}
            <InlineText text={message} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Grid({ answer }: { answer: Rows }) {
  const { places, columns } = useMemo(() => gridColumns(answer), [answer]);
  const loadWindow: LoadWindow = useCallback(
    (offset, limit) => {
      const rows = answer.rows
        .slice(offset, offset + limit)
        .map((cells) => places.map((place) => toCell(cells[place])));
      return Promise.resolve({ rows, rowNumbers: answer.rowNumbers.slice(offset, offset + limit) });
    },
    [answer, places],
  );
  return (
    <DataGrid
      label="Rows of the preview"
      columns={columns}
      rowCount={answer.rows.length}
      loadWindow={loadWindow}
      dataKey={nameOf(answer)}
      note={shownText(answer)}
      className="min-h-0 flex-1"
    />
  );
}

/** Px: a day and its time are wider than a day. */
const timestampWidth = 176;

/** The columns of the grid, and the places of their cells. */
function gridColumns(answer: Rows): { places: number[]; columns: GridColumn[] } {
  const shown = shownColumns(answer);
  const columns = shown.map(({ name, type: text, change }): GridColumn => {
    const type = columnTypeSchema.safeParse(text);
    return {
      id: name,
      label: name,
      kind: type.success ? gridKind(type.data) : 'other',
      width: type.success && type.data === 'timestamp' ? timestampWidth : undefined,
      tone: change === undefined ? undefined : 'selected',
      aside: change,
    };
  });
  return { places: shown.map(({ place }) => place), columns };
}

const names = new WeakMap<Rows, string>();
let given = 0;

/** Another name for each answer: the grid keeps its rows while the answer of before an edit stays. */
function nameOf(answer: Rows): string {
  const known = names.get(answer);
  if (known !== undefined) return known;
  given += 1;
  names.set(answer, `preview ${given}`);
  return `preview ${given}`;
}
