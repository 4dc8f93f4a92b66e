import type { SignatureInput } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease } from '../../served-release';
import type { Datatype } from './datatypes';
import { outputsOf } from './output-tensors';

/** What the protocol tells of a model: one tensor per field of its signature, named as the field. */
export function modelMetadata(endpoint: ServedEndpoint, release: ServedRelease) {
  return {
    name: endpoint.facts.slug,
    versions: versionsOf(endpoint),
    platform: release.format === 'onnx' ? 'onnx_onnxv1' : `millrace_${release.format.replaceAll('-', '_')}`,
    inputs: release.signature.inputs
      .filter(({ lookup }) => lookup === undefined)
      .map(({ name, type }) => ({ name, ...tensorOf(type) })),
    outputs: outputsOf(release).map(({ name, datatype, shape }) => ({ name, datatype, shape })),
  };
}

/** Numbers of the releases that answer here, as the protocol writes versions. */
export function versionsOf({ releases }: ServedEndpoint): string[] {
  return [...releases.values()]
    .map(({ number }) => number)
    .sort((a, b) => a - b)
    .map(String);
}

/** -1: as many as there are rows, or as a vector is long. */
function tensorOf(type: SignatureInput['type']): { datatype: Datatype; shape: number[] } {
  switch (type) {
    case 'number':
      return { datatype: 'FP64', shape: [-1] };
    case 'integer':
      return { datatype: 'INT64', shape: [-1] };
    case 'boolean':
      return { datatype: 'BOOL', shape: [-1] };
    case 'vector':
      return { datatype: 'FP64', shape: [-1, -1] };
    case 'text':
    case 'date':
    case 'timestamp':
    case 'list':
    case 'sparse':
    case 'bytes':
      return { datatype: 'BYTES', shape: [-1] };
  }
}
