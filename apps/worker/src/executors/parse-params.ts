import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { StepContract } from '@millrace/pipeline-core/steps';

/** Parameters as the contract defines them, defaults filled in. Throws naming the parameter and the value seen. */
export function parseParams(contract: StepContract, raw: JsonObject, title: string): JsonObject {
  const parsed = contract.params.safeParse(raw);
  // Contracts hold plain JSON values only: the schema of a parameter survives z.toJSONSchema.
  if (parsed.success) return parsed.data as JsonObject;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'parameters');
  throw new PipelineError({
    code: 'bad-parameter',
    family: 'pipeline',
    place: `${title} › ${name}`,
    seen: JSON.stringify(raw[name]) ?? 'nothing',
    expected: issue?.message ?? 'a valid value',
    next: 'Correct the parameter and run the step again.',
    cause: parsed.error,
  });
}
