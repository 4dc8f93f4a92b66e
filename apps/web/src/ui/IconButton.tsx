import type { ComponentProps, ReactNode } from 'react';
import { cn } from '../lib/cn';
import { type ButtonProps, buttonStyles } from './Button';
import { Tooltip } from './Tooltip';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> &
  Pick<ButtonProps, 'variant' | 'size'> & {
    /** Name for screen readers, and the tooltip. */
    label: string;
    icon: ReactNode;
    shortcut?: string | undefined;
    /** Off where a menu or pop-over opens from the button, whose own content says enough. */
    tooltip?: boolean;
  };

/** A square button with an icon; its label is its name and, by default, its tooltip. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, shortcut, variant = 'ghost', size, tooltip = true, className, ...rest } = props;
  const button = (
    <button
      type="button"
      aria-label={label}
      className={cn(buttonStyles({ variant, size, square: true }), className)}
      {...rest}
    >
      {icon}
    </button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip label={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}
