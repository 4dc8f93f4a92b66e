import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { cn } from '../../lib/cn';
import type { SourceState } from './source-words';

const looks = {
  neutral: { icon: null, text: '' },
  success: { icon: CircleCheck, text: 'text-success' },
  warning: { icon: TriangleAlert, text: 'text-warning' },
  danger: { icon: CircleAlert, text: 'text-danger' },
} as const;

/** How a source is: words, and a sign where somebody should look. */
export function SourceStateText({ state }: { state: SourceState }) {
  const { icon: Icon, text } = looks[state.tone];
  return (
    <span className="inline-flex items-start gap-1.5">
      {Icon === null ? null : <Icon className={cn('mt-0.5 size-[14px] flex-none', text)} aria-hidden />}
      <span>{state.words}</span>
    </span>
  );
}
