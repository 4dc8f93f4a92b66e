import type { Check } from '../../check';

/** One source with what brings new data to it all the time, and how what landed is counted. */
export type Feed = {
  /** Brings new data until told to stop. */
  bring(signal: AbortSignal): Promise<void>;
  /** Called once nothing new comes: asks for what is left, where the source does not do so by itself. */
  finish(): Promise<void>;
  /** Whether as much has landed as was brought; asked again and again until it has, or patience ends. */
  isThere(): Promise<boolean>;
  check(): Promise<Check[]>;
  close(): Promise<void>;
};
