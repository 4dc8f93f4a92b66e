/**
 * The release was not there to answer: its process has ended, is closed, or is too slow to be asked. Says nothing about the
 * row, which is answered once the release is back.
 */
export class ReleaseAway extends Error {
  override name = 'ReleaseAway';
}

/** Its process ended while it had this row, and others perhaps: whether this row was the cause is not known. */
export class ReleaseEnded extends Error {
  override name = 'ReleaseEnded';
}
