'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { scrimClass } from './Dialog';
import { PanelFoot } from './FormActions';
import { IconButton } from './IconButton';

export type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Right of the title, before the close button. */
  aside?: ReactNode;
  footer?: ReactNode;
  side?: 'left' | 'right';
  width?: number;
  className?: string;
  children: ReactNode;
};

/**
 * A panel over the right (or left) edge for one task with its context; its footer holds the one decisive button, 36 high.
 * Messages stay below the top bar over it (no `data-dialog`): higher up they would lie on its title and its close button.
 */
export function Sheet(props: SheetProps) {
  const { open, onOpenChange, title, aside, footer, side = 'right', width = 520, className, children } = props;
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={scrimClass} />
        <Primitive.Content
          aria-describedby={undefined}
          style={{ width }}
          className={cn(
            'fixed top-0 bottom-0 z-50 flex max-w-[calc(100vw-40px)] flex-col bg-surface shadow-sheet outline-none',
            side === 'right' ? 'anim-sheet-right right-0' : 'anim-sheet-left left-0',
            className,
          )}
        >
          <div className="flex h-13 flex-none items-center gap-2 pr-3 pl-6">
            <Primitive.Title className="min-w-0 flex-1 truncate text-14 font-semibold">{title}</Primitive.Title>
            {aside}
            <Primitive.Close asChild>
              <IconButton label="Close" icon={<X />} tooltip={false} />
            </Primitive.Close>
          </div>
          <PanelFoot footer={footer} className="px-6 py-3">
            <div className="thin-scroll flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-6 py-1">{children}</div>
          </PanelFoot>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
