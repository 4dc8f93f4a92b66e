'use client';

import { useEffect } from 'react';
import { ErrorState } from '../ui/ErrorState';

/** Where a page would be that could not be drawn. `digest` is the number under which the server's log tells more. */
export function PageFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => console.error(error), [error]);
  return (
    <ErrorState
      className="w-full max-w-[560px] self-start"
      what="This page could not be drawn."
      next={
        error.digest === undefined
          ? 'Try again. If it stays, reload the page; what was saved is safe.'
          : `Try again. If it stays, tell whoever runs Millrace the number ${error.digest}: the log of the web server explains it.`
      }
      onRetry={reset}
    />
  );
}
