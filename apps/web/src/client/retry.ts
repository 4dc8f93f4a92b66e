import { reportOf } from './error-report';

/** Refusals (4xx) do not get better by asking again. */
function isRefusal(error: unknown): boolean {
  const status = (error as { data?: { httpStatus?: number } }).data?.httpStatus; // shape of TRPCClientError
  return status !== undefined && status < 500;
}

/** Whether a query that failed `count` times before is asked once more. */
export function retryUnlessRefused(count: number, error: unknown): boolean {
  return count < 2 && !isRefusal(error);
}

/** The same for what may still be on its way: where it is not there, it is looked for once a second, for so many seconds. */
export function retryWhileMissing(seconds: number) {
  return {
    retry: (count: number, error: unknown) =>
      reportOf(error).code === 'not-found' ? count < seconds : retryUnlessRefused(count, error),
    retryDelay: 1000,
  };
}
