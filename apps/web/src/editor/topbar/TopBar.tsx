'use client';

import { AlarmClock, CircleX, History, Menu, PanelRight, Redo2, TriangleAlert, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useContext } from 'react';
import { useProject } from '../../features/frame/project-context';
import { cn } from '../../lib/cn';
import { formatCount } from '../../lib/format-number';
import { Button, buttonStyles } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { ShellMenuContext } from '../../ui/shell/shell-menu';
import { Tooltip } from '../../ui/Tooltip';
import { redoAction, undoAction } from '../actions/edit-actions';
import { versionsAction } from '../actions/run-actions';
import { problemCount } from '../store/problems';
import { selectedStep } from '../store/selectors';
import { usePipeline } from '../sync/pipeline-context';
import { firstShortcut, useActionEnabled, useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { PipelineName } from './PipelineName';
import { RunButton } from './RunButton';
import { RunProgress } from './RunProgress';
import { SaveStateText } from './SaveStateText';

/** The bar over the canvas: what is open, whether it is saved, what is going on, Run. */
export function TopBar() {
  const openMenu = useContext(ShellMenuContext);
  return (
    // How wide the bar is depends on the panel beside it, so what gives way asks the bar, not the window.
    <header className="@container flex h-(--topbar) flex-none items-center gap-2 border-b border-border bg-surface px-2 md:px-4">
      {openMenu ? (
        <IconButton label="Menu" icon={<Menu />} tooltip={false} className="md:hidden" onClick={openMenu} />
      ) : null}
      <PipelineName />
      <SaveStateText />
      <span aria-hidden className="mx-1 h-5 w-px flex-none bg-border max-md:hidden" />
      <HistoryButtons />
      <VersionsButton />
      <StartsLink />
      <span className="flex-1" />
      <RunProgress />
      <Problems />
      <RunButton />
      <InspectorToggle />
    </header>
  );
}

function HistoryButtons() {
  const run = useRunAction();
  const canUndo = useActionEnabled(undoAction);
  const canRedo = useActionEnabled(redoAction);
  const undoLabel = useEditor((state) => state.history.undo.at(-1)?.label ?? '');
  const redoLabel = useEditor((state) => state.history.redo.at(-1)?.label ?? '');
  return (
    <span className="flex flex-none">
      <IconButton
        label="Undo"
        title={undoLabel === '' ? undefined : `Undo ${undoLabel}`}
        shortcut={firstShortcut(undoAction)}
        icon={<Undo2 />}
        disabled={!canUndo}
        onClick={() => run(undoAction)}
      />
      <IconButton
        label="Redo"
        title={redoLabel === '' ? undefined : `Redo ${redoLabel}`}
        shortcut={firstShortcut(redoAction)}
        icon={<Redo2 />}
        disabled={!canRedo}
        onClick={() => run(redoAction)}
      />
    </span>
  );
}

function VersionsButton() {
  const run = useRunAction();
  return (
    <IconButton label="Versions" icon={<History />} className="max-md:hidden" onClick={() => run(versionsAction)} />
  );
}

/** The page of its clocks and events; leaving the drawing loses nothing, it is saved as it is drawn. */
function StartsLink() {
  const { slug } = useProject();
  const { id } = usePipeline();
  return (
    <Tooltip label="When it starts by itself">
      <Link
        href={`/p/${slug}/pipelines/${id}/starts`}
        aria-label="When it starts by itself"
        className={cn(buttonStyles({ variant: 'ghost', square: true }), 'max-md:hidden')}
      >
        <AlarmClock aria-hidden />
      </Link>
    </Tooltip>
  );
}

function Problems() {
  const { store } = useEditorContext();
  const all = useEditor((state) => problemCount(state).all);
  const errors = useEditor((state) => problemCount(state).errors);
  const open = () => store.getState().show({ bottomOpen: true, bottomTab: 'problems' });
  if (errors > 0)
    return (
      <Button variant="danger" onClick={open}>
        <CircleX aria-hidden />
        {formatCount(all, 'problem')}
      </Button>
    );
  if (all === 0) return null;
  return (
    <Button onClick={open}>
      <TriangleAlert className="text-warning!" aria-hidden />
      {formatCount(all, 'warning')}
    </Button>
  );
}

function InspectorToggle() {
  const { store } = useEditorContext();
  const hidden = useEditor(
    (state) => (!state.inspectorOpen || state.followed !== null) && selectedStep(state) !== null,
  );
  if (!hidden) return null;
  return (
    <IconButton
      label="Settings of the step, also by a double click on it"
      shortcut="Enter"
      icon={<PanelRight />}
      onClick={() => store.getState().openInspector()}
    />
  );
}
