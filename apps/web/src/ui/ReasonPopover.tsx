'use client';

import { type FormEvent, useState } from 'react';
import { sendsText } from '../lib/sends-text';
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
  /** While it works the question stays; where it fails it does as well, with what was written. */
  onReason: (reason: string) => Promise<unknown> | undefined;
};

/** Asks for the reason before something that was found is put away. */
export function ReasonPopover({ label, question, hint, maxLength, onReason }: ReasonPopoverProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '' || busy) return;
    setBusy(true);
    try {
      await onReason(reason.trim());
      setOpen(false);
      setReason('');
    } catch {
      // Whoever does it says what went wrong; the reason stays for another try.
    } finally {
      setBusy(false);
    }
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
                if (!sendsText(event)) return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        <div className="flex justify-end">
          <Button size="sm" variant="primary" type="submit" loading={busy} disabled={reason.trim() === ''}>
            Ignore
          </Button>
        </div>
      </form>
    </Popover>
  );
}
