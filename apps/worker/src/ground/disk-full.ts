import { PipelineError } from '@millrace/pipeline-core/errors';

const codes: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** True for the ways a full disk (or a used-up quota) shows itself, also below an error that was made of it. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && codes.includes(error.code)) || isDiskFull(error.cause);
}

/** What a full disk is to everybody: the operator's to mend, and worth another try. */
export function diskFull(place: string, cause: unknown): PipelineError {
  return new PipelineError({
    code: 'disk-full',
    family: 'operator',
    place: 'Storage',
    seen: `no space left on the disk of ${place}`,
    expected: 'free space for results',
    next: 'Free space on the disk or point DATA_DIR to a larger one; the step is tried again.',
    cause,
  });
}

/** The full disk that an error comes from, by its name; null for every other error. */
export function diskFullIn(error: unknown): PipelineError | null {
  if (!isDiskFull(error)) return null;
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null;
  return diskFull(path ?? 'this installation', error);
}

/** Where errors become reports: a full disk by its name, every other error as it is. */
export function nameDiskFull(error: unknown): unknown {
  return error instanceof PipelineError ? error : (diskFullIn(error) ?? error);
}
