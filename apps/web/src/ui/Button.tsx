import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '../lib/cn';
import { Spinner } from './Spinner';

export const buttonStyles = cva(
  [
    'inline-flex flex-none items-center justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap select-none',
    'transition-colors disabled:cursor-default disabled:opacity-50 aria-disabled:cursor-default aria-disabled:opacity-50',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-accent bg-accent text-on-accent enabled:hover:bg-[color-mix(in_srgb,var(--accent)_88%,var(--text))] disabled:border-border disabled:bg-surface-2 disabled:text-muted disabled:opacity-100',
        secondary:
          'border-border-control bg-surface text-text hover:border-border-strong hover:bg-hover disabled:hover:border-border-control disabled:hover:bg-surface [&>.lucide]:text-muted data-[state=open]:bg-hover',
        ghost:
          'border-transparent bg-transparent text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover data-[state=open]:text-text',
        danger:
          'border-[color-mix(in_srgb,var(--danger)_48%,var(--surface))] bg-surface text-danger hover:bg-danger-tint',
      },
      size: {
        sm: 'h-6 text-12',
        md: 'h-7 text-13',
        lg: 'h-9 text-14',
      },
      square: { true: '', false: '[&>.lucide]:size-[14px] [&>.lucide:first-child]:-ml-0.5' },
    },
    compoundVariants: [
      { square: true, size: 'sm', class: 'w-6' },
      { square: true, size: 'md', class: 'w-7' },
      { square: true, size: 'lg', class: 'w-9' },
      { square: false, size: 'sm', class: 'px-2' },
      { square: false, size: 'md', class: 'px-2.5' },
      { square: false, size: 'lg', class: 'px-4' },
    ],
    defaultVariants: { variant: 'secondary', size: 'md', square: false },
  },
);

export type ButtonProps = Omit<ComponentProps<'button'>, 'color'> &
  Omit<VariantProps<typeof buttonStyles>, 'square'> & {
    /** Shows a spinner and ignores clicks; the button keeps its place in the tab order. */
    loading?: boolean | undefined;
    /** Styles the single child (a link, for instance) instead of rendering a button. */
    asChild?: boolean | undefined;
  };

/** A button. Its text says what happens: "Run 3 steps". Heights: sm 24 in toolbars, md 28, lg 36 for the decisive one. */
export function Button({ variant, size, loading, asChild, className, children, onClick, ...rest }: ButtonProps) {
  const classes = cn(buttonStyles({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...(onClick ? { onClick } : {})} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      onClick={loading ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {loading ? <Spinner /> : null}
      {children}
    </button>
  );
}
