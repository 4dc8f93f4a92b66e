'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { signIn } from './requests';

/** E-mail and password; `next` is the page of ours that asked for it. */
export function SignInForm({ next, email }: { next: string; email?: string }) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    const { error } = await signIn({ email: String(form.get('email')), password: String(form.get('password')) });
    if (error === null) {
      router.push(next);
      // What was drawn for nobody (this page, an invitation) is drawn again for whoever signed in.
      router.refresh();
      return;
    }
    setBusy(false);
    setRefusal(error);
  };

  return (
    <form className="grid gap-3" onSubmit={(event) => void submit(event)}>
      {refusal === null ? null : <Notice tone="danger">{refusal}</Notice>}
      <Field label="E-mail">
        {(ids) => (
          <Input
            {...ids}
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus={email === undefined}
            defaultValue={email}
          />
        )}
      </Field>
      <Field label="Password">
        {(ids) => (
          <Input
            {...ids}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            autoFocus={email !== undefined}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" loading={busy}>
        Sign in
      </Button>
    </form>
  );
}
