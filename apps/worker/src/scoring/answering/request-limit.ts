/** Time of one request, however many rows it has; the endpoint's budget is for each row. */
export const requestLimitMs = 30_000;
