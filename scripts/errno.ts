/** Whether a system call failed with this code, e.g. `isErrnoException(error, 'ENOENT')`. */
export function isErrnoException(error: unknown, code: string): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && error.code === code;
}
