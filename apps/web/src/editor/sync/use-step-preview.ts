'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { StepId } from '@millrace/pipeline-core/ids';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { alone } from '../../client/goes-alone';
import { useTRPCClient } from '../../client/trpc';
import { askNow, asksPreview, drawnText, isEdited, previewColumns, previewRows } from '../drawing/preview-view';
import { outputTypes } from '../drawing/step-ports';
import type { ShownState } from '../drawing/step-view';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';
import { createPreviewQueue } from './preview-queue';
import { useSettled } from './use-settled';

export type StepPreview = {
  /** The output holds rows that no run has made as the step is drawn now; or held some before an edit that is not finished. */
  wanted: boolean;
  /** The newest answer there is; that of before an edit stays until the next one is there. */
  answer: PreviewShape | null;
  computing: boolean;
  failure: ErrorReport | null;
  retry(): void;
  /** Asks for all columns, where only some are shown. */
  showAll(): void;
};

/** Edits in a row ask once. */
const pause = 300;

/** One for all outputs on the screen. */
const previews = createPreviewQueue();

/** Rows that an output would hold, computed while its step has not run. One component is for one output: give it a key. */
export function useStepPreview({ step, port, state }: { step: StepId; port: string; state: ShownState }): StepPreview {
  const { project, id: pipeline } = usePipeline();
  const client = useTRPCClient();
  const drawn = useEditor((store) => drawnText(store.document, step));
  const settled = useSettled(drawn, pause);
  const editable = useEditor((store) => store.editable);
  const asked = useAsked({ step, port, state, drawn });
  const [all, setAll] = useState(false);
  const query = useQuery({
    queryKey: ['preview of a step', project, pipeline, step, port, settled, all],
    queryFn: ({ signal }) =>
      previews.ask(signal, (own) => {
        const document: PipelineDocument = JSON.parse(settled);
        return client.pipelines.previewStep.query(
          // Those who may only look see the drawing as it is saved.
          {
            project,
            pipeline,
            step,
            port,
            rows: previewRows,
            ...(all ? {} : { columns: previewColumns }),
            ...(editable ? { document } : {}),
          },
          { ...alone, signal: own },
        );
      }),
    enabled: askNow({ asked, settled, drawn, fetching: false }).enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const answer = query.data ?? null;
  return {
    wanted: asked || (state === 'draft' && answer?.state === 'rows'),
    answer,
    computing: askNow({ asked, settled, drawn, fetching: query.isFetching }).computing,
    failure: asked && query.error !== null && !query.isFetching ? reportOf(query.error) : null,
    retry: () => void query.refetch(),
    showAll: () => setAll(true),
  };
}

/** Whether the output has to be computed to be seen. */
function useAsked(o: { step: StepId; port: string; state: ShownState; drawn: string }): boolean {
  const { step, port, state, drawn } = o;
  const type = useEditor((store) => outputTypes(store.document).get(step)?.[port] ?? 'Any');
  const result = useEditor((store) => store.plan?.byStep.get(step)?.result);
  const past = useEditor((store) => store.pinnedRun !== null && store.stepRuns[step] !== undefined);
  const known = useEditor((store) => store.plan !== null); // before that every step looks as if it had not run
  const planned = usePlanned(step);
  const edited = useMemo(() => isEdited({ drawn, planned }), [drawn, planned]);
  return known && asksPreview({ state, edited, type, past, ...(result === undefined ? {} : { result }) });
}

/** What the step hung on when the plan was made that its state is from; null while that is not known. */
function usePlanned(step: StepId): string | null {
  const now = useEditor(({ saved, plan }) =>
    plan?.revision === saved.revision ? drawnText(saved.document, step) : null,
  );
  const [planned, setPlanned] = useState(now);
  useEffect(() => {
    if (now !== null) setPlanned(now);
  }, [now]);
  return now ?? planned;
}
