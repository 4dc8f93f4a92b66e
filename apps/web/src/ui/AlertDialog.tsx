'use client';

import { AlertDialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './Button';
import { scrimClass } from './Dialog';

export type AlertDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question: "Delete the dataset Customers?" */
  title: ReactNode;
  /** What will be gone or changed, in figures. */
  description: ReactNode;
  /** Says what happens: "Delete 4 versions". */
  actionLabel: string;
  cancelLabel?: string;
  tone?: 'danger' | 'primary';
  loading?: boolean;
  /** What `children` ask for is not whole yet. */
  disabled?: boolean;
  /** The dialog stays open until `onOpenChange(false)`, so that a failure can be shown in it. */
  onAction: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot be undone. The scrim does not close it. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, description, actionLabel, cancelLabel = 'Keep', tone = 'danger' } = props;
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={scrimClass} />
        <Primitive.Content
          data-dialog=""
          className="anim-pop fixed top-[20vh] left-1/2 z-50 grid w-[440px] max-w-[calc(100vw-32px)] -translate-x-1/2 gap-2 rounded-card border border-border bg-surface p-5 shadow-float outline-none"
        >
          <Primitive.Title className="text-16 font-semibold tracking-title">{title}</Primitive.Title>
          <Primitive.Description className="text-muted">{description}</Primitive.Description>
          {props.children}
          <div className="mt-2 flex justify-end gap-2">
            <Primitive.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </Primitive.Cancel>
            <Button variant={tone} loading={props.loading} disabled={props.disabled} onClick={props.onAction}>
              {actionLabel}
            </Button>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
