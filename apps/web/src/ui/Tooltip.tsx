'use client';

import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Shortcut } from './Kbd';

export type TooltipProps = {
  label: ReactNode;
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** For the living page and tests; normally the tooltip decides by itself. */
  open?: boolean;
  /** One element that takes focus. */
  children: ReactNode;
};

/** A short hint on hover and focus. Never the only place where something is said. */
export function Tooltip({ label, shortcut, side = 'top', open, children }: TooltipProps) {
  return (
    <Primitive.Root {...(open === undefined ? {} : { open })}>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="anim-pop z-60 flex max-w-[280px] items-center gap-2 rounded-control border border-border bg-surface px-2 py-1 text-12 text-text shadow-float"
        >
          <span>{label}</span>
          {shortcut ? <Shortcut keys={shortcut} /> : null}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
