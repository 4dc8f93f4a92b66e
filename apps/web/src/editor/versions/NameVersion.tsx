'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { useToast } from '../../ui/Toast';
import { useEditorContext } from '../use-editor';
import { useVersionActions } from './use-versions';

/** Keeps the drawing as it is now under a name. Every edit is saved anyway: this is the place to come back to. */
export function NameVersion({ onClose }: { onClose: () => void }) {
  const { store } = useEditorContext();
  const [name, setName] = useState('');
  const actions = useVersionActions();
  const toast = useToast();
  const keep = useMutation({
    mutationFn: () => actions.name(name.trim()),
    onSuccess: (version) => {
      onClose();
      toast.show({
        title: `Version ${version.number} is kept`,
        detail: version.name ?? '',
        tone: 'success',
        action: { label: 'Versions', run: () => store.getState().show({ versions: 'list' }) },
      });
    },
  });
  const ready = name.trim() !== '' && !keep.isPending;
  const submit = () => {
    if (ready) keep.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Name this version"
      description="Edits are saved by themselves. A named version is kept as it is now, to look at and to restore."
      width={420}
      footer={
        <>
          <Button onClick={() => store.getState().show({ versions: 'list' })}>All versions</Button>
          <Button variant="primary" disabled={!ready} onClick={submit}>
            Keep version
          </Button>
        </>
      }
    >
      <Field label="Name" error={keep.isError ? reportOf(keep.error).message : undefined}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            maxLength={120}
            value={name}
            placeholder="Before the review"
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') submit();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
