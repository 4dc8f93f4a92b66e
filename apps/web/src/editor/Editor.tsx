'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useRef } from 'react';
import type { Outputs } from '../client/outputs';
import { useProject } from '../features/frame/project-context';
import type { CanvasView } from './actions/define-action';
import { ConflictDialog } from './ConflictDialog';
import { Canvas } from './canvas/Canvas';
import { EditorKeys } from './EditorKeys';
import { FollowSide } from './follow/FollowSide';
import { Inspector } from './inspector/Inspector';
import { LeftPanel } from './palette/LeftPanel';
import { QuickAddBox } from './palette/QuickAddBox';
import { BottomPanel } from './panel/BottomPanel';
import { RecoveryNotice } from './RecoveryNotice';
import { createEditorStore, type EditorStore } from './store/editor-store';
import { keepKnowledge } from './sync/keep-knowledge';
import { PipelineContext } from './sync/pipeline-context';
import { useAskedStep } from './sync/use-asked-step';
import { useAutosave } from './sync/use-autosave';
import { useEffects } from './sync/use-effects';
import { useFacts } from './sync/use-facts';
import { useKnownDatasets } from './sync/use-known-datasets';
import { usePlanSync } from './sync/use-plan-sync';
import { useReferences } from './sync/use-references';
import { useRunSync } from './sync/use-run-sync';
import { useUrlState } from './sync/use-url-state';
import { StopDialog } from './topbar/StopDialog';
import { TopBar } from './topbar/TopBar';
import { EditorContext, useEditor } from './use-editor';
import { VersionsDialog } from './versions/VersionsDialog';

type Pipeline = Outputs['pipelines']['get'];

/** The editor of one pipeline. */
export function Editor({ pipeline }: { pipeline: Pipeline }) {
  const { slug, can } = useProject();
  const opened = useRef<EditorStore | null>(null);
  const pinnedRun = useSearchParams().get('run');
  if (opened.current === null) {
    opened.current = createEditorStore({
      saved: { document: pipeline.document, revision: pipeline.revision },
      editable: can('edit'),
      canRun: can('run'),
    });
    opened.current.getState().show({ pinnedRun });
  }
  const { id, name } = pipeline;
  const context = useMemo(() => ({ id, name, project: slug }), [id, name, slug]);
  return (
    <PipelineContext value={context}>
      <Frame store={opened.current} />
    </PipelineContext>
  );
}

function Frame({ store }: { store: EditorStore }) {
  const view = useRef<CanvasView | null>(null);
  const autosave = useAutosave(store);
  const save = useRef(autosave.saveNow);
  save.current = autosave.saveNow;
  const stableSave = useMemo(() => () => save.current(), []);
  const effects = useEffects({ store, view, save: stableSave });
  const context = useMemo(() => ({ store, effects }), [store, effects]);
  useEffect(() => keepKnowledge(store), [store]);
  return (
    <EditorContext value={context}>
      <Sync store={store} />
      <EditorKeys />
      <div data-editor="" className="flex min-h-0 min-w-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TopBar />
          <RecoveryNotice onConflict={autosave.askAbout} />
          <div className="flex min-h-0 min-w-0 flex-1">
            <LeftPanel />
            <main id="content" className="relative flex min-h-0 min-w-0 flex-1 flex-col">
              <Canvas view={view} />
            </main>
          </div>
          <BottomPanel />
        </div>
        <FollowSide />
        <Inspector />
      </div>
      <QuickAddBox />
      <LiveRegion />
      <ConflictDialog conflicts={autosave.conflicts} onClose={autosave.closeConflicts} />
      <VersionsDialog />
      <StopDialog />
    </EditorContext>
  );
}

/** Everything that keeps the store in step with the server; draws nothing, so that progress draws nothing else. */
function Sync({ store }: { store: EditorStore }) {
  useRunSync(store);
  usePlanSync(store);
  useReferences(store);
  useFacts(store);
  useKnownDatasets(store);
  useUrlState(store);
  useAskedStep();
  return null;
}

/** What changes on the canvas, said to those who do not see it. */
function LiveRegion() {
  const text = useEditor((state) => state.announcement);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
