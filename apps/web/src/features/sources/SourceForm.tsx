'use client';

import type { SourceConfig, SourceKind } from '@millrace/pipeline-core/sources';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { PolicyFields } from './PolicyFields';
import { SecretField } from './SecretField';
import { SettingsFields } from './SettingsFields';
import { fieldsOf, halfKey, readDraft } from './settings-fields';
import { asKind, isSameSource, type SourceValues, type TypedSource, typedOf } from './typed-source';
import { WatchRoots } from './WatchRoots';

/** What the secret of a kind is; a folder needs none. */
const secretHints: Record<SourceKind, string | null> = {
  url: 'Sent in a header, to this address only.',
  folder: null,
  s3: 'The secret key of the access key id; none for a public bucket.',
  postgres: 'The password of the user.',
  push: null,
  topic: null,
};

/** Events come to such a source: there is nothing to connect to. */
const isOfEvents = (kind: SourceKind): boolean => kind === 'push' || kind === 'topic';

/** All settings of one source, and a try that really connects. What is typed stays where the kind becomes another. */
export function SourceForm(props: {
  kind: SourceKind;
  initial?: SourceValues;
  saving: boolean;
  error?: unknown;
  /** Said while the settings are as they were taken. */
  saved?: string | undefined;
  saveLabel: string;
  onSave: (values: SourceValues) => void;
  /** Further fields, above the settings. */
  children?: ReactNode;
}) {
  const { kind, initial } = props;
  const id = useId();
  const typed = useTyped(kind, initial);
  const { form, problems, setProblems } = useProblems(kind);
  const fields = useMemo(() => fieldsOf(kind), [kind]);
  const hint = secretHints[kind];
  const { name, draft, policy } = typed.values;
  const secret = hint === null ? null : typed.values.secret; // chosen for another kind
  const withConfig = (use: (config: SourceConfig) => void) => {
    const read = readDraft(kind, draft);
    const wrong = read.ok ? halfKey(read.config, secret) : read.problems;
    setProblems(wrong);
    if (read.ok && Object.keys(wrong).length === 0) use(read.config);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withConfig((config) => props.onSave({ name, config, secret, policy }));
  };
  return (
    <form id={id} ref={form} onSubmit={submit} className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <NameField value={name} onChange={(next) => typed.change({ name: next })} />
        {props.children}
      </div>
      {kind === 'folder' ? <WatchRoots path={String(draft.path ?? '')} /> : null}
      <SettingsFields
        fields={fields}
        draft={draft}
        problems={problems}
        onChange={(next) => typed.change({ draft: next })}
      />
      {hint === null ? null : (
        <SecretField value={secret} onChange={(next) => typed.change({ secret: next })} hint={hint} />
      )}
      <PolicyFields value={policy} onChange={(next) => typed.change({ policy: next })} />
      <TryAndSave
        withConfig={withConfig}
        secret={secret}
        settings={JSON.stringify([kind, draft, secret])}
        canTry={!isOfEvents(kind)}
        refused={props.error}
        saved={typed.changed ? undefined : props.saved}
      >
        <Button
          type="submit"
          form={id}
          variant="primary"
          loading={props.saving}
          disabled={initial !== undefined && !typed.changed}
        >
          {props.saveLabel}
        </Button>
      </TryAndSave>
    </form>
  );
}

function NameField(props: { value: string; onChange: (name: string) => void }) {
  return (
    <Field label="Name">
      {(ids) => (
        <Input
          {...ids}
          required
          maxLength={120}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** What stands in the form, and whether it is other than what is kept. What is kept may change meanwhile: typing stays. */
function useTyped(kind: SourceKind, initial: SourceValues | undefined) {
  const given = typedOf(kind, initial);
  const [kept, setKept] = useState(given);
  const [values, setValues] = useState(given);
  if (kept.kind !== kind) {
    setKept(given);
    setValues(asKind(values, kind));
  } else if (!isSameSource(given, kept)) {
    setKept(given);
    if (isSameSource(values, kept)) setValues(given);
  }
  const change = (some: Partial<TypedSource>) => setValues((before) => ({ ...before, ...some }));
  return { values, change, changed: !isSameSource(values, kept) };
}

/**
 * What is wrong by field, of the kind it was found at. The first of them gets the focus: the form may be scrolled to where
 * none is seen.
 */
function useProblems(kind: SourceKind) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [foundAt, setFoundAt] = useState(kind);
  if (foundAt !== kind) {
    setFoundAt(kind);
    setProblems({});
  }
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    wrong?.focus();
    wrong?.scrollIntoView({ block: 'center' }); // with what is wrong, which stands below it
  }, [problems]);
  return { form, problems, setProblems };
}

function TryAndSave(props: {
  withConfig: (use: (config: SourceConfig) => void) => void;
  secret: string | null;
  /** What a try speaks of: with other settings its result says nothing. */
  settings: string;
  canTry: boolean;
  /** Why the settings were not taken. */
  refused: unknown;
  saved: string | undefined;
  /** The button that saves. */
  children: ReactNode;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [tried, setTried] = useState<string | null>(null);
  const test = useMutation(trpc.sources.test.mutationOptions({ onError: shownInPlace }));
  const speaks = tried === props.settings;
  const tryIt = () =>
    props.withConfig((config) => {
      setTried(props.settings);
      test.mutate({ project: slug, config, secret: props.secret });
    });
  return (
    <FormActions
      note={
        <>
          {props.refused == null ? null : <Notice tone="danger">{reportOf(props.refused).message}</Notice>}
          {speaks && test.isError ? <Notice tone="danger">{reportOf(test.error).message}</Notice> : null}
          {speaks && test.data !== undefined ? <Notice title="It works">{test.data.message}</Notice> : null}
          {props.saved === undefined ? null : <Notice>{props.saved}</Notice>}
        </>
      }
    >
      {props.canTry ? (
        <Button loading={test.isPending} onClick={tryIt}>
          Test connection
        </Button>
      ) : null}
      {props.children}
    </FormActions>
  );
}
