'use client';

import type { StepId } from '@millrace/pipeline-core/ids';
import { type FoldRegion, foldRegions } from '@millrace/pipeline-core/validate';
import { ViewportPortal } from '@xyflow/react';
import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import { boundsOf, stepBox } from '../drawing/bounds';
import { useEditor } from '../use-editor';

/** Room round the steps of a region; its title stands above them, and above the line that goes round them. */
const room = { side: 18, above: 68 };
const rim = 5;

/**
 * Boxes behind the steps that Cross-validate has refitted in every fold. The lines say which steps those are, so a box
 * follows every edit. Each of them has a rim: a step that only happens to stand in the box has none.
 */
export function FoldRegions() {
  const document = useEditor((state) => state.document);
  const regions = useMemo(() => foldRegions(document).filter(({ steps }) => steps.length > 0), [document]);
  if (regions.length === 0) return null;
  return (
    <ViewportPortal>
      {regions.map((region) => (
        <RegionBox key={region.opener} region={region} />
      ))}
    </ViewportPortal>
  );
}

function RegionBox({ region }: { region: FoldRegion }) {
  const document = useEditor((state) => state.document);
  const box = boundsOf(document, new Set(region.steps));
  if (box === null) return null;
  const style = {
    transform: `translate(${box.x - room.side}px, ${box.y - room.above}px)`,
    width: box.width + 2 * room.side,
    height: box.height + room.side + room.above,
  };
  return (
    <section className="fold-region" style={style} aria-label={`${titleOf(region)}: ${region.steps.length} steps`}>
      <h4>
        <Layers aria-hidden />
        {titleOf(region)}
      </h4>
      {region.steps.map((id) => (
        <StepRim key={id} id={id} origin={{ x: box.x - room.side, y: box.y - room.above }} />
      ))}
    </section>
  );
}

function StepRim({ id, origin }: { id: StepId; origin: { x: number; y: number } }) {
  const step = useEditor((state) => state.document.steps[id]);
  if (step === undefined) return null;
  const { x, y, width, height } = stepBox(step);
  const style = { left: x - origin.x - rim, top: y - origin.y - rim, width: width + 2 * rim, height: height + 2 * rim };
  return <i aria-hidden className="fold-rim" style={style} />;
}

function titleOf({ k }: FoldRegion): string {
  return `Refitted in each of ${k} folds`;
}
