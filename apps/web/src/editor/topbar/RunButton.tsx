'use client';

import { ChevronDown, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/Button';
import { Popover } from '../../ui/Popover';
import { Skeleton } from '../../ui/Skeleton';
import { runAction } from '../actions/run-actions';
import { onlyRepeats } from '../store/selectors';
import { useActionEnabled, useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { RunPlan } from './RunPlan';
import { runLabel, whyNot } from './run-label';

/** Run and, on hover or by the arrow beside it, what it would do. While the pointer is on it, the steps that would run light up. */
export function RunButton() {
  const { store } = useEditorContext();
  const perform = useRunAction();
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const canRun = useEditor((state) => state.canRun);
  const label = useEditor(runLabel);
  const enabled = useActionEnabled(runAction);
  const why = useEditor(whyNot);
  const repeats = useEditor(onlyRepeats);
  const read = useEditor((state) => state.runsRead);
  if (!canRun) return null;
  // A run may be going on: until that is known nobody shall start it a second time.
  if (!read) return <Skeleton className="h-7 w-28" label="Reading the runs of this pipeline" />;
  const light = (on: boolean) => {
    const { plan, show } = store.getState();
    const runs = plan?.items.filter(({ decision }) => decision !== 'reused').map(({ step }) => step);
    show({ lit: on && runs !== undefined ? new Set(runs) : null });
  };
  const change = (next: boolean) => {
    clearTimeout(timer.current);
    setOpen(next);
    light(next);
  };
  return (
    <span className="flex">
      <Button
        variant={repeats ? 'secondary' : 'primary'}
        className="rounded-r-none"
        aria-disabled={!enabled}
        title={why}
        onClick={() => {
          // With nothing to run, the plan says why and offers to run all again.
          change(!enabled && why === undefined);
          perform(runAction);
        }}
        onPointerEnter={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => change(true), 400);
        }}
        onPointerLeave={() => clearTimeout(timer.current)}
      >
        <Play className="fill-current" aria-hidden />
        {label}
      </Button>
      <Popover
        open={open}
        onOpenChange={change}
        align="end"
        label="Run plan"
        trigger={
          <Button
            variant={repeats ? 'secondary' : 'primary'}
            aria-label="What a run would do"
            className="-ml-px rounded-l-none border-l-[color-mix(in_srgb,var(--on-accent)_30%,var(--accent))]! px-1.5!"
          >
            <ChevronDown aria-hidden className="m-0!" />
          </Button>
        }
      >
        <RunPlan onDone={() => change(false)} />
      </Popover>
    </span>
  );
}
