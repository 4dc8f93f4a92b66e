'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { StepId } from '@millrace/pipeline-core/ids';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { alone, useTRPC } from '../../client/trpc';
import { asksPreview, drawnText, previewRows } from '../drawing/preview-view';
import { outputTypes } from '../drawing/step-ports';
import type { ShownState } from '../drawing/step-view';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';
import { useSettled } from './use-settled';

export type StepPreview = {
  /** The output holds rows that no run has made as the step is drawn now; or held some before an edit that is not finished. */
  wanted: boolean;
  /** The newest answer there is; that of before an edit stays until the next one is there. */
  answer: PreviewShape | null;
  computing: boolean;
  failure: ErrorReport | null;
  retry(): void;
};

/** Edits in a row ask once. */
const pause = 300;

/** Rows that an output would hold, computed while its step has not run. One component is for one output: give it a key. */
export function useStepPreview(o: { step: StepId; port: string; state: ShownState }): StepPreview {
  const { step, port, state } = o;
  const { project, id: pipeline } = usePipeline();
  const trpc = useTRPC();
  const document = useEditor((store) => store.document);
  const editable = useEditor((store) => store.editable);
  const drawn = useMemo(() => drawnText(document, step), [document, step]);
  const settled = useSettled(drawn, pause);
  const shown = useMemo((): PipelineDocument => JSON.parse(settled), [settled]);
  const type = outputTypes(document).get(step)?.[port] ?? 'Any';
  const edited = useEdited(drawn);
  const past = useEditor((store) => store.pinnedRun !== null && store.stepRuns[step] !== undefined);
  const known = useEditor((store) => store.plan !== null); // before that every step looks as if it had not run
  const asked = known && asksPreview({ state, edited, type, past });
  const query = useQuery(
    trpc.pipelines.previewStep.queryOptions(
      // Those who may only look see the drawing as it is saved.
      { project, pipeline, step, port, rows: previewRows, ...(editable ? { document: shown } : {}) },
      {
        enabled: asked,
        placeholderData: keepPreviousData,
        staleTime: 30_000,
        gcTime: 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        trpc: { abortOnUnmount: true, ...alone },
      },
    ),
  );
  const answer = query.data ?? null;
  return {
    wanted: asked || (state === 'draft' && answer?.state === 'rows'),
    answer,
    computing: asked && (query.isFetching || settled !== drawn),
    failure: asked && query.error !== null && !query.isFetching ? reportOf(query.error) : null,
    retry: () => void query.refetch(),
  };
}

/** Whether what a step hangs on was edited since the plan that its state is from. */
function useEdited(drawn: string): boolean {
  const planned = useEditor(
    ({ document, saved, plan }) => document === saved.document && plan?.revision === saved.revision,
  );
  const [before, setBefore] = useState(drawn);
  useEffect(() => {
    if (planned) setBefore(drawn);
  }, [planned, drawn]);
  return before !== drawn;
}
