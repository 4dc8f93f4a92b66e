import type { z } from 'zod';
import {
  advanceBisectSchema,
  advanceDeploymentSchema,
  advanceRolloutSchema,
  deliverSchema,
  fireScheduleSchema,
  handleEventSchema,
  nothingSchema,
  startRunSchema,
} from './job-payloads';

/**
 * The queues (orchestration.md 9), `events`, on which outbox rows travel to their handlers in order, and `publications`
 * for those of them that may take minutes: they keep no others waiting.
 */
export const queueNames = ['events', 'publications', 'dispatch', 'schedule', 'deliver', 'delay', 'upkeep'] as const;
export type QueueName = (typeof queueNames)[number];

/**
 * Jobs one worker process does at once, by queue. One event at a time in each process, but an event that is tried again
 * is overtaken, and several processes take turns: handlers that need an earlier event throw and are tried again.
 */
export const queueConcurrency: { [Q in QueueName]: number } = {
  events: 1,
  publications: 4,
  dispatch: 4,
  schedule: 2,
  deliver: 8,
  delay: 4,
  upkeep: 1,
};

/** Pauses between tries: doubling from `ms` up to `maxMs`, or the listed ones, the last of them again and again. */
export type Backoff =
  | { kind: 'exponential'; ms: number; maxMs: number }
  | { kind: 'listed'; seconds: readonly number[] };

export type JobDefinition = {
  queue: QueueName;
  payload: z.ZodType;
  /** Tries in all, the first included. */
  attempts: number;
  backoff: Backoff;
  /** A try that takes longer has failed. */
  timeoutSeconds: number;
};

const quick: Backoff = { kind: 'exponential', ms: 500, maxMs: 60_000 };
const slow: Backoff = { kind: 'exponential', ms: 5_000, maxMs: 300_000 };

/** Every job there is. Payloads are parsed on enqueue and again on dequeue; each job can be rebuilt from a row of a table. */
export const jobCatalog = {
  'handle-event': { queue: 'events', payload: handleEventSchema, attempts: 10, backoff: quick, timeoutSeconds: 60 },
  'publish-view': {
    queue: 'publications',
    payload: handleEventSchema,
    attempts: 10,
    backoff: quick,
    timeoutSeconds: 3600,
  },
  'start-run': { queue: 'dispatch', payload: startRunSchema, attempts: 5, backoff: quick, timeoutSeconds: 60 },
  'advance-bisect': {
    queue: 'dispatch',
    payload: advanceBisectSchema,
    attempts: 5,
    backoff: quick,
    timeoutSeconds: 60,
  },
  'fire-schedule': { queue: 'schedule', payload: fireScheduleSchema, attempts: 5, backoff: quick, timeoutSeconds: 30 },
  deliver: {
    queue: 'deliver',
    payload: deliverSchema,
    attempts: 8,
    backoff: { kind: 'listed', seconds: [5, 300, 1800, 7200, 18_000, 36_000, 50_400] },
    timeoutSeconds: 30,
  },
  'advance-deployment': {
    queue: 'delay',
    payload: advanceDeploymentSchema,
    attempts: 10,
    backoff: quick,
    // Golden rows 60 s, times of answers 30 s, held-out rows 60 s, saved tests 60 s; the rest is for loading two releases.
    timeoutSeconds: 420,
  },
  'advance-rollout': {
    queue: 'delay',
    payload: advanceRolloutSchema,
    attempts: 3,
    backoff: quick,
    timeoutSeconds: 60,
  },
  'collect-artifacts': { queue: 'upkeep', payload: nothingSchema, attempts: 1, backoff: slow, timeoutSeconds: 600 },
  'sweep-orphans': { queue: 'upkeep', payload: nothingSchema, attempts: 1, backoff: slow, timeoutSeconds: 3600 },
  'apply-retention': { queue: 'upkeep', payload: nothingSchema, attempts: 1, backoff: slow, timeoutSeconds: 3600 },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobCatalog;
export type JobPayload<N extends JobName> = z.output<(typeof jobCatalog)[N]['payload']>;

/** Names of the catalogue, typed: its keys are exactly the job names. */
export const jobNames = Object.keys(jobCatalog) as JobName[];

/** Pause in ms before the next try, after `attemptsMade` tries have failed. */
export function backoffDelay(backoff: Backoff, attemptsMade: number): number {
  if (backoff.kind === 'exponential') return Math.min(backoff.maxMs, backoff.ms * 2 ** (attemptsMade - 1));
  const seconds = backoff.seconds[Math.min(attemptsMade, backoff.seconds.length) - 1] ?? 1;
  return seconds * 1000;
}
