import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type BundleManifest,
  createRowValidator,
  createUnseenFinder,
  type RowWarning,
  type SignatureInput,
} from '@millrace/pipeline-core/release';
import type { RowAnswer as BundleAnswer } from '../../data/describe-answer';
import type { BundleFacts, LoadedBundle } from '../../data/open-bundle';
import type { ForeignBundle } from '../../data/open-foreign';
import { withWidths } from '../../data/vector-widths';
import type { RowAnswer, ServedRelease } from './served-release';

export type NamedRelease = { id: ReleaseId; number: number; modelName: string };

/** What a bundle makes of itself answers at once. */
export type BundledRelease = Omit<ServedRelease, 'answer'> & { answer(row: JsonObject): RowAnswer };

/** A bundle in memory as a release that answers. Needs nothing of Node. */
export function serveBundle(release: NamedRelease, bundle: LoadedBundle): BundledRelease {
  return { ...describeRelease(release, bundle), answer: answerRow(bundle) };
}

/** What is said of a release, wherever its model is. */
export function describeRelease(
  release: NamedRelease,
  { manifest, model, golden }: BundleFacts,
): Omit<ServedRelease, 'answer'> {
  // A release of before widths were written has them in its model.
  const inputs = withWidths(manifest.signature.inputs, model);
  const signature = { ...manifest.signature, inputs };
  return {
    id: release.id,
    number: release.number,
    model: release.modelName,
    task: manifest.task,
    format: manifest.format,
    signature,
    validator: createRowValidator(signature),
    example: golden[0]?.input ?? Object.fromEntries(inputs.map((input) => [input.name, null])),
  };
}

/** How a bundle answers one row that was checked: the same function in every process and in a browser. */
export function answerRow(bundle: LoadedBundle): (row: JsonObject) => RowAnswer {
  const { manifest, inputs, model } = bundle;
  const unseen = createUnseenFinder({ inputs, ...model });
  return (row) => servedAnswer(manifest, bundle.predictRow(onlyInputs(row, inputs)), unseen(row));
}

/** The same of a model that others made, for several rows at a time. */
export function answerRows(bundle: ForeignBundle): (rows: readonly JsonObject[]) => Promise<RowAnswer[]> {
  const { manifest, inputs, model } = bundle;
  const unseen = createUnseenFinder({ inputs, ...model });
  return async (rows) => {
    const answers = await bundle.predictBlock(rows.map((row) => onlyInputs(row, inputs)));
    return answers.map((answer, at) => servedAnswer(manifest, answer, unseen(rows[at] ?? {})));
  };
}

function servedAnswer({ task }: BundleManifest, answer: BundleAnswer, warnings: RowWarning[] | undefined): RowAnswer {
  const { prediction, probabilities, recommended, outputs, micros } = answer;
  const [, low, high] = outputs;
  const isInterval = task === 'forecast' && low !== undefined && high !== undefined;
  const served: RowAnswer = { prediction, output: outputs, micros };
  if (probabilities !== undefined) served.probabilities = probabilities;
  if (recommended !== undefined) served.recommended = recommended;
  if (isInterval) served.interval = { low, high };
  if (warnings !== undefined) served.warnings = warnings;
  return served;
}

/** The fields this release reads: other protocols may send more, and a fallback may know fewer. */
function onlyInputs(row: JsonObject, inputs: readonly SignatureInput[]): JsonObject {
  const fields = Object.keys(row);
  if (fields.length === inputs.length) return row;
  return Object.fromEntries(
    inputs.filter(({ name }) => Object.hasOwn(row, name)).map(({ name }) => [name, row[name] ?? null]),
  );
}
