'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { PanelFoot } from './FormActions';
import { IconButton } from './IconButton';

export const scrimClass = 'anim-fade fixed inset-0 z-40 bg-scrim';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, decisive one last; those of a form inside come as `FormActions`. */
  footer?: ReactNode;
  width?: number;
  /** Title kept for screen readers only. */
  hideTitle?: boolean;
  className?: string;
  children?: ReactNode;
};

/** A question in the middle of the page. Esc and the scrim close it; focus returns to where it came from. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, footer, width = 480, hideTitle = false, className, children } = props;
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={scrimClass} />
        <Primitive.Content
          data-dialog=""
          style={{ width }}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'anim-pop fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-card border border-border bg-surface shadow-float outline-none',
            className,
          )}
        >
          <div className={cn('flex items-start gap-2 px-5 pt-4 pb-1', hideTitle ? 'sr-only' : '')}>
            <div className="grid min-w-0 flex-1 gap-1">
              <Primitive.Title className="text-16 font-semibold tracking-title">{title}</Primitive.Title>
              {description ? <Primitive.Description className="text-muted">{description}</Primitive.Description> : null}
            </div>
            <Primitive.Close asChild>
              <IconButton label="Close" icon={<X />} tooltip={false} className="-mr-2" />
            </Primitive.Close>
          </div>
          <PanelFoot footer={footer} className="justify-end px-5 py-3">
            {children ? <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-5 py-3">{children}</div> : null}
          </PanelFoot>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
