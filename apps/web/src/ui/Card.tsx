import type { ComponentProps, ReactNode } from 'react';
import { cn } from '../lib/cn';

/** One border, radius 8, no shadow. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-card border border-border bg-surface', className)} {...rest} />;
}

/** Title of a card with what stands at its right end: a unit, n, a small control. A table stands directly under it. */
export function CardHeader(props: { title: ReactNode; aside?: ReactNode; className?: string }) {
  return (
    <div className={cn('flex min-h-10 flex-wrap items-center gap-x-2 px-4 pt-3 pb-1', props.className)}>
      <h2 className="mr-auto flex min-w-0 items-center gap-1.5 truncate text-14 font-semibold">{props.title}</h2>
      {props.aside ? <div className="flex min-w-0 items-center gap-2 text-12 text-muted">{props.aside}</div> : null}
    </div>
  );
}

/** What a card holds, with its padding: under a header, or alone. */
export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={cn('grid content-start gap-3 px-4 pt-1 pb-4 first:pt-4', className)} {...rest} />;
}
