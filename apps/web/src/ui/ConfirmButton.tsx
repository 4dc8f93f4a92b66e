'use client';

import { type ReactNode, useState } from 'react';
import { AlertDialog } from './AlertDialog';
import { Button, type ButtonProps } from './Button';

export type ConfirmButtonProps = Pick<ButtonProps, 'size' | 'variant' | 'loading' | 'className' | 'aria-label'> & {
  /** On the button: "Delete". */
  label: ReactNode;
  /** "Delete Customers?" */
  title: string;
  /** What stays, what goes, who notices. */
  description: ReactNode;
  /** "Delete dataset" */
  actionLabel: string;
  onConfirm: () => void;
};

/** A button for what cannot be undone: it asks first, naming what will happen. */
export function ConfirmButton({ label, title, description, actionLabel, onConfirm, ...button }: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={title}
        description={description}
        actionLabel={actionLabel}
        onAction={() => {
          setOpen(false);
          onConfirm();
        }}
      />
    </>
  );
}
