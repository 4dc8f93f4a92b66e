import type { Edge, PipelineDocument } from '@millrace/pipeline-core/document';
import type { StepId } from '@millrace/pipeline-core/ids';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';

/** A line in words, as one of its two steps sees it: "Table to Rows of Filter", or "Rows from Table of Data". */
export function lineLabel(document: PipelineDocument, line: Pick<Edge, 'from' | 'to'>, seenFrom: StepId): string {
  const [source, target] = [document.steps[line.from.step], document.steps[line.to.step]];
  const out = findContract(source?.type ?? '')?.outputs[line.from.port]?.title ?? line.from.port;
  const into = findContract(target?.type ?? '')?.inputs[line.to.port]?.title ?? line.to.port;
  const outward = line.from.step === seenFrom;
  const other = outward ? target : source;
  const name = other === undefined ? '' : stepTitle(other);
  return outward ? `${out} to ${into} of ${name}` : `${into} from ${out} of ${name}`;
}
