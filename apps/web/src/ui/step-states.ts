import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleEllipsis,
  CircleOff,
  CircleX,
  Hand,
  History,
  type LucideIcon,
  OctagonX,
  Pin,
  Play,
  SkipForward,
} from 'lucide-react';

/** Every state a step can be shown in (a person reads these words, the run's own states are mapped onto them). */
export const stepStates = [
  'draft',
  'ready',
  'queued',
  'running',
  'done',
  'cached',
  'stale',
  'failed',
  'skipped',
  'blocked',
  'cancelled',
  'waiting',
  'disabled',
  'pinned',
] as const;

export type StepDisplayState = (typeof stepStates)[number];

type StateLook = {
  word: string;
  icon: LucideIcon;
  /** Text colour of icon and word. */
  text: string;
  /** Border of the node: style and colour, so that colour is never the only sign. */
  border: string;
};

/** Icon, word and border of each state (running draws a spinner instead of its icon). */
export const stepStateLooks: Record<StepDisplayState, StateLook> = {
  draft: {
    word: 'Draft',
    icon: CircleDashed,
    text: 'text-muted',
    border: 'border border-dashed border-border-control',
  },
  ready: { word: 'Ready', icon: Play, text: 'text-muted', border: 'border border-border-control' },
  queued: { word: 'Queued', icon: CircleEllipsis, text: 'text-muted', border: 'border border-border-control' },
  running: { word: 'Running', icon: CircleDot, text: 'text-info', border: 'border-[1.5px] border-info' },
  done: { word: 'Done', icon: CircleCheck, text: 'text-success', border: 'border border-border-control' },
  cached: { word: 'Cached', icon: History, text: 'text-cached', border: 'border border-dotted border-border-strong' },
  stale: {
    word: 'Stale',
    icon: CircleDashed,
    text: 'text-warning',
    border: 'border-[1.5px] border-dashed border-warning',
  },
  failed: { word: 'Failed', icon: OctagonX, text: 'text-danger', border: 'border-[1.5px] border-danger' },
  skipped: {
    word: 'Skipped',
    icon: SkipForward,
    text: 'text-muted',
    border: 'border border-dashed border-border-control',
  },
  blocked: { word: 'Blocked', icon: Ban, text: 'text-muted', border: 'border border-dashed border-border-strong' },
  cancelled: { word: 'Cancelled', icon: CircleX, text: 'text-muted', border: 'border border-border-control' },
  waiting: { word: 'Waiting for you', icon: Hand, text: 'text-accent', border: 'border-[1.5px] border-accent' },
  disabled: {
    word: 'Disabled',
    icon: CircleOff,
    text: 'text-muted',
    border: 'border border-dotted border-border-control',
  },
  pinned: { word: 'Pinned', icon: Pin, text: 'text-accent', border: 'border border-border-strong' },
};
