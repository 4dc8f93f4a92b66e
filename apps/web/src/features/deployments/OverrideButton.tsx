'use client';

import type { GateCheck } from '@millrace/pipeline-core/release';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useProject } from '../frame/project-context';
import { OverrideForm } from './OverrideForm';

/** Goes on with a deployment that a quality check stopped; for those who may deploy. */
export function OverrideButton(of: {
  deployment: string;
  endpoint: { id: string; name: string };
  failed: readonly GateCheck[];
}) {
  const { can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  if (!can('deploy')) return null;
  return (
    <div>
      <Button onClick={() => setOpen(true)}>Deploy all the same…</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Override the failed check"
        description="The release goes live although a check failed. Your reason stands on the timeline."
      >
        <OverrideForm
          {...of}
          onStarted={() => {
            setOpen(false);
            void queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
          }}
        />
      </Dialog>
    </div>
  );
}
