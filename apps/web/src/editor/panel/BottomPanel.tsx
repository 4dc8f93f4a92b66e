'use client';

import { ChevronDown } from 'lucide-react';
import { IconButton } from '../../ui/IconButton';
import { Tabs } from '../../ui/Tabs';
import { problemCount } from '../store/problems';
import { bottomTabs } from '../store/session-slice';
import { useEditor, useEditorContext } from '../use-editor';
import { DataPanel } from './DataPanel';
import { LogsPanel } from './LogsPanel';
import { ProblemsPanel } from './ProblemsPanel';
import { RunsPanel } from './RunsPanel';

/** Under the canvas: rows of an output, problems, logs, runs. The grave key opens and closes it. */
export function BottomPanel() {
  const { store } = useEditorContext();
  const open = useEditor((state) => state.bottomOpen);
  const tab = useEditor((state) => state.bottomTab);
  const errors = useEditor((state) => problemCount(state).errors);
  const problems = useEditor((state) => problemCount(state).all);
  if (!open) return null;
  const words = { data: 'Data', problems: 'Problems', logs: 'Logs', runs: 'Runs' };
  return (
    <section aria-label="Results" className="flex h-[252px] flex-none flex-col border-t border-border bg-surface">
      <div className="flex flex-none items-center border-b border-border px-3">
        <Tabs
          bare
          label="Results"
          value={tab}
          onValueChange={(next) => {
            const found = bottomTabs.find((known) => known === next);
            if (found !== undefined) store.getState().show({ bottomTab: found });
          }}
          tabs={bottomTabs.map((value) => ({
            value,
            label: words[value],
            ...(value === 'problems' && problems > 0
              ? { count: problems, tone: errors > 0 ? ('danger' as const) : ('warning' as const) }
              : {}),
          }))}
          listClassName="gap-5 px-1"
          className="min-w-0 flex-1"
        />
        <IconButton
          size="sm"
          label="Close the panel"
          shortcut="`"
          icon={<ChevronDown />}
          onClick={() => store.getState().show({ bottomOpen: false })}
        />
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-auto">
        {tab === 'data' ? <DataPanel /> : null}
        {tab === 'problems' ? <ProblemsPanel /> : null}
        {tab === 'logs' ? <LogsPanel /> : null}
        {tab === 'runs' ? <RunsPanel /> : null}
      </div>
    </section>
  );
}
