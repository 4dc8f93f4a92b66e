import type { Passport } from '@millrace/pipeline-core/api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { cellToJson } from '@millrace/pipeline-core/expression';
import { type FeaturePlan, planToRowFunction } from '@millrace/pipeline-core/features';
import { type JsonObject, jsonSchema } from '@millrace/pipeline-core/json';
import type { FeatureSpec, SignatureInput } from '@millrace/pipeline-core/release';

type Features = NonNullable<Passport['features']>;

/**
 * What a model read of a request: its plan, applied anew to what was kept, gives the same values as then.
 * Null where the plan does not fit the request, as it may for one that was answered by another release of the chain.
 */
export function featureValues(o: {
  plan: FeaturePlan;
  features: readonly FeatureSpec[];
  target: string;
  input: JsonObject;
}): Features['values'] {
  const names = o.features.map(({ name }) => name);
  try {
    const { types, runRequest } = planToRowFunction(o.plan, names, o.target === '' ? null : o.target);
    const cells = runRequest(o.input);
    return names.map((name, at) => {
      const type = types[at] ?? 'number';
      return { name, type, value: jsonSchema.parse(cellToJson(cells[at] ?? null, type)) };
    });
  } catch (error) {
    if (error instanceof PipelineError) return null;
    throw error;
  }
}

/** The fields of a request, in the order of the signature; what it had beside them comes last. */
export function requestFields(input: JsonObject, signature: readonly SignatureInput[]): Features['request'] {
  const known = new Set(signature.map(({ name }) => name));
  const asked = signature.map(({ name, type, lookup }) => ({
    ...{ name, type, value: Object.hasOwn(input, name) ? (input[name] ?? null) : null },
    view: lookup?.view ?? null,
  }));
  const beside = Object.entries(input).flatMap(([name, value]) =>
    known.has(name) || value === undefined ? [] : [{ name, type: 'not read', value, view: null }],
  );
  return [...asked, ...beside];
}
