/** Rows one request may hold. */
export const rowLimit = 10_000;
