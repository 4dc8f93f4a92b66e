import {
  CircleCheck,
  CirclePause,
  CircleSlash,
  Clock,
  Info,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
  Unplug,
} from 'lucide-react';

/** How a deployed model is. Missing data is its own grey state: never red, never green. */
export const healthStates = [
  'healthy',
  'watch',
  'needs-action',
  'waiting-for-labels',
  'not-enough-data',
  'no-data',
  'paused',
  'no-traffic',
] as const;

export type HealthState = (typeof healthStates)[number];

/** Icon, word and colour of each health state. */
export const healthStateLooks: Record<HealthState, { word: string; icon: LucideIcon; text: string }> = {
  healthy: { word: 'Healthy', icon: CircleCheck, text: 'text-success' },
  watch: { word: 'Watch', icon: TriangleAlert, text: 'text-warning' },
  'needs-action': { word: 'Needs action', icon: OctagonX, text: 'text-danger' },
  'waiting-for-labels': { word: 'Waiting for labels', icon: Clock, text: 'text-muted' },
  'not-enough-data': { word: 'Not enough data', icon: Info, text: 'text-muted' },
  'no-data': { word: 'No data', icon: CircleSlash, text: 'text-muted' },
  paused: { word: 'Paused', icon: CirclePause, text: 'text-muted' },
  'no-traffic': { word: 'No traffic', icon: Unplug, text: 'text-muted' },
};
