import { Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';

const looks = {
  info: { icon: Info, text: 'text-info', box: 'bg-info-tint [--edge-color:var(--info)]' },
  warning: { icon: TriangleAlert, text: 'text-warning', box: 'bg-warning-tint [--edge-color:var(--warning)]' },
  danger: { icon: OctagonX, text: 'text-danger', box: 'bg-danger-tint [--edge-color:var(--danger)]' },
};

export type NoticeProps = {
  tone?: keyof typeof looks;
  title?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children?: ReactNode;
};

/** A message that belongs to its place on the page and stays: a rule, a warning, a hint. */
export function Notice({ tone = 'info', title, actions, className, children }: NoticeProps) {
  const { icon: Icon, text, box } = looks[tone];
  return (
    <div
      className={cn(
        'flex gap-2 rounded-control px-3 py-2.5 shadow-[inset_0_0_0_1px_color-mix(in_srgb,var(--edge-color)_26%,var(--surface))]',
        box,
        className,
      )}
    >
      <Icon className={cn('mt-px', text)} aria-hidden />
      <div className="grid min-w-0 flex-1 gap-0.5">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">{actions}</div> : null}
      </div>
    </div>
  );
}
