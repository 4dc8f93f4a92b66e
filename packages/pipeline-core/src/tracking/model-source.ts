import { type ArtifactPlace, checkArtifactPath, parseArtifactPlace } from './artifact-path';
import { loggedModelUuid, runUuid } from './names';
import { invalid } from './tracking-error';

/** Where the files of a model version come from; nothing else can be one. */
export type ModelSource =
  | { kind: 'place'; place: ArtifactPlace }
  | { kind: 'run'; runId: string; path: string }
  | { kind: 'logged-model'; modelId: string }
  | { kind: 'version'; name: string; version: number };

/**
 * Reads the source of a model version. Local paths, `file:`, buckets and addresses are refused: the server would read
 * them for whoever asks (CVE-2023-1177 and its kin).
 * @throws TrackingError with INVALID_PARAMETER_VALUE
 */
export function parseModelSource(source: string): ModelSource {
  const match = /^(mlflow-artifacts|runs|models):\/(?!\/)(.+)$/.exec(source);
  if (match === null) throw refused(source);
  const [, scheme, rest = ''] = match;
  if (scheme === 'mlflow-artifacts') return { kind: 'place', place: parseArtifactPlace(rest) };
  if (scheme === 'runs') return readRun(source, rest);
  const modelId = loggedModelUuid(rest);
  if (modelId !== null) return { kind: 'logged-model', modelId };
  const named = /^([^/:@]+)\/(\d{1,9})$/.exec(rest);
  if (named === null) throw refused(source);
  return { kind: 'version', name: named[1] ?? '', version: Number(named[2]) };
}

function readRun(source: string, rest: string): ModelSource {
  const [id = '', ...path] = checkArtifactPath(rest.replace(/\/$/, '')).split('/');
  const runId = runUuid(id);
  if (runId === null) throw refused(source);
  return { kind: 'run', runId, path: path.join('/') };
}

function refused(source: string) {
  return invalid(
    `Invalid model version source: '${source.slice(0, 120)}'. It has to be of this server: runs:/<run>/<path>, ` +
      'models:/<id>, models:/<name>/<version> or mlflow-artifacts:/<path>.',
  );
}
