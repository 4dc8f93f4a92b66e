import type { Operation } from '../../document/operations';
import type { StepId } from '../../ids';
import type { Issue } from '../issue';
import type { Lint } from './lint';

/** What a button does to the drawing. `newId` gives an id at each call; the core has no randomness. */
export type Rewrite = { title: string; operations(newId: () => string): Operation[] };

export type Leak = {
  step: StepId;
  severity: Issue['severity'];
  /** Columns or steps it is about: tells leaks of one rule at one step apart. */
  about: string;
  param?: string;
  /** What is wrong, why it harms, and what to do. */
  message: string;
  rewrite?: Rewrite;
};

/** One way in which results can look better than they are. */
export type LeakRule = { code: string; title: string; find(lint: Lint): Leak[] };
