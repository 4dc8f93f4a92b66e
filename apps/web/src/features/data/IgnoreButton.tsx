'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Popover } from '../../ui/Popover';

/** Asks for the reason before a finding is put away. */
export function IgnoreButton({ onIgnore }: { onIgnore: (reason: string) => void }) {
  const [open, setOpen] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    if (reason === '') return;
    setOpen(false);
    onIgnore(reason);
  };
  return (
    <Popover
      label="Ignore this finding"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" variant="ghost">
          Ignore, because…
        </Button>
      }
    >
      <form onSubmit={submit} className="grid gap-2">
        <Field label="Why can it stay as it is?">
          {(ids) => <Input {...ids} name="reason" required maxLength={400} autoFocus />}
        </Field>
        <div className="flex justify-end">
          <Button type="submit" size="sm" variant="primary">
            Ignore
          </Button>
        </div>
      </form>
    </Popover>
  );
}
