import type { FeatureColumn } from '../model-runtime';
import type { PythonFacts } from './python-facts';

/** What a Python answers to a block of rows: numbers row by row, or one class a row. */
export type PythonAnswer =
  | { kind: 'numbers'; width: number; values: Float64Array }
  | { kind: 'labels'; labels: string[] };

/** A model that is to be asked, as it was stored. */
export type AskedModel = { facts: PythonFacts; pickle: Uint8Array; features: readonly string[] };

/** Asks a model for a block of rows, the first time after starting its Python; rejects in words when that has no answer. */
export type AskPython = (columns: readonly FeatureColumn[], rows: number) => Promise<PythonAnswer>;

/** How a process reaches what models need that cannot answer by themselves. Absent: such models have no answer there. */
export type ModelDoors = { python?: (model: AskedModel) => AskPython };
