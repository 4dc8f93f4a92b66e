'use client';

import { ChevronDown, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/Button';
import { Popover } from '../../ui/Popover';
import { runAction } from '../actions/run-actions';
import { useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { RunPlan } from './RunPlan';

/** Run and, on hover or by the arrow beside it, what it would do. While the pointer is on it, the steps that would run light up. */
export function RunButton() {
  const { store } = useEditorContext();
  const perform = useRunAction();
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const canRun = useEditor((state) => state.canRun);
  const label = useEditor(runLabel);
  if (!canRun) return null;
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
        variant="primary"
        className="rounded-r-none"
        onClick={() => {
          change(false);
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
            variant="primary"
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

function runLabel(state: {
  plan: { summary: { runs: number; mayBeReused: number; steps: number } } | null;
  run: { status: string } | null;
}): string {
  const summary = state.plan?.summary;
  if (summary === undefined || summary.steps === 0) return 'Run';
  const runs = summary.runs + summary.mayBeReused;
  if (state.run?.status === 'running') return runs === 0 ? 'Run' : `Queue ${runs} ${runs === 1 ? 'step' : 'steps'}`;
  return `Run ${runs} of ${summary.steps}`;
}
