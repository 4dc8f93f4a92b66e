'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { signOut } from './requests';

/** Signs out and shows this page again, as it is for nobody; says why where that does not work. */
export function SignOutButton() {
  const router = useRouter();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    setRefusal(null);
    const { error } = await signOut();
    setBusy(false);
    setRefusal(error);
    if (error === null) router.refresh();
  };
  return (
    <>
      {refusal === null ? null : <Notice tone="danger">{refusal}</Notice>}
      <Button variant="primary" size="lg" loading={busy} onClick={() => void leave()}>
        Sign out
      </Button>
    </>
  );
}
