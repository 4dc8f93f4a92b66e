import type { FitContext } from '../model-runtime';
import type { Head } from '../nets/heads';
import type { NetState } from '../nets/net-state';
import type { NetTrainer } from '../nets/net-trainer';
import type { NetRows } from './net-rows';
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
