import type { NetState } from './net-state';

/** A net that learns epoch by epoch; `dispose` gives back all that it holds. */
export type NetTrainer = {
  /** One epoch; answers with its mean loss, or null when it was cut short by the wish to finish. */
  learn(epoch: number, interruptible: boolean): Promise<number | null>;
  /** Mean loss of the validation rows. */
  judge(): Promise<number>;
  /** The parameters of now are the best so far. */
  keepBest(): void;
  best(): Promise<Float32Array>;
  read(): Promise<Pick<NetState, 'parameters' | 'mean' | 'square'>>;
  dispose(): Promise<void>;
};
