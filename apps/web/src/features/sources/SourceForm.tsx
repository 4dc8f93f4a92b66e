'use client';

import {
  type SourceConfig,
  type SourceKind,
  type SourcePolicy,
  sourcePolicySchema,
} from '@millrace/pipeline-core/sources';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { cn } from '../../lib/cn';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { PolicyFields } from './PolicyFields';
import { SecretField } from './SecretField';
import { SettingsFields } from './SettingsFields';
import { type Draft, draftOf, emptyDraft, fieldsOf, readDraft } from './settings-fields';

export type SourceValues = { name: string; config: SourceConfig; secret: string | null; policy: SourcePolicy };

/** What the secret of a kind is; a folder needs none. */
const secretHints: Record<SourceKind, string | null> = {
  url: 'Sent in a header, to this address only.',
  folder: null,
  postgres: 'The password of the user.',
  push: null,
  topic: null,
};

/** Events come to such a source: there is nothing to connect to. */
const isOfEvents = (kind: SourceKind): boolean => kind === 'push' || kind === 'topic';

/** All settings of one source, and a try that really connects. */
export function SourceForm(props: {
  kind: SourceKind;
  initial?: SourceValues;
  saving: boolean;
  error?: unknown;
  saveLabel: string;
  onSave: (values: SourceValues) => void;
  /** Further fields, above the settings. */
  children?: ReactNode;
}) {
  const { kind, initial } = props;
  const [name, setName] = useState(initial?.name ?? '');
  const [draft, setDraft] = useState<Draft>(() => (initial === undefined ? emptyDraft(kind) : draftOf(initial.config)));
  const [secret, setSecret] = useState(initial?.secret ?? null);
  const [policy, setPolicy] = useState(initial?.policy ?? sourcePolicySchema.parse({}));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const fields = useMemo(() => fieldsOf(kind), [kind]);
  const hint = secretHints[kind];
  const withConfig = (use: (config: SourceConfig) => void) => {
    const read = readDraft(kind, draft);
    setProblems(read.ok ? {} : read.problems);
    if (read.ok) use(read.config);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withConfig((config) => props.onSave({ name, config, secret, policy }));
  };
  return (
    <form onSubmit={submit} className="grid gap-4 pb-2" noValidate={false}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name">
          {(ids) => (
            <Input {...ids} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {props.children}
      </div>
      <SettingsFields fields={fields} draft={draft} problems={problems} onChange={setDraft} />
      {hint === null ? null : <SecretField value={secret} onChange={setSecret} hint={hint} />}
      <PolicyFields value={policy} onChange={setPolicy} />
      {props.error == null ? null : <Notice tone="danger">{reportOf(props.error).message}</Notice>}
      <TryConnection
        withConfig={withConfig}
        secret={secret}
        canTry={!isOfEvents(kind)}
        inDialog={initial === undefined}
        save={
          <Button type="submit" variant="primary" loading={props.saving}>
            {props.saveLabel}
          </Button>
        }
      />
    </form>
  );
}

function TryConnection(props: {
  withConfig: (use: (config: SourceConfig) => void) => void;
  secret: string | null;
  canTry: boolean;
  inDialog: boolean;
  save: ReactNode;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const test = useMutation(trpc.sources.test.mutationOptions({ onError: shownInPlace }));
  return (
    <>
      {test.isError ? <Notice tone="danger">{reportOf(test.error).message}</Notice> : null}
      {test.data === undefined ? null : <Notice title="It works">{test.data.message}</Notice>}
      <div className={cn('flex justify-end gap-2', props.inDialog ? 'sticky bottom-0 bg-surface py-2' : '')}>
        {props.canTry ? (
          <Button
            loading={test.isPending}
            onClick={() => props.withConfig((config) => test.mutate({ project: slug, config, secret: props.secret }))}
          >
            Test connection
          </Button>
        ) : null}
        {props.save}
      </div>
    </>
  );
}
