import type { Signature } from '@millrace/pipeline-core/release';

/** The signature where nothing is looked up: callers send every input. */
export function withoutLookups(signature: Signature): Signature {
  return { ...signature, inputs: signature.inputs.map(({ lookup: _lookup, ...input }) => input) };
}
