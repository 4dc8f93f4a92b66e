import { formatDayTime } from '../../lib/format-date';
import { Card } from '../../ui/Card';
import { moveWords, type RolloutMove } from './rollout-words';

/** One move of a rollout on the timeline: who or which rule did what, and why. */
export function MoveEntry({ move, challenger }: { move: RolloutMove; challenger: string }) {
  const { reason, at, revision } = move;
  return (
    <Card className="grid gap-1 p-4">
      <div className="flex flex-wrap items-center gap-x-2">
        <h3 className="text-13 font-semibold">{moveWords(move, challenger)}</h3>
        {revision === null ? null : <span className="text-12 text-muted">{`revision ${revision}`}</span>}
        <span className="ml-auto text-12 whitespace-nowrap text-muted">{formatDayTime(at)}</span>
      </div>
      {reason === null ? null : <p className="text-13">{reason}</p>}
    </Card>
  );
}
