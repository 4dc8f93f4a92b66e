import { cn } from '../lib/cn';

/** Three quarters of a turning circle. Decorative: the word beside it, or `aria-busy`, says what is going on. */
export function Spinner({ className }: { className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      className={cn('size-[14px] flex-none animate-spin', className)}
      aria-hidden="true"
    >
      <path d="M8 2a6 6 0 1 1-6 6" />
    </svg>
  );
}
