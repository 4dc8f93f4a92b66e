'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { Ellipsis, Play, X } from 'lucide-react';
import { FinishButton } from '../../features/runs/FinishButton';
import { hasBestSoFar, learnsInRounds } from '../../features/runs/learns-in-rounds';
import { Button } from '../../ui/Button';
import { DropdownMenu } from '../../ui/DropdownMenu';
import { IconButton } from '../../ui/IconButton';
import { TabPanel, Tabs } from '../../ui/Tabs';
import { copyAction, duplicateAction } from '../actions/clipboard-actions';
import { deleteAction, disableAction, renameAction } from '../actions/edit-actions';
import { runToHereAction } from '../actions/run-actions';
import { footText, isUnderWay } from '../drawing/foot-text';
import { stepNumbers } from '../drawing/step-view';
import { Markdown } from '../Markdown';
import { StepTile } from '../step-look';
import { isLive, selectedStep } from '../store/selectors';
import { inspectorTabs } from '../store/session-slice';
import { firstShortcut, useActionEnabled, useEnabledActions, useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { DataTab } from './DataTab';
import { deriveForm } from './derive-form';
import { FormulaDocs } from './FormulaDocs';
import { LogTab } from './LogTab';
import { ParamsForm } from './ParamsForm';
import { PlanCut } from './PlanCut';
import { PreviewTrouble } from './PreviewTrouble';
import { StepIssues } from './StepIssues';

/** Everything about the chosen step, beside the canvas, which stays live. */
export function Inspector() {
  const { store } = useEditorContext();
  const step = useEditor(selectedStep);
  const open = useEditor((state) => state.inspectorOpen && state.followed === null);
  const tab = useEditor((state) => state.inspectorTab);
  if (step === null || !open) return null;
  const title = stepTitle(step);
  const words = { settings: 'Settings', data: 'Data', log: 'Log', docs: 'Docs' };
  return (
    <aside
      aria-label={`Settings of ${title}`}
      className="flex min-h-0 w-(--inspector) max-w-[100vw] flex-none flex-col border-l border-border bg-surface max-md:fixed max-md:inset-y-0 max-md:right-0 max-md:z-30"
    >
      <Head id={step.id} type={step.type} title={title} />
      <Tabs
        label="About this step"
        value={tab}
        onValueChange={(next) => {
          const found = inspectorTabs.find((known) => known === next);
          if (found !== undefined) store.getState().show({ inspectorTab: found });
        }}
        tabs={inspectorTabs.map((value) => ({ value, label: words[value] }))}
        listClassName="px-3 gap-4"
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabPanel value="settings" className="thin-scroll min-h-0 flex-1 overflow-y-auto p-3">
          <div className="grid gap-4">
            <StepIssues step={step} />
            <PreviewTrouble key={`preview ${step.id}`} step={step} />
            <ParamsForm key={step.id} step={step} />
            <PlanCut type={step.type} />
          </div>
        </TabPanel>
        <TabPanel value="data" className="thin-scroll min-h-0 flex-1 overflow-y-auto p-3">
          <DataTab step={step} />
        </TabPanel>
        <TabPanel value="log" className="thin-scroll min-h-0 flex-1 overflow-y-auto p-3">
          <LogTab step={step} />
        </TabPanel>
        <TabPanel value="docs" className="thin-scroll min-h-0 flex-1 overflow-y-auto p-3">
          <Docs type={step.type} />
        </TabPanel>
      </Tabs>
      <Learning key={`learning ${step.id}`} id={step.id} type={step.type} />
      <Foot id={step.id} />
    </aside>
  );
}

const verbs = [renameAction, disableAction, duplicateAction, copyAction, deleteAction];

function Head({ id, type, title }: { id: string; type: string; title: string }) {
  const { store } = useEditorContext();
  const run = useRunAction();
  const place = useEditor((state) => stepNumbers(state.document).get(id) ?? 0);
  const count = useEditor((state) => Object.keys(state.document.steps).length);
  const usable = useEnabledActions(verbs);
  return (
    <header className="flex h-(--topbar) flex-none items-center gap-2.5 px-3">
      <StepTile type={type} />
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-14 leading-[18px] font-semibold">{title}</h2>
        <p className="truncate text-12 text-muted tabular-nums">{`Step ${place} of ${count}`}</p>
      </div>
      <DropdownMenu
        align="end"
        trigger={<IconButton label="More" icon={<Ellipsis />} tooltip={false} />}
        entries={usable.map((action) => ({
          id: action.id,
          label: action.label,
          shortcut: firstShortcut(action),
          ...(action === deleteAction ? { tone: 'danger' as const } : {}),
          onSelect: () => run(action),
        }))}
      />
      <IconButton
        label="Close"
        icon={<X />}
        tooltip={false}
        onClick={() => store.getState().show({ inspectorOpen: false })}
      />
    </header>
  );
}

function Docs({ type }: { type: string }) {
  const contract = findContract(type);
  if (contract === undefined) return <p className="text-muted">This Millrace does not know this step type.</p>;
  return (
    <div className="grid gap-3">
      <p className="font-medium">{contract.summary}</p>
      <Markdown text={contract.doc} />
      {takesFormula(type) ? <FormulaDocs /> : null}
      <p className="text-12 text-muted">{`Also called: ${contract.synonyms.join(', ')}.`}</p>
    </div>
  );
}

/** Whether a setting of the step is a formula. */
function takesFormula(type: string): boolean {
  return deriveForm(type).some(({ kind }) => kind === 'formula');
}

/** While the step learns round by round or searches, whatever tab is open: the way to stop with what it has. */
function Learning({ id, type }: { id: string; type: string }) {
  const run = useEditor((state) => state.stepRuns[id]);
  const live = useEditor((state) => isLive(state, id));
  if (run?.status !== 'running' || !live || !hasBestSoFar(type)) return null;
  return (
    <div className="flex flex-none border-t border-border px-3 py-2">
      <FinishButton run={run.run} idx={run.idx} step={id} searches={!learnsInRounds(type)} live size="md" />
    </div>
  );
}

function Foot({ id }: { id: string }) {
  const run = useRunAction();
  const enabled = useActionEnabled(runToHereAction);
  const plan = useEditor((state) => state.plan?.byStep.get(id));
  const stepRun = useEditor((state) => state.stepRuns[id]);
  const live = useEditor((state) => isLive(state, id));
  const text = footText({ run: stepRun, live, plan });
  return (
    <footer className="flex flex-none items-center gap-2 border-t border-border px-3 py-2">
      <span className="min-w-0 flex-1 truncate text-12 text-muted" title={text}>
        {text}
      </span>
      <Button disabled={!enabled || isUnderWay({ run: stepRun, live })} onClick={() => run(runToHereAction)}>
        <Play aria-hidden />
        Run to here
      </Button>
    </footer>
  );
}
