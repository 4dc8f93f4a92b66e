'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { postForm, signIn } from './requests';

/** Makes an account behind a one-time link or an invitation, signs in with it and opens the project. */
export function NewAccountForm(props: {
  address: '/api/setup' | '/api/invitation';
  fixed: Record<string, string>;
  email?: string;
  button: string;
}) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget).entries());
    const email = props.email ?? String(values.email);
    setBusy(true);
    setRefusal(null);
    const answer = await postForm(props.address, { ...values, ...props.fixed });
    if ('project' in answer) {
      const { error } = await signIn({ email, password: String(values.password) });
      // The account is there: where signing in with it failed, the sign-in page says why.
      router.push(error === null ? `/p/${answer.project}` : '/sign-in');
      return;
    }
    setBusy(false);
    setRefusal(answer.message);
  };

  return (
    <form className="grid gap-3" onSubmit={(event) => void submit(event)}>
      {refusal === null ? null : <Notice tone="danger">{refusal}</Notice>}
      <Field label="Name">
        {(ids) => <Input {...ids} name="name" autoComplete="name" required autoFocus maxLength={80} />}
      </Field>
      {props.email === undefined ? (
        <Field label="E-mail">
          {(ids) => <Input {...ids} name="email" type="email" autoComplete="username" required />}
        </Field>
      ) : null}
      <Field label="Password" hint="At least 10 characters.">
        {(ids) => (
          <Input {...ids} name="password" type="password" autoComplete="new-password" minLength={10} required />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" loading={busy}>
        {props.button}
      </Button>
    </form>
  );
}
