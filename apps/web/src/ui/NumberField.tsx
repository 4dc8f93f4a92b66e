'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { cn } from '../lib/cn';
import { parseNumber, stepNumber } from '../lib/parse-number';
import { type ControlSize, controlBox } from './control-box';

export type NumberFieldProps = {
  value: number | null;
  /** Called with each valid number while typing, and with null when the field is emptied. */
  onValueChange: (value: number | null) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  unit?: string | undefined;
  size?: ControlSize | undefined;
  disabled?: boolean | undefined;
  id?: string | undefined;
  placeholder?: string | undefined;
  'aria-label'?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
  className?: string | undefined;
};

/** A number: arrows step it (Shift by ten steps), the value snaps into its limits on blur. */
export function NumberField(props: NumberFieldProps) {
  const { value, onValueChange, min, max, step = 1, unit, size, disabled, className, ...rest } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const limits = { min, max, step };

  const commit = (next: number | null) => {
    setDraft(null);
    if (next !== value) onValueChange(next);
  };
  const nudge = (direction: 1 | -1, tenfold: boolean) =>
    commit(stepNumber(value, { ...limits, by: direction * (tenfold ? 10 : 1) }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    nudge(event.key === 'ArrowUp' ? 1 : -1, event.shiftKey);
  };

  return (
    <span className={cn(controlBox({ size }), 'group pl-1', className)}>
      <span className="grid flex-none opacity-0 group-focus-within:opacity-100 group-hover:opacity-100" aria-hidden>
        <StepButton up disabled={disabled} onStep={(tenfold) => nudge(1, tenfold)} />
        <StepButton disabled={disabled} onStep={(tenfold) => nudge(-1, tenfold)} />
      </span>
      <input
        type="text"
        inputMode="decimal"
        role="spinbutton"
        aria-valuenow={value ?? undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        data-ring="outer"
        disabled={disabled}
        value={draft ?? (value === null ? '' : String(value))}
        onChange={(event) => {
          setDraft(event.target.value);
          const typed = parseNumber(event.target.value, limits);
          if (typed.ok) onValueChange(typed.value);
        }}
        onBlur={() => {
          if (draft === null) return;
          const typed = parseNumber(draft, limits);
          commit(typed.ok ? typed.value : typed.nearest === null ? value : typed.nearest);
        }}
        onKeyDown={onKeyDown}
        className="h-full w-full min-w-0 flex-1 bg-transparent text-right tabular-nums outline-none"
        {...rest}
      />
      {unit ? <span className="flex-none text-muted">{unit}</span> : null}
    </span>
  );
}

function StepButton(props: { up?: boolean; disabled: boolean | undefined; onStep: (tenfold: boolean) => void }) {
  const Icon = props.up ? ChevronUp : ChevronDown;
  return (
    <button
      type="button"
      tabIndex={-1}
      disabled={props.disabled}
      onClick={(event) => props.onStep(event.shiftKey)}
      className="grid h-2.5 w-4 place-items-center text-muted hover:text-text"
    >
      <Icon className="size-3" />
    </button>
  );
}
