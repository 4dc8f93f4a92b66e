'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import type { NodeProps } from '@xyflow/react';
import { memo, type ReactNode, useMemo } from 'react';
import { Ring } from '../../ui/Ring';
import { Spinner } from '../../ui/Spinner';
import { stepStateLooks } from '../../ui/step-states';
import { withoutPlace } from '../drawing/issue-text';
import { type StepView, viewStep } from '../drawing/step-view';
import { StepTile } from '../step-look';
import { isLeftOut, isLive, isTabStop } from '../store/selectors';
import { useEditor } from '../use-editor';
import { matchesFind } from './find-steps';
import { RenameField } from './RenameField';
import { StepBody } from './StepBody';
import { StepLine } from './StepLine';
import { StepPlus, usePlusShown } from './StepPlus';
import { StepPorts } from './StepPorts';
import { useStepDescription } from './use-step-description';

const noIssues: readonly never[] = [];

/** A step on the canvas: reads its own parts of the store, so that progress of one never draws another. */
export const StepNode = memo(function StepNode({ id }: NodeProps) {
  const step = useEditor((state) => state.document.steps[id]);
  return step === undefined ? null : <DrawnStep id={id} />;
});

/** State of one step as its node, its row in the outline and its settings show it. */
export function useStepView(id: string): StepView {
  const step = useEditor((state) => state.document.steps[id]);
  const blockedBy = useEditor((state) => state.blockedBy[id]);
  const issues = useEditor((state) => state.issuesByStep[id] ?? noIssues);
  const run = useEditor((state) => state.stepRuns[id]);
  const live = useEditor((state) => isLive(state, id));
  const progress = useEditor((state) => state.progress[id]);
  const plan = useEditor((state) => state.plan?.byStep.get(id));
  const leftOut = useEditor((state) => isLeftOut(state, id));
  const behind = useEditor((state) => (state.stepRuns[id]?.status === 'ready' ? state.behind : null));
  const runsRead = useEditor((state) => state.runsRead);
  return useMemo(
    () =>
      step === undefined
        ? { state: 'ready', note: '' }
        : viewStep({ step, blockedBy, issues, run, live, progress, plan, leftOut, behind, runsRead }),
    [step, blockedBy, issues, run, live, progress, plan, leftOut, behind, runsRead],
  );
}

function DrawnStep({ id }: { id: string }) {
  const step = useEditor((state) => state.document.steps[id]);
  const selected = useEditor((state) => state.selection.has(id));
  const stop = useEditor((state) => isTabStop(state, id));
  const dim = useEditor(
    (state) =>
      (state.lit !== null && !state.lit.has(id)) || (state.find !== null && !matchesFind(state, id, state.find)),
  );
  const trail = useEditor((state) => state.trail?.get(id) ?? (state.trail === null ? undefined : 'none'));
  const plus = usePlusShown(id);
  const renaming = useEditor((state) => state.renaming === id);
  const view = useStepView(id);
  const description = useStepDescription(id);
  if (step === undefined) return null;
  const title = stepTitle(step);
  const look = stepStateLooks[view.state];
  return (
    <article
      className="step"
      data-step={id}
      data-state={view.state}
      data-selected={selected}
      data-dim={dim || trail === 'none'}
      data-trail={trail}
      data-plus={plus}
      tabIndex={stop ? 0 : -1}
      aria-label={[`${title}, ${look.word.toLowerCase()}`, view.note].filter(Boolean).join(', ')}
      aria-description={description}
    >
      <header>
        <Mark id={id} type={step.type} running={view.state === 'running'} />
        <div className="min-w-0">
          {renaming ? <RenameField id={id} title={step.title} placeholder={title} /> : <h3>{title}</h3>}
          <StepLine step={step} />
        </div>
      </header>
      <StepBody id={id} state={view.state} chosen={selected} />
      <Foot id={id} view={view} chosen={selected} />
      <StepPorts id={id} title={title} />
      <StepPlus id={id} title={title} />
    </article>
  );
}

function Mark({ id, type, running }: { id: string; type: string; running: boolean }): ReactNode {
  const progress = useEditor((state) => (running ? state.progress[id] : undefined));
  if (!running) return <StepTile type={type} />;
  return (
    <Ring
      value={progress === undefined || progress.total === 0 ? 0 : progress.done / progress.total}
      label={`Progress of ${findContract(type)?.title ?? type}`}
      className="-ml-1"
    >
      <StepTile type={type} round className="scale-[0.93]" />
    </Ring>
  );
}

function Foot({ id, view, chosen }: { id: string; view: StepView; chosen: boolean }) {
  // What failed says why where there is no room to spread it out.
  const why = useEditor((state) =>
    view.state === 'failed' && !chosen ? (state.stepRuns[id]?.error?.message ?? null) : null,
  );
  const share = useEditor((state) => {
    const progress = view.state === 'running' ? state.progress[id] : undefined;
    return progress === undefined || progress.total === 0 ? null : Math.floor((100 * progress.done) / progress.total);
  });
  const { word, icon: Icon } = stepStateLooks[view.state];
  return (
    <footer title={why ?? view.note}>
      {view.state === 'running' ? <Spinner /> : <Icon aria-hidden />}
      <b>{share === null ? word : `${word} ${share}%`}</b>
      <span className="note">{why === null ? view.note : withoutPlace(why).replaceAll('`', '')}</span>
    </footer>
  );
}
