'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { boundsOf, stepBox } from '../drawing/bounds';
import type { DocumentChanges } from '../drawing/document-changes';

const margin = 24;
const colors = { added: 'var(--success)', removed: 'var(--danger)', changed: 'var(--warning)' };

/** A drawing in small: steps as boxes, those that differ from the present drawing in the colour of their change. */
export function VersionPicture({ document, changes }: { document: PipelineDocument; changes: DocumentChanges }) {
  const box = boundsOf(document);
  if (box === null)
    return <p className="grid place-items-center rounded-control bg-surface-2 text-muted">An empty drawing</p>;
  const kinds = new Map(changes.steps.map(({ id, kind }) => [id, kind]));
  const steps = Object.values(document.steps).map((step) => ({ id: step.id, ...stepBox(step) }));
  const places = new Map<string, (typeof steps)[number]>(steps.map((step) => [step.id, step]));
  return (
    <svg
      role="img"
      aria-label={`Drawing with ${steps.length} steps`}
      className="size-full rounded-control border border-border bg-bg"
      viewBox={`${box.x - margin} ${box.y - margin} ${box.width + 2 * margin} ${box.height + 2 * margin}`}
    >
      {Object.values(document.edges).map(({ id, from, to }) => {
        const [source, target] = [places.get(from.step), places.get(to.step)];
        if (source === undefined || target === undefined) return null;
        const [x1, y1, x2, y2] = [
          source.x + source.width,
          source.y + source.height / 2,
          target.x,
          target.y + target.height / 2,
        ];
        const bend = Math.max(24, Math.abs(x2 - x1) / 2);
        return (
          <path
            key={id}
            d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`}
            fill="none"
            stroke="var(--border-strong)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
      {Object.values(document.notes).map(({ id, position, size }) => (
        <rect
          key={id}
          {...position}
          {...size}
          rx={4}
          fill="var(--surface-2)"
          stroke="var(--border-strong)"
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {steps.map(({ id, x, y, width, height }) => {
        const kind = kinds.get(id);
        return (
          <rect
            key={id}
            {...{ x, y, width, height }}
            rx={8}
            fill="var(--surface)"
            stroke={kind === undefined ? 'var(--border-strong)' : colors[kind]}
            strokeWidth={kind === undefined ? 1 : 2}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}
