import type { ErrorReport } from '../errors';

/** What the error itself says about its cause. */
export type Clue = {
  /** The error names this: a column, a setting, a value. */
  names(thing: string): boolean;
  /** It speaks of this. */
  speaksOf(words: RegExp): boolean;
  /** A limit of its process ended the step. */
  limit: 'memory' | 'time' | null;
  /** Its process, its disk or a service failed, not the step. */
  machine: boolean;
  /** No rule of the step was broken: its code did not expect this. */
  bug: boolean;
};

const limits: Readonly<Record<string, 'memory' | 'time'>> = { 'memory-limit': 'memory', 'time-limit': 'time' };

/** Reads an error report. Things are named as whole words, in the spelling of the error. */
export function clueOf(error: ErrorReport): Clue {
  const text = [error.place, error.seen, error.expected, error.message, error.column ?? ''].join('\n');
  return {
    names: (thing) => thing.trim() !== '' && (error.column === thing || wholeWord(thing).test(text)),
    speaksOf: (words) => words.test(text),
    limit: limits[error.code] ?? null,
    machine: error.family === 'operator',
    bug: error.family === 'bug',
  };
}

function wholeWord(thing: string): RegExp {
  const escaped = thing.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'u');
}
