import type { JsonObject } from '@millrace/pipeline-core/json';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { loadScorer } from '../runtimes/loaders';
import type { ModelDoors } from '../runtimes/python/ask-python';
import type { ArchiveFiles } from './archive-entry';
import { describeAnswer, type RowAnswer } from './describe-answer';
import { columnsOf, featureReader } from './feature-cells';
import { type BundleFacts, bundlePlace, readFacts } from './open-bundle';
import { readStoredModel } from './stored-model';

/** A release whose model others made: it answers requests by blocks, through a library or another language. */
export type ForeignBundle = BundleFacts & {
  inputs: readonly SignatureInput[];
  /**
   * Answers requests that fit the signature, in their order, by the scorer that batch scoring asks. Rejects for all of them
   * when one cannot be read or has no answer: whoever needs to know which asks them one by one.
   */
  predictBlock(inputs: readonly Readonly<JsonObject>[]): Promise<RowAnswer[]>;
};

/** Makes the files of such a bundle ready to answer; the first question opens the model. Compares no hashes. */
export async function openForeign(files: ArchiveFiles, doors: ModelDoors = {}): Promise<ForeignBundle> {
  const facts = readFacts(files);
  const { manifest, model } = facts;
  const { stored } = readStoredModel(files, { manifest: 'model.json', place: bundlePlace });
  const scorer = await loadScorer(stored, doors);
  const featuresOf = featureReader(model);
  return {
    ...facts,
    inputs: manifest.signature.inputs,
    async predictBlock(inputs) {
      const started = performance.now();
      const rows = inputs.map(featuresOf);
      const prepared = performance.now();
      const scores = await scorer.scoreBlock(columnsOf(model, rows), rows.length);
      const scored = performance.now();
      const share = (milliseconds: number) => Math.round((milliseconds * 1000) / Math.max(1, rows.length));
      const micros = { features: share(prepared - started), model: share(scored - prepared) };
      const { outputs } = scorer;
      return rows.map((_, row) =>
        describeAnswer(manifest, scores.subarray(row * outputs, (row + 1) * outputs), { ...micros }),
      );
    },
  };
}
