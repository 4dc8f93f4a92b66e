'use client';

import { type KeyScope, keyScopes } from '@millrace/pipeline-core/access';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { CodeBlock } from '../../ui/CodeBlock';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { firstScopes } from './first-scopes';

const scopeWords: Record<KeyScope, string> = {
  read: 'read data, runs, figures',
  run: 'upload data, draw, run',
  predict: 'ask endpoints',
  push: 'push events to sources, rows to feature views',
  'track:write': 'log runs and models with MLflow',
  deploy: 'deploy candidates',
  admin: 'the same as predict and push together; no key manages members or keys',
};

/** How long a key works; a forgotten one ends by itself. */
const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Never' },
];

/** Makes a key and shows it this once. */
export function NewKeyForm() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const search = useSearchParams();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState(() => firstScopes(search.get('scope')));
  const [days, setDays] = useState('90');
  const create = useMutation(
    trpc.keys.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.keys.pathKey() }),
      onError: shownInPlace,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ project: slug, name, scopes: [...scopes], days: days === 'never' ? null : Number(days) });
  };
  return (
    <Card>
      <CardHeader title="New key" />
      <CardBody>
        <form onSubmit={submit} className="grid gap-3">
          <div className="grid gap-3 sm:grid-cols-[1fr_160px]">
            <Field label="Name" hint="What uses it.">
              {(ids) => (
                <Input
                  {...ids}
                  required
                  maxLength={60}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label="Expires after">
              {(ids) => (
                <Select {...ids} label="Expires after" value={days} options={lifetimes} onValueChange={setDays} />
              )}
            </Field>
          </div>
          <ScopeChoice scopes={scopes} onChange={setScopes} />
          <Button
            type="submit"
            variant="primary"
            className="justify-self-start"
            loading={create.isPending}
            disabled={scopes.length === 0}
          >
            Make key
          </Button>
        </form>
        {create.isError ? <Notice tone="danger">{reportOf(create.error).message}</Notice> : null}
        {create.data === undefined ? null : (
          <CodeBlock title="Copy it now; it is not shown again" code={create.data.key} />
        )}
      </CardBody>
    </Card>
  );
}

function ScopeChoice(props: { scopes: readonly KeyScope[]; onChange: (scopes: readonly KeyScope[]) => void }) {
  const { scopes, onChange } = props;
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-12 font-medium text-muted">It may</legend>
      {keyScopes.map((scope) => (
        <Checkbox
          key={scope}
          label={`${scope}: ${scopeWords[scope]}`}
          checked={scopes.includes(scope)}
          onCheckedChange={(checked) =>
            onChange(checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))
          }
        />
      ))}
    </fieldset>
  );
}
