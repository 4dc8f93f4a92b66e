import type { ComponentProps, ReactNode } from 'react';
import { cn } from '../lib/cn';

/** One border, radius 8, no shadow. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-card border border-border bg-surface', className)} {...rest} />;
}

/** Title of a card with what stands at its right end: a unit, n, a small control. `padded`: the card brings the padding. */
export function CardHeader(props: { title: ReactNode; aside?: ReactNode; padded?: boolean; className?: string }) {
  const room = props.padded === true ? 'pb-1' : 'min-h-10 pt-2 pr-3 pb-1 pl-4';
  return (
    <div className={cn('flex flex-wrap items-center gap-x-2', room, props.className)}>
      <h2 className="mr-auto flex min-w-0 items-center gap-1.5 truncate text-14 font-semibold">{props.title}</h2>
      {props.aside ? (
        <div className="flex min-w-0 items-center gap-2 text-12 text-muted tabular-nums">{props.aside}</div>
      ) : null}
    </div>
  );
}
