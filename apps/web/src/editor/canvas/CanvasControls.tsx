'use client';

import { MiniMap, useStore } from '@xyflow/react';
import { Map as MapIcon, Maximize, Minus, Mouse, Plus, Touchpad, WandSparkles } from 'lucide-react';
import { DropdownMenu } from '../../ui/DropdownMenu';
import { IconButton } from '../../ui/IconButton';
import type { stepStateLooks } from '../../ui/step-states';
import { layoutAction } from '../actions/view-actions';
import { firstShortcut, useActionEnabled, useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import type { Pointing } from './use-pointing';

/** Zoom, fit, minimap and how the wheel behaves, at the lower right of the canvas. */
export function CanvasControls({ pointing, onPointing }: { pointing: Pointing; onPointing: (next: Pointing) => void }) {
  const { store, effects } = useEditorContext();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const minimap = useEditor((state) => state.minimap);
  const choices = [
    { id: 'mouse', label: 'Mouse: wheel zooms, drag selects' },
    { id: 'trackpad', label: 'Trackpad: two fingers move the canvas' },
  ] as const;
  return (
    <div className="absolute right-2 bottom-2 z-5 grid justify-items-end gap-2">
      {minimap ? <StepMap /> : null}
      <div className="flex items-center gap-0.5 rounded-control border border-border bg-surface p-0.5">
        <IconButton size="sm" label="Zoom out" shortcut="-" icon={<Minus />} onClick={() => effects.view.zoomBy(0.8)} />
        <span className="min-w-10 text-center text-12 font-medium tabular-nums">{zoom}%</span>
        <IconButton size="sm" label="Zoom in" shortcut="+" icon={<Plus />} onClick={() => effects.view.zoomBy(1.25)} />
        <IconButton
          size="sm"
          label="Show everything"
          shortcut="1"
          icon={<Maximize />}
          onClick={() => effects.view.fit()}
        />
        <TidyButton />
        <IconButton
          size="sm"
          label="Minimap"
          shortcut="M"
          icon={<MapIcon />}
          aria-pressed={minimap}
          onClick={() => store.getState().show({ minimap: !minimap })}
        />
        <DropdownMenu
          align="end"
          side="top"
          trigger={
            <IconButton
              size="sm"
              label="How the wheel behaves"
              tooltip={false}
              icon={pointing === 'mouse' ? <Mouse /> : <Touchpad />}
            />
          }
          entries={choices.map(({ id, label }) => ({
            kind: 'checkbox',
            id,
            label,
            checked: pointing === id,
            onCheckedChange: () => onPointing(id),
          }))}
        />
      </div>
    </div>
  );
}

/** Lays the steps out anew; what is chosen of them alone where several are. */
function TidyButton() {
  const run = useRunAction();
  const enabled = useActionEnabled(layoutAction);
  return (
    <IconButton
      size="sm"
      label={layoutAction.label}
      shortcut={firstShortcut(layoutAction)}
      icon={<WandSparkles />}
      disabled={!enabled}
      onClick={() => run(layoutAction)}
    />
  );
}

/** Colours of the minimap, by state. */
const colors: Partial<Record<keyof typeof stepStateLooks, string>> = {
  running: 'var(--info)',
  done: 'var(--success)',
  failed: 'var(--danger)',
  stale: 'var(--warning)',
};

function StepMap() {
  const { store } = useEditorContext();
  useEditor((state) => state.stepRuns);
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel="Minimap"
      className="relative! m-0! overflow-hidden rounded-control border border-border"
      bgColor="var(--surface)"
      maskColor="color-mix(in srgb, var(--bg) 60%, transparent)"
      nodeColor={({ id }) => {
        const status = store.getState().stepRuns[id]?.status;
        const state = status === 'succeeded' ? 'done' : status === 'failed' || status === 'running' ? status : 'ready';
        return colors[state] ?? 'var(--border-strong)';
      }}
      onNodeClick={(_event, node) => {
        store.getState().select([node.id]);
        // The map is not the canvas: bring the step into view there.
        const step = store.getState().document.steps[node.id];
        if (step !== undefined) store.getState().announce(`Showing ${step.title || step.type}`);
      }}
    />
  );
}
