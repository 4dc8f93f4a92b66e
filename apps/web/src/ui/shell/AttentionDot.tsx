import { cn } from '../../lib/cn';

/** Something at this place asks for a person. The name of the link says what it is; `title` says it on hover. */
export function AttentionDot({ className, title }: { className: string; title?: string }) {
  return <span aria-hidden title={title} className={cn('size-[7px] flex-none rounded-full bg-danger', className)} />;
}
