'use client';

import { Slider as Primitive } from 'radix-ui';
import { cn } from '../lib/cn';

export type SliderProps = {
  value: number;
  onValueChange: (value: number) => void;
  /** Called once per gesture, when the thumb is let go. */
  onValueCommit?: (value: number) => void;
  min: number;
  max: number;
  step: number;
  label: string;
  /** Words for the value where the bare number does not say enough. */
  valueText?: string;
  disabled?: boolean;
  className?: string;
};

/** A number on a scale. Put a NumberField beside it where the exact value matters. */
export function Slider(props: SliderProps) {
  const { value, onValueChange, onValueCommit, min, max, step, label, valueText, disabled = false, className } = props;
  return (
    <Primitive.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => next !== undefined && onValueChange(next)}
      onValueCommit={([next]) => next !== undefined && onValueCommit?.(next)}
      className={cn(
        'relative flex h-7 w-full min-w-16 flex-1 touch-none items-center select-none data-[disabled]:opacity-50',
        className,
      )}
    >
      <Primitive.Track className="relative h-1 flex-1 rounded-xs bg-surface-2 shadow-[inset_0_0_0_1px_var(--border-soft)]">
        <Primitive.Range className="absolute h-full rounded-xs bg-accent" />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="relative block size-[14px] rounded-full border-2 border-accent bg-surface before:absolute before:-inset-[6px]"
      />
    </Primitive.Root>
  );
}
