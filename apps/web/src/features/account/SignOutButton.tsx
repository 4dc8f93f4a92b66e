'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { authClient } from '../../client/auth-client';
import { Button } from '../../ui/Button';

/** Signs out and shows this page again, as it is for nobody. */
export function SignOutButton() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const signOut = async () => {
    setBusy(true);
    await authClient.signOut().catch(() => undefined); // still signed in: the page will say so again
    router.refresh();
    setBusy(false);
  };
  return (
    <Button variant="primary" size="lg" loading={busy} onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}
