import { PipelineError } from '@millrace/pipeline-core/errors';

/** Contents of a small archive by name; however it was read. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as the UTF-8 text they are. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** JSON of an entry of an archive. `place` names who asked, for the error when it is not there. */
export function readJson(files: ArchiveFiles, name: string, place: string): unknown {
  return JSON.parse(textOf(requireEntry(files, name, place)));
}

/** Bytes of an entry of a model or release; throws when the archive lacks it. */
export function requireEntry(files: ArchiveFiles, name: string, place: string): Uint8Array {
  const entry = files.get(name);
  if (entry !== undefined) return entry;
  throw new PipelineError({
    code: 'incomplete-model',
    family: 'pipeline',
    place,
    seen: `an archive without ${name}`,
    expected: 'a complete model or release',
    next: 'Train the model again, or choose another release.',
  });
}
