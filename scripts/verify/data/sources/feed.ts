import type { Check } from '../../check';

/** In files, contents, rows or events. */
export type Progress = { landed: number; brought: number };

/** One source with what brings new data to it all the time, and how what landed is counted. */
export type Feed = {
  /** Brings new data until told to stop. */
  bring(signal: AbortSignal): Promise<void>;
  /** Called once nothing new comes: asks for what is left, where the source does not do so by itself. */
  finish(): Promise<void>;
  /** How much has landed of what was brought; asked again and again until all has, or nothing more comes. */
  progress(): Promise<Progress>;
  check(): Promise<Check[]>;
  close(): Promise<void>;
};
