'use client';

import { PageFailure } from '../features/PageFailure';
import './globals.css';

/** When even the document round the pages could not be drawn. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en" data-theme="light">
      <body>
        <main className="grid min-h-dvh place-items-center bg-bg p-6">
          <PageFailure {...props} />
        </main>
      </body>
    </html>
  );
}
