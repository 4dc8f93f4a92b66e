'use client';

import { type FormEvent, useState } from 'react';
import { Button } from './Button';
import { Field } from './Field';
import { Popover } from './Popover';
import { Textarea } from './Textarea';

type ReasonPopoverProps = {
  /** What is put away, for who cannot see the button: "Ignore this finding". */
  label: string;
  question: string;
  hint?: string;
  maxLength: number;
  onReason: (reason: string) => void;
};

/** Asks for the reason before something that was found is put away. */
export function ReasonPopover({ label, question, hint, maxLength, onReason }: ReasonPopoverProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') return;
    setOpen(false);
    setReason('');
    onReason(reason.trim());
  };
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          Ignore, because…
        </Button>
      }
    >
      <form onSubmit={submit} className="grid gap-2">
        <Field label={question} {...(hint === undefined ? {} : { hint })}>
          {(ids) => (
            <Textarea
              {...ids}
              required
              autoFocus
              maxLength={maxLength}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey) return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        <div className="flex justify-end">
          <Button size="sm" variant="primary" type="submit" disabled={reason.trim() === ''}>
            Ignore
          </Button>
        </div>
      </form>
    </Popover>
  );
}
