import { tensorType } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease } from '../../served-release';
import { outputsOf } from './output-tensors';

/** What the protocol tells of a model: one tensor per field of its signature, named as the field. */
export function modelMetadata(endpoint: ServedEndpoint, release: ServedRelease) {
  return {
    name: endpoint.facts.slug,
    versions: versionsOf(endpoint),
    platform: release.format === 'onnx' ? 'onnx_onnxv1' : `millrace_${release.format.replaceAll('-', '_')}`,
    inputs: release.signature.inputs
      .filter(({ lookup }) => lookup === undefined)
      .map(({ name, type }) => ({ name, ...tensorType(type) })),
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
