'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { cn } from '../lib/cn';
import { Button } from './Button';
import { ProgressBar } from './ProgressBar';

export type FileDropState =
  | { kind: 'idle' }
  | { kind: 'uploading'; fileName: string; share: number | null; detail?: string }
  | { kind: 'done'; text: string }
  | { kind: 'failed'; text: string };

export type FileDropProps = {
  label: string;
  /** What is accepted and up to which size, in words. */
  hint: string;
  /** As in `<input accept>`: ".csv,.parquet". */
  accept?: string;
  multiple?: boolean;
  state?: FileDropState;
  onFiles: (files: readonly File[]) => void;
  onCancel?: () => void;
  disabled?: boolean;
  className?: string;
};

/** A place to drop files on, with a button that does the same. Uploading itself belongs to the page. */
export function FileDrop(props: FileDropProps) {
  const {
    label,
    hint,
    accept,
    multiple = false,
    state = { kind: 'idle' },
    onFiles,
    onCancel,
    disabled,
    className,
  } = props;
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const busy = state.kind === 'uploading';
  const take = (files: FileList | null) => {
    if (files && files.length > 0 && !disabled && !busy) onFiles(multiple ? [...files] : [...files].slice(0, 1));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <section
      aria-labelledby={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={onDrop}
      className={cn(
        'grid justify-items-center gap-1 rounded-card border-[1.5px] border-dashed px-6 py-6 text-center transition-colors',
        over && !disabled ? 'border-accent bg-selected' : 'border-border-control bg-surface',
        disabled ? 'opacity-50' : '',
        className,
      )}
    >
      <FileUp className="size-5 text-muted" aria-hidden />
      <p id={id} className="text-14 font-semibold">
        {over ? 'Drop it here' : label}
      </p>
      {busy ? <Uploading state={state} onCancel={onCancel} /> : <p className="text-muted">{hint}</p>}
      {state.kind === 'failed' ? (
        <p role="alert" className="text-danger">
          {state.text}
        </p>
      ) : null}
      {state.kind === 'done' ? <p className="text-success">{state.text}</p> : null}
      {busy ? null : (
        <Button className="mt-1.5" disabled={disabled} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again after a failure.
          event.target.value = '';
        }}
      />
    </section>
  );
}

function Uploading(props: {
  state: Extract<FileDropState, { kind: 'uploading' }>;
  onCancel: (() => void) | undefined;
}) {
  const { fileName, share, detail } = props.state;
  return (
    <div className="grid w-full max-w-[320px] gap-1.5">
      <p className="flex justify-between gap-3 text-muted">
        <span className="truncate">{fileName}</span>
        <span className="flex-none tabular-nums">
          {detail ?? (share === null ? '' : `${Math.round(share * 100)}%`)}
        </span>
      </p>
      <ProgressBar value={share} label={`Uploading ${fileName}`} tone="accent" />
      {props.onCancel ? (
        <Button size="sm" variant="ghost" className="justify-self-center" onClick={props.onCancel}>
          Stop
        </Button>
      ) : null}
    </div>
  );
}
