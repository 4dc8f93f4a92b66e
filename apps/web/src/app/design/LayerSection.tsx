'use client';

import { ChevronDown, Copy, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  AlertDialog,
  Button,
  ConfirmButton,
  ContextMenu,
  Dialog,
  DropdownMenu,
  Field,
  Input,
  type MenuEntry,
  Notice,
  Popover,
  Sheet,
  Tooltip,
} from '../../ui';
import { Section, Specimen, Specimens } from './Section';

const noop = () => undefined;

const entries: readonly MenuEntry[] = [
  { kind: 'label', id: 'step', label: 'Split rows' },
  { id: 'rename', label: 'Rename', icon: <Pencil />, shortcut: 'F2', onSelect: noop },
  { id: 'copy', label: 'Copy as JSON', icon: <Copy />, shortcut: 'Ctrl+C', onSelect: noop },
  {
    kind: 'submenu',
    id: 'run',
    label: 'Run',
    entries: [
      { id: 'to', label: 'To here', aside: '6 s', onSelect: noop },
      { id: 'all', label: 'Run everything again', aside: '3 min 20 s', onSelect: noop },
    ],
  },
  { id: 'pin', label: 'Pin output', disabledReason: 'run the step first', onSelect: noop },
  { kind: 'checkbox', id: 'labels', label: 'Port labels', checked: true, onCheckedChange: noop },
  { kind: 'separator', id: 'line' },
  { id: 'delete', label: 'Delete', icon: <Trash2 />, shortcut: 'Delete', tone: 'danger', onSelect: noop },
];

function Modals() {
  const [open, setOpen] = useState<'dialog' | 'alert' | 'sheet' | null>(null);
  const show = (name: 'dialog' | 'alert' | 'sheet') => (isOpen: boolean) => setOpen(isOpen ? name : null);
  return (
    <Specimen name="Dialog, AlertDialog, Sheet">
      <Button onClick={() => setOpen('dialog')}>Name this version…</Button>
      <Button variant="danger" onClick={() => setOpen('alert')}>
        Delete the dataset…
      </Button>
      <Button variant="primary" onClick={() => setOpen('sheet')}>
        Deploy…
      </Button>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={show('dialog')}
        title="Name this version"
        description="The draft goes on; the name marks where you are now."
        footer={
          <>
            <Button onClick={() => setOpen(null)}>Cancel</Button>
            <Button variant="primary" onClick={() => setOpen(null)}>
              Name version 12
            </Button>
          </>
        }
      >
        <Field label="Name">{(ids) => <Input {...ids} defaultValue="Before the autumn data" />}</Field>
      </Dialog>
      <AlertDialog
        open={open === 'alert'}
        onOpenChange={show('alert')}
        title="Delete the dataset Customers?"
        description="4 versions, 84 MB. 3 pipelines read it and will not run until they get another source."
        actionLabel="Delete 4 versions"
        onAction={() => setOpen(null)}
      />
      <Sheet
        open={open === 'sheet'}
        onOpenChange={show('sheet')}
        title="Deploy churn v7"
        footer={
          <>
            <Button size="lg" onClick={() => setOpen(null)}>
              Cancel
            </Button>
            <span className="ml-auto text-12 text-muted max-sm:hidden">Back to v6 with one click</span>
            <Button size="lg" variant="primary" onClick={() => setOpen(null)}>
              Send 5% to v7
            </Button>
          </>
        }
      >
        <p className="text-20 font-medium tracking-title text-balance">
          v7 will take 5% of live traffic on churn-api; v6 keeps 95%.
        </p>
        <Notice>Stops by itself and returns to v6 if errors pass 0.5%.</Notice>
      </Sheet>
    </Specimen>
  );
}

/** What opens over the page. */
export function LayerSection() {
  return (
    <Section id="layers" title="Floating layers">
      <Specimens>
        <Modals />
        <Specimen name="ConfirmButton">
          <ConfirmButton
            variant="danger"
            label="Revoke key"
            title="Revoke the key of the nightly job?"
            description="Whatever uses it is refused from now on."
            actionLabel="Revoke key"
            onConfirm={noop}
          />
        </Specimen>
        <Specimen name="Popover, Tooltip, DropdownMenu, ContextMenu">
          <Popover label="Run plan" trigger={<Button>Run plan</Button>}>
            <p className="font-semibold">3 run, 7 reused</p>
            <p className="text-muted">about 50 s</p>
          </Popover>
          <Tooltip label="Undo the last change" shortcut="Ctrl+Z">
            <Button>Hover or focus</Button>
          </Tooltip>
          <DropdownMenu
            entries={entries}
            trigger={
              <Button>
                Step <ChevronDown aria-hidden />
              </Button>
            }
          />
          <ContextMenu entries={entries}>
            <div className="rounded-control border border-dashed border-border-control px-3 py-1.5 text-muted">
              Right-click here
            </div>
          </ContextMenu>
        </Specimen>
      </Specimens>
    </Section>
  );
}
