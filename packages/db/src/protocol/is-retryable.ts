import pg from 'pg';

/** Restart and crash of the server, lost connections, too many of them, deadlock and serialisation, lock time-out. */
const retryableStates = /^(57P0|08|53300|40|55P03)/;

/** Whether repeating the same protocol call can help. The fence makes repeats harmless. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return retryableStates.test(error.code ?? '');
  return isConnectionError(error);
}

/** Whether the connection itself is to blame, so that a new one is needed. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P0|08|53300)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code) ||
    /connection|timeout/i.test(error.message)
  );
}
