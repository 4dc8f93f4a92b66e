'use client';

import { CircleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { cn } from '../lib/cn';
import { complaintOf } from './complaint-of';

export type FieldIds = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

export type FieldProps = {
  label: ReactNode;
  /** Right of the label: a unit, a count, "33 of 36". */
  aside?: ReactNode;
  hint?: ReactNode;
  /** What is wrong and what to do about it. */
  error?: ReactNode;
  className?: string;
  /** Receives the ids that tie the control to its label, hint and error. */
  children: (ids: FieldIds) => ReactNode;
};

/** Label over control, hint or error under it. What the form itself refuses is said here, not in the browser's bubble. */
export function Field({ label, aside, hint, error: given, className, children }: FieldProps) {
  const { complaint, listeners } = useComplaint();
  const error = given ?? complaint;
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={cn('grid min-w-0 content-start gap-1', className)} {...listeners}>
      <div className="flex items-center gap-1.5 text-12 font-medium text-muted">
        <label htmlFor={id} className="min-w-0 flex-1">
          {label}
        </label>
        {aside ? <span className="font-normal">{aside}</span> : null}
      </div>
      {children({
        id,
        ...(note ? { 'aria-describedby': noteId } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {note ? (
        <p id={noteId} className={cn('flex gap-1 text-12', error ? 'text-danger' : 'text-muted')}>
          {error ? <CircleAlert className="mt-0.5 size-3" aria-hidden /> : null}
          <span>{note}</span>
        </p>
      ) : null}
    </div>
  );
}

function useComplaint() {
  const [complaint, setComplaint] = useState<string | undefined>();
  const onInvalidCapture = (event: FormEvent) => {
    const control = event.target;
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) return;
    // The bubble would cover what stands below; with it goes the focus on the first field that is refused.
    event.preventDefault();
    setComplaint(complaintOf(control));
    if (control.form?.querySelector('input:invalid, textarea:invalid') === control) control.focus();
  };
  return { complaint, listeners: { onInvalidCapture, onInput: () => setComplaint(undefined) } };
}
