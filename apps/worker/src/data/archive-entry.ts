import { PipelineError } from '@millrace/pipeline-core/errors';

/** JSON of an entry of an archive. `place` names who asked, for the error when it is not there. */
export function readJson(files: ReadonlyMap<string, Buffer>, name: string, place: string): unknown {
  return JSON.parse(requireEntry(files, name, place).toString('utf8'));
}

/** Bytes of an entry of a model or release; throws when the archive lacks it. */
export function requireEntry(files: ReadonlyMap<string, Buffer>, name: string, place: string): Buffer {
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
