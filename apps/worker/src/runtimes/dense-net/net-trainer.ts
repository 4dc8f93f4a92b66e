import type { FitContext } from '../model-runtime';
import type { Head } from './heads';
import type { NetRows } from './net-rows';
import type { NetState } from './net-state';
import type { DenseNetParams } from './params';
import type { Shape } from './shape';

export type NetWork = {
  head: Head;
  shape: Shape;
  train: NetRows;
  validation: NetRows | null;
  params: DenseNetParams;
  context: FitContext;
};

/** What computes one net. */
export type NetEngine = {
  /** For people. */
  title: string;
  /** The same work gives the same bits on every machine. */
  repeats: boolean;
  /** Where it wants the standardised cells, rows x width of each part, before it trains. */
  cells: { train: Float32Array; validation: Float32Array };
  /** Its `work` has these cells. */
  trainer(work: NetWork, from: NetState | null): NetTrainer;
};

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
  dispose(): void;
};
