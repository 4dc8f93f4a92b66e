'use client';

import type { FollowedPort } from '@millrace/pipeline-core/api';
import { CircleCheck, CircleDashed, CircleHelp, CircleX, Crosshair } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../lib/cn';
import { stateWords } from './follow-words';
import { RowValues } from './RowValues';

const looks = {
  picked: { icon: Crosshair, tone: 'text-accent' },
  here: { icon: CircleCheck, tone: 'text-success' },
  dropped: { icon: CircleX, tone: 'text-danger' },
  gone: { icon: CircleDashed, tone: 'text-muted' },
  apart: { icon: CircleDashed, tone: 'text-muted' },
  lost: { icon: CircleHelp, tone: 'text-warning' },
} as const;

/** Shows a step of the drawing; with `open` its settings as well, such as those of the filter that dropped the row. */
export type StepLink = (step: string, text: string, open?: boolean) => ReactNode;

/** One port: what became of the row there, why, and its values. */
export function PortCard(props: {
  port: FollowedPort;
  before: FollowedPort | null;
  titleOf: (key: string) => string;
  stepLink: StepLink;
}) {
  const { port, before, titleOf, stepLink } = props;
  const { icon: Icon, tone } = looks[port.state];
  const dropped = port.state === 'dropped';
  return (
    <li
      data-state={port.state}
      aria-label={`${port.portTitle} of ${port.title}: ${stateWords(port, titleOf)}`}
      className={cn(
        'grid min-w-0 gap-1.5 rounded-control px-2.5 py-2',
        dropped
          ? 'bg-danger-tint shadow-[inset_0_0_0_1px_var(--danger)]'
          : port.state === 'picked'
            ? 'shadow-[inset_0_0_0_1.5px_var(--accent)]'
            : 'shadow-[inset_0_0_0_1px_var(--border)]',
      )}
    >
      <div className="flex min-w-0 items-start gap-2">
        <Icon className={cn('mt-px flex-none', tone)} aria-hidden />
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">{stepLink(port.step, port.title)}</h3>
          <p className={cn('text-12', dropped ? 'font-medium text-danger' : 'text-muted')}>
            {stateWords(port, titleOf)}
          </p>
        </div>
      </div>
      {port.why === null ? null : <Why port={port} titleOf={titleOf} stepLink={stepLink} />}
      {port.shown === null ? null : <RowValues port={port} shown={port.shown} before={before} />}
    </li>
  );
}

/** The reason, with code in it set as code, and the way to the step. */
function Why(props: { port: FollowedPort; titleOf: (key: string) => string; stepLink: StepLink }) {
  const { port, stepLink } = props;
  return (
    <p className="wrap-anywhere">
      {(port.why ?? '').split('`').map((text, at) =>
        at % 2 === 0 ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence stay where they are
          <code key={at} className="rounded-xs bg-surface-2 px-1 font-mono text-12">
            {text}
          </code>
        ),
      )}{' '}
      {port.state === 'dropped' ? stepLink(port.step, 'Open the step', true) : null}
    </p>
  );
}
