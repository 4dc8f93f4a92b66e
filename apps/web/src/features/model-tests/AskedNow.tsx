import { CircleCheck, OctagonX } from 'lucide-react';
import { reportOf } from '../../client/error-report';
import { formatDayTime } from '../../lib/format-date';
import { noValue } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Spinner } from '../../ui/Spinner';
import { askedNowWords } from './asked-now-words';
import type { AskedNow } from './use-asked-now';

/** Over the tests: how today's release does, and the button that asks it again. */
export function AskAgain({ now }: { now: AskedNow }) {
  return (
    <span className="flex items-center gap-3">
      <span aria-live="polite" data-testid="asked-now">
        {now.outcomes === null ? '' : askedNowWords(now.release, [...now.outcomes.values()])}
        {now.askedAt === null ? '' : `, asked ${formatDayTime(now.askedAt)}`}
      </span>
      <Button size="sm" loading={now.asking} onClick={now.again}>
        Run the tests now
      </Button>
    </span>
  );
}

/** Why today's release could not be asked. */
export function NowFailed({ now }: { now: AskedNow | null }) {
  if (now === null || now.error === null) return null;
  const { message, next } = reportOf(now.error);
  return (
    <div className="p-3">
      <Notice tone="warning">{`${message} ${next}`}</Notice>
    </div>
  );
}

/** Whether today's release passes one test, and what it answered where it does not. */
export function Outcome({ now, id }: { now: AskedNow; id: string }) {
  const outcome = now.outcomes?.get(id);
  if (outcome === undefined) return now.asking ? <Spinner /> : <span className="text-muted">{noValue}</span>;
  return outcome.passed ? (
    <span className="inline-flex items-center gap-1.5 text-success">
      <CircleCheck size={14} aria-hidden /> passes
    </span>
  ) : (
    <span className="grid grid-cols-[14px_1fr] items-baseline gap-x-1.5 text-danger">
      <OctagonX size={14} className="self-center" aria-hidden /> {`fails: ${outcome.seen}`}
    </span>
  );
}
