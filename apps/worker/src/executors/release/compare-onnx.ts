import { type ModelManifest, mostApart } from '@millrace/pipeline-core/release';
import { predictedCode } from '../../data/predicted-class';
import type { FeatureColumn } from '../../runtimes/model-runtime';
import { numbersOf, textsOf } from '../../runtimes/onnx/imported/answers';
import { feedsOf } from '../../runtimes/onnx/imported/feeds';
import type { OnnxSession } from '../../runtimes/onnx/session';

/** How the file answers beside the model: rows compared, the largest difference, and what is wrong, if anything. */
export type Parity = {
  rows: number;
  maxDifference: number;
  /** Rows with another label, and rows whose numbers are too far apart, by their place among those compared. */
  otherLabels: number[];
  tooFar: number[];
};

/** Nearest neighbours take memory by rows times points: a few rows at a time are asked. */
const blockRows = 100;

/** Asks the open file the same rows and compares answer by answer. `ours` is rows x outputs, row-major. */
export async function compareOnnx(
  session: OnnxSession,
  o: { manifest: ModelManifest; columns: readonly FeatureColumn[]; rows: number; ours: Float64Array },
): Promise<Parity> {
  const { manifest, columns, rows, ours } = o;
  const width = rows === 0 ? 0 : ours.length / rows;
  const parity: Parity = { rows, maxDifference: 0, otherLabels: [], tooFar: [] };
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    const theirs = await answersOf(session, { manifest, columns, first, count, width });
    for (let row = 0; row < count; row++) {
      const at = first + row;
      const mine = ours.subarray(at * width, (at + 1) * width);
      const apart = largestGap(mine, theirs.numbers.subarray(row * width, (row + 1) * width));
      parity.maxDifference = Math.max(parity.maxDifference, apart);
      if (!(apart < mostApart)) parity.tooFar.push(at);
      const label = labelOf(mine, manifest);
      if (label !== undefined && theirs.labels !== null && theirs.labels[row] !== label) parity.otherLabels.push(at);
    }
  }
  return parity;
}

type Asked = {
  manifest: ModelManifest;
  columns: readonly FeatureColumn[];
  first: number;
  count: number;
  width: number;
};

async function answersOf(session: OnnxSession, { manifest, columns, first, count, width }: Asked) {
  const inputs = session.inputs.map(({ name, type }) => ({
    name,
    type: type === 'string' ? ('string' as const) : ('float64' as const),
    flat: false,
  }));
  const { feeds } = feedsOf({ kind: 'columns', inputs }, columns, { first, count });
  const answers = await session.run(feeds);
  // The first output is the label, where there are classes; names may have been changed to fit.
  const [one = '', two = ''] = session.outputs.map(({ name }) => name);
  const output = manifest.classes === undefined ? one : two;
  return {
    numbers: numbersOf(answers.get(output), { output, rows: count, width }),
    labels: manifest.classes === undefined ? null : textsOf(answers.get(one)),
  };
}

/** Both without an answer are alike; one of them is not. */
function largestGap(mine: Float64Array, theirs: Float64Array): number {
  let most = 0;
  mine.forEach((value, at) => {
    const other = theirs[at] ?? Number.NaN;
    const same = Object.is(value, other) || (Number.isNaN(value) && Number.isNaN(other));
    const gap = same ? 0 : Math.abs(value - other) / Math.max(1, Math.abs(value));
    most = Math.max(most, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
  });
  return most;
}

/** Our label; none of a row without an answer. */
function labelOf(numbers: Float64Array, manifest: ModelManifest): string | undefined {
  return numbers.every(Number.isFinite) ? manifest.classes?.[predictedCode(numbers, manifest)] : undefined;
}
