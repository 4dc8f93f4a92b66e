import { formatDayTime } from '../../lib/format-date';
import { Card } from '../../ui/Card';
import { moveWords, type RolloutMove } from './rollout-words';

/** One move of a rollout on the timeline: what changed, who or which rule did it, and why. */
export function MoveEntry({ move, challenger }: { move: RolloutMove; challenger: string }) {
  const { who, reason, at, revision } = move;
  const facts = [who === null ? 'by its rules' : `by ${who}`, ...(revision === null ? [] : [`revision ${revision}`])];
  return (
    <Card className="grid gap-1 p-4">
      <div className="flex items-center gap-2">
        <h3 className="text-13 font-semibold">{moveWords(move, challenger)}</h3>
        <span className="text-12 text-muted">{facts.join(', ')}</span>
        <span className="ml-auto text-12 whitespace-nowrap text-muted">{formatDayTime(at)}</span>
      </div>
      {reason === null ? null : <p className="text-13">{reason}</p>}
    </Card>
  );
}
