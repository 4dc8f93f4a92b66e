'use client';

import { type ListLook, listLookSchema } from '@millrace/pipeline-core/tracking';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Check, Link2, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { useCopy } from '../../lib/use-copy';
import { AlertDialog } from '../../ui/AlertDialog';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { DropdownMenu } from '../../ui/DropdownMenu';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import type { MenuEntry } from '../../ui/menu-entries';
import { useProject } from '../frame/project-context';
import { sameLook } from './look-address';
import type { Look } from './use-look';

/** Views that somebody named: opened by a click, shared in the project, and never changed by looking. */
export function SavedViews({ look }: { look: Look }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { state: copied, copy } = useCopy();
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const views = useQuery(trpc.experiments.views.queryOptions({ project: slug })).data?.views ?? [];
  const again = () => cache.invalidateQueries({ queryKey: trpc.experiments.views.queryKey() });
  const keep = useMutation(trpc.experiments.keepView.mutationOptions({ onSuccess: again }));
  const remove = useMutation(trpc.experiments.deleteView.mutationOptions({ onSuccess: again }));
  const open = views.find(({ name }) => name === look.view) ?? null;
  const changed = open !== null && !sameLook(open.look, look.look);
  const deleteOpen = () => {
    setDeleting(false);
    if (open === null) return;
    remove.mutate({ project: slug, id: open.id });
    look.show(look.look, null);
  };
  const edits = can('edit')
    ? editEntries({
        open,
        changed,
        onSave: () => setNaming(true),
        onUpdate: (name) => keep.mutate({ project: slug, name, look: look.look }),
        onDelete: () => setDeleting(true),
      })
    : [];
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={
          <Button>
            <Bookmark aria-hidden />
            {open === null ? 'Views' : `${open.name}${changed ? ', changed' : ''}`}
          </Button>
        }
        entries={[
          { id: 'none', label: 'All runs', onSelect: () => look.show(listLookSchema.parse({}), null) },
          ...views.map(({ id, name, look: kept }) => ({
            id,
            label: name,
            icon: name === open?.name ? <Check /> : <Bookmark />,
            onSelect: () => look.show(kept, name),
          })),
          ...edits,
          { kind: 'separator', id: 'link' },
          {
            id: 'copy',
            label: copied === 'copied' ? 'Link copied' : 'Copy link to this view',
            icon: <Link2 />,
            onSelect: () => copy(window.location.href),
          },
        ]}
      />
      <NameView
        open={naming}
        onOpenChange={setNaming}
        look={look.look}
        taken={views.map(({ name }) => name)}
        onKept={(name) => {
          void again();
          look.show(look.look, name);
        }}
      />
      <AlertDialog
        open={deleting && open !== null}
        onOpenChange={setDeleting}
        title={`Delete the view “${open?.name ?? ''}”?`}
        description="It goes for everybody in the project. Runs stay, and links to what it shows go on working."
        actionLabel="Delete view"
        onAction={() => deleteOpen()}
      />
    </>
  );
}

type View = { id: string; name: string; look: ListLook };

/** What who may draw pipelines may do with views. */
function editEntries(o: {
  open: View | null;
  changed: boolean;
  onSave: () => void;
  onUpdate: (name: string) => void;
  onDelete: () => void;
}): MenuEntry[] {
  const { open, changed } = o;
  const save: MenuEntry[] = [
    { kind: 'separator', id: 'edits' },
    { id: 'save', label: 'Save as a view', icon: <Bookmark />, onSelect: o.onSave },
  ];
  if (open === null) return save;
  const { name } = open;
  const update = { id: 'update', label: `Change “${name}” to this`, icon: <Check />, onSelect: () => o.onUpdate(name) };
  const remove = {
    id: 'delete',
    label: `Delete “${name}”`,
    icon: <Trash2 />,
    tone: 'danger' as const,
    onSelect: o.onDelete,
  };
  return [...save, ...(changed ? [update] : []), remove];
}

function NameView(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  look: ListLook;
  taken: readonly string[];
  onKept: (name: string) => void;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const id = useId();
  const [name, setName] = useState('');
  const keep = useMutation(
    trpc.experiments.keepView.mutationOptions({
      onSuccess: (kept) => {
        props.onOpenChange(false);
        setName('');
        props.onKept(kept.name);
      },
      onError: shownInPlace,
    }),
  );
  const replaces = props.taken.includes(name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ project: slug, name, look: props.look });
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Save as a view"
      description="Filter, columns and order are kept under a name that everybody in the project sees."
    >
      <form id={id} onSubmit={submit}>
        <Field
          label="Name"
          hint={replaces ? 'There is a view of this name: it will be replaced.' : undefined}
          error={keep.isError ? reportOf(keep.error).message : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={80}
              autoFocus
            />
          )}
        </Field>
        <FormActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" loading={keep.isPending} disabled={name.trim() === ''}>
            {replaces ? 'Replace view' : 'Save view'}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
