'use client';

import { ancestors, descendants, graphOf } from '@millrace/pipeline-core/graph';
import type { PlanItem } from '@millrace/pipeline-core/plan';
import { Ban, CircleDashed, History, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Shortcut } from '../../ui/Kbd';
import type { EditorAction } from '../actions/define-action';
import { forceRunAction, runAction, runFromHereAction, runToHereAction } from '../actions/run-actions';
import { selectedStep } from '../store/selectors';
import { useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';

/** What a run would do and why, before it does: steps that run with their reason, what is reused, how long it takes. */
export function RunPlan({ onDone }: { onDone: () => void }) {
  const plan = useEditor((state) => state.plan);
  const perform = useRunAction();
  const error = useEditor((state) => state.planError);
  if (plan === null)
    return error === null ? <p className="text-muted">The plan is being made.</p> : <NoPlan why={error} />;
  const { byStep, leftOut, summary, spread } = plan;
  const items = [...byStep.values()];
  const running = items.filter(({ decision }) => decision !== 'reused');
  const choose = (action: EditorAction) => {
    onDone();
    perform(action);
  };
  return (
    <div className="grid gap-2.5">
      <div>
        <p className="text-14 font-semibold">{headline(summary)}</p>
        <p className="text-muted tabular-nums">
          {running.length === 0
            ? items.length === 0
              ? 'No step can run as drawn'
              : 'Every result is there already'
            : `about ${formatDuration(Math.max(1, summary.seconds) * 1000)}`}
        </p>
      </div>
      <ol className="thin-scroll grid max-h-[300px] gap-1.5 overflow-y-auto" aria-label="Steps that run">
        {running.map((item) => (
          <PlanRow key={item.step} item={item} />
        ))}
        {leftOut.map((item) => (
          <Row
            key={item.step}
            icon={<Ban className="size-[14px] text-muted" aria-hidden />}
            title={item.title}
            aside="left out"
            reason={item.reason}
          />
        ))}
      </ol>
      {spread.length === 0 ? null : (
        <ul className="grid gap-1 text-12 text-muted" aria-label="Side by side">
          {spread.map(({ kind, step, text }) => (
            <li key={`${kind} ${step}`}>{text}</li>
          ))}
        </ul>
      )}
      {running.length === 0 ? null : (
        <Button variant="primary" className="w-full justify-between!" onClick={() => choose(runAction)}>
          {`Run ${formatCount(running.length, 'step')}`}
          <Shortcut inherit keys="Ctrl+Shift+Enter" />
        </Button>
      )}
      <OtherRuns items={items} onChoose={choose} />
    </div>
  );
}

function NoPlan({ why }: { why: string }) {
  const { store } = useEditorContext();
  return (
    <div className="grid justify-items-start gap-2" role="alert">
      <p className="font-semibold">The plan could not be made</p>
      <p className="text-muted">{why}</p>
      <Button onClick={() => store.getState().askPlan()}>Try again</Button>
    </div>
  );
}

function headline(summary: { runs: number; reused: number; mayBeReused: number }): string {
  const parts = [
    `${summary.runs} run`,
    ...(summary.mayBeReused > 0 ? [`${summary.mayBeReused} may be reused`] : []),
    `${summary.reused} reused`,
  ];
  return parts.join(', ');
}

function PlanRow({ item }: { item: PlanItem }) {
  const icon =
    item.decision === 'may-be-reused' ? (
      <History className="size-[14px] text-cached" aria-hidden />
    ) : item.reason === 'new step' || item.reason === 'no equal result is there' ? (
      <Play className="size-[14px] text-muted" aria-hidden />
    ) : (
      <CircleDashed className="size-[14px] text-warning" aria-hidden />
    );
  return <Row icon={icon} title={item.title} aside={formatDuration(item.seconds * 1000)} reason={item.reason} />;
}

function Row(props: { icon: ReactNode; title: string; aside: string; reason: string }) {
  return (
    <li className="grid grid-cols-[16px_1fr_auto] items-start gap-x-2 font-medium">
      <span className="mt-0.5">{props.icon}</span>
      <span className="truncate">{props.title}</span>
      <span className="font-normal text-muted tabular-nums">{props.aside}</span>
      <span className="col-span-2 col-start-2 text-12 font-normal text-muted">{props.reason.replaceAll('`', '')}</span>
    </li>
  );
}

function OtherRuns({ items, onChoose }: { items: readonly PlanItem[]; onChoose: (action: EditorAction) => void }) {
  const toHere = useEditor((state) => {
    const step = selectedStep(state);
    if (step === null) return null;
    const needed = new Set([step.id, ...ancestors(graphOf(state.document), [step.id])]);
    return items.reduce((sum, item) => sum + (needed.has(item.step) ? item.seconds : 0), 0);
  });
  const fromHere = useEditor((state) => {
    const step = selectedStep(state);
    return step === null ? null : 1 + descendants(graphOf(state.document), [step.id]).size;
  });
  return (
    <div className="-mx-1">
      {toHere === null ? null : (
        <Other
          title="Run to selected step"
          aside={formatDuration(toHere * 1000)}
          onClick={() => onChoose(runToHereAction)}
        />
      )}
      {fromHere === null ? null : (
        <Other
          title="From selected step on"
          aside={formatCount(fromHere, 'step')}
          onClick={() => onChoose(runFromHereAction)}
        />
      )}
      {items.length === 0 ? null : (
        <Other
          title="Run everything again"
          aside={formatCount(items.length, 'step')}
          onClick={() => onChoose(forceRunAction)}
        />
      )}
    </div>
  );
}

function Other({ title, aside, onClick }: { title: string; aside: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-7 w-full items-center justify-between rounded-sm px-1 text-left hover:bg-hover"
    >
      {title}
      <span className="text-muted tabular-nums">{aside}</span>
    </button>
  );
}
