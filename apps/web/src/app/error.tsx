'use client';

import { PageFailure } from '../features/PageFailure';

/** A page that could not be drawn, outside projects. */
export default function RootError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center bg-bg p-6">
      <PageFailure {...props} />
    </main>
  );
}
