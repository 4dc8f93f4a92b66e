'use client';

import { canonicalJson } from '@millrace/pipeline-core/json';
import type { ModelTestWish, TestedModel } from '@millrace/pipeline-core/release';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Textarea } from '../../ui/Textarea';
import { useProject } from '../frame/project-context';
import { ExpectationFields } from './ExpectationFields';
import { SeenAnswer } from './SeenAnswer';
import { type TestStart, useTestDraft } from './use-test-draft';

type Props = {
  model: { id: string; name: string };
  fits: TestedModel;
  start: TestStart;
  /** The test that is changed; a new one where there is none. */
  id?: string;
  /** The request that a new one is saved from. */
  prediction?: string | undefined;
  onSaved: (name: string, model: string) => void;
};

/** A row and what is expected of it: asked of each release of the model before it goes live. */
export function ModelTestForm({ model, fits, start, id, prediction, onSaved }: Props) {
  const form = useId();
  const draft = useTestDraft(start, fits);
  const { save, failed, pending } = useSave({ model: model.id, id, onSaved });
  const read = draft.read();
  const issue = 'issue' in read ? read.issue : null;
  const text = 'issue' in read ? null : canonicalJson(read.wish);
  // What was refused says nothing of what has been changed since.
  const [sent, setSent] = useState<string | null>(null);
  return (
    <form
      id={form}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        if ('issue' in read) return;
        setSent(text);
        // With another row it is not that request any more.
        const same = canonicalJson(read.wish.row) === canonicalJson(start.row);
        save(read.wish, same ? prediction : undefined);
      }}
    >
      <p className="text-13 text-muted">
        {`Each release of ${model.name} is asked this row before it goes live. One that does not answer as expected is held back, until somebody gives a reason.`}
      </p>
      <Field label="Name" hint="What it shows, such as: long-standing customers are kept.">
        {(ids) => (
          <Input {...ids} value={draft.name} required onChange={(event) => draft.setName(event.target.value)} />
        )}
      </Field>
      <ExpectationFields draft={draft} model={fits} />
      <SeenAnswer start={start} row={draft.row} expected={draft.expected} />
      <Field
        label="Row"
        hint="The fields of a request. null stands for what is not known."
        error={draft.row === null ? 'This is no JSON object: expected {"field": value, …}.' : undefined}
      >
        {(ids) => (
          <Textarea
            {...ids}
            className="font-mono text-12"
            spellCheck={false}
            value={draft.text}
            onChange={(event) => draft.setText(event.target.value)}
          />
        )}
      </Field>
      <FormActions note={<SaveNote failed={text === sent ? failed : null} issue={issue} />}>
        <Button type="submit" form={form} variant="primary" size="lg" loading={pending} disabled={'issue' in read}>
          {id === undefined ? 'Save the test' : 'Save the changes'}
        </Button>
      </FormActions>
    </form>
  );
}

/** Over the button: why it cannot be saved as it stands, or why it was refused as it was sent. */
function SaveNote({ failed, issue }: { failed: unknown; issue: string | null }) {
  return (
    <>
      {failed === null ? null : <Notice tone="danger">{`${reportOf(failed).message} ${reportOf(failed).next}`}</Notice>}
      {issue === null ? null : (
        <p className="text-12 text-muted" data-testid="test-issue">
          {issue}
        </p>
      )}
    </>
  );
}

function useSave(o: { model: string; id?: string | undefined; onSaved: Props['onSaved'] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const done = {
    onError: shownInPlace,
    async onSuccess(_: unknown, { name }: { name: string }) {
      o.onSaved(name, o.model);
      await queries.invalidateQueries({ queryKey: trpc.modelTests.pathKey() });
    },
  };
  const create = useMutation(trpc.modelTests.create.mutationOptions(done));
  const change = useMutation(trpc.modelTests.change.mutationOptions(done));
  const { model, id } = o;
  return {
    save(wish: ModelTestWish, prediction: string | undefined) {
      if (id === undefined) create.mutate({ project: slug, model, prediction, ...wish });
      else change.mutate({ project: slug, model, id, ...wish });
    },
    failed: create.error ?? change.error,
    pending: create.isPending || change.isPending,
  };
}
