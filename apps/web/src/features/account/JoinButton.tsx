'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { postForm } from './requests';

/** For the invited person who is signed in: one click, no form. */
export function JoinButton({ invitation, project }: { invitation: string; project: string }) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    setRefusal(null);
    const answer = await postForm('/api/invitation', { invitation });
    if ('project' in answer) {
      router.push(`/p/${answer.project}`);
      return;
    }
    setBusy(false);
    setRefusal(answer.message);
  };
  return (
    <div className="grid gap-3">
      {refusal === null ? null : <Notice tone="danger">{refusal}</Notice>}
      <Button variant="primary" size="lg" loading={busy} onClick={() => void join()}>
        {`Join ${project}`}
      </Button>
    </div>
  );
}
