import { cva } from 'class-variance-authority';

/** The box of everything one types into or picks from: outline at 3:1, a darker well in the dark theme. */
export const controlBox = cva(
  [
    'ring-outer flex min-w-0 items-center gap-1.5 rounded-control border border-border-strong bg-surface text-text',
    'dark:bg-[color-mix(in_srgb,var(--bg)_45%,var(--surface))]',
    'has-[:disabled]:opacity-50 data-[disabled]:opacity-50 has-[[aria-invalid=true]]:border-danger aria-invalid:border-danger',
    '[&>.lucide]:size-[14px] [&>.lucide]:text-muted',
  ],
  {
    variants: {
      size: { sm: 'h-6 px-2 text-12', md: 'h-7 px-2 text-13', lg: 'h-9 px-3 text-14' },
    },
    defaultVariants: { size: 'md' },
  },
);

export type ControlSize = 'sm' | 'md' | 'lg';
