import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { stepBox } from './bounds';
import { type PortView, stepWidth } from './step-ports';

/** The longest name of a port is shorter than this. */
const most = 160;
/** From the border of the step to its label, and from there to the next step. */
const around = 20;
const labelHeight = 16;

/** Pixels the name of a port may take beside its step before it runs into the next one. */
export function labelRoom(document: PipelineDocument, id: string, port: Pick<PortView, 'side' | 'y'>): number {
  const step = document.steps[id];
  if (step === undefined) return most;
  const { x } = step.position;
  const y = step.position.y + port.y;
  let room = most;
  for (const other of Object.values(document.steps)) {
    const box = stepBox(other);
    if (other.id === id || box.y > y + labelHeight || box.y + box.height < y - labelHeight) continue;
    const gap = port.side === 'out' ? box.x - x - stepWidth : x - box.x - box.width;
    if (gap >= 0) room = Math.min(room, gap - around);
  }
  return Math.max(0, room);
}
