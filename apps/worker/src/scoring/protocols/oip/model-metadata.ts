import { tensorType } from '@millrace/pipeline-core/release';
import { askableReleases, isByNumber } from '../../answering/asked-release';
import type { ServedEndpoint, ServedRelease, UnloadedRelease } from '../../releases/served-release';
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

/**
 * Numbers of the releases that answer here, as the protocol writes versions; the id of a release whose number is that of
 * one of the model which the endpoint serves.
 */
export function versionsOf(endpoint: ServedEndpoint): string[] {
  return askableReleases(endpoint)
    .sort((a, b) => a.release.number - b.release.number)
    .map(({ release }) => versionOf(endpoint, release));
}

/** Versions that cannot be asked for now, because they cannot be loaded. */
export function unloadedVersions(endpoint: ServedEndpoint): { version: string; problem: string }[] {
  return (endpoint.unloaded ?? [])
    .filter(({ place }) => place !== 'shadow')
    .map((release) => ({ version: versionOf(endpoint, release), problem: release.problem }));
}

function versionOf(endpoint: ServedEndpoint, release: ServedRelease | UnloadedRelease): string {
  return isByNumber(endpoint, release) ? String(release.number) : `${release.model}@${release.number}`;
}
