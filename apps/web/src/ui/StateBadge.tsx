import { cn } from '../lib/cn';
import { type HealthState, healthStateLooks } from './health-states';
import { Spinner } from './Spinner';
import { type StepDisplayState, stepStateLooks } from './step-states';

export type StateBadgeProps = {
  state: StepDisplayState;
  /** Behind the word: "62%", "0.4 s". */
  detail?: string | undefined;
  /** One line why, as tooltip and for screen readers: "max_depth changed". */
  reason?: string | undefined;
  /** `outlined` adds the state's border; `plain` is icon and word, for feet and table cells. */
  look?: 'plain' | 'outlined';
  className?: string | undefined;
};

/** State of a step: icon, word, and border style. */
export function StateBadge({ state, detail, reason, look = 'outlined', className }: StateBadgeProps) {
  const { word, icon: Icon, text, border } = stepStateLooks[state];
  return (
    <span
      title={reason}
      className={cn(
        'inline-flex items-center gap-1.5 align-middle text-12 font-medium whitespace-nowrap',
        text,
        look === 'outlined' ? cn('h-6 rounded-control bg-surface px-2', border) : '',
        className,
      )}
    >
      {state === 'running' ? <Spinner /> : <Icon className="size-[14px]" aria-hidden />}
      <span>
        {word}
        {detail ? <span className="tabular-nums"> {detail}</span> : null}
        {reason ? <span className="sr-only">, {reason}</span> : null}
      </span>
    </span>
  );
}

/** State of a deployed model: icon and word. */
export function HealthBadge(props: {
  state: HealthState;
  reason?: string | undefined;
  className?: string | undefined;
}) {
  const { word, icon: Icon, text } = healthStateLooks[props.state];
  return (
    <span
      title={props.reason}
      className={cn(
        'inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap',
        text,
        props.className,
      )}
    >
      <Icon aria-hidden />
      {word}
      {props.reason ? <span className="sr-only">, {props.reason}</span> : null}
    </span>
  );
}
