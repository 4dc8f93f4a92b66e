'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { FormActions } from '../../ui/FormActions';
import { Notice } from '../../ui/Notice';
import { Sheet } from '../../ui/Sheet';
import { useProject } from '../frame/project-context';
import { DeploymentProgress } from './DeploymentProgress';
import { ReasonField } from './ReasonField';
import { readReason } from './read-reason';
import { nameOf } from './release-name';

export type EndpointData = Outputs['endpoints']['get'];
export type KnownRelease = EndpointData['releases'][number];

/** How a person sends an endpoint to a release: what the button and the sheet say, and whether a reason has to be given. */
export type MoveWords = {
  button: ReactNode;
  title: string;
  /** What will happen, to be read after the name of the release. */
  effect: string;
  /** What the reason answers. */
  why: string;
  needsReason: boolean;
  /** On the button of the sheet. */
  action: string;
};

/** What starts it, as far as is known: a mutation that answers with the deployment it made. */
type Start = {
  data: { deployment: string } | undefined;
  error: unknown;
  isPending: boolean;
  reset: () => void;
};

type MoveButtonProps = {
  /** Undefined: there is nothing to offer. */
  release: KnownRelease | undefined;
  words: (release: KnownRelease) => MoveWords;
  start: Start;
  onStart: (release: KnownRelease, reason: string | undefined) => void;
};

/** Sends an endpoint to a release, once a person has read in a sheet what that does and said why; the sheet shows how it goes. */
export function MoveButton({ release, words, start, onStart }: MoveButtonProps) {
  const { can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  // Kept while the sheet is open: once it has happened there is nothing to offer any more.
  const [shown, setShown] = useState<KnownRelease | null>(null);
  if (!can('deploy')) return null;
  const close = () => {
    setShown(null);
    start.reset();
    void queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
    void queries.invalidateQueries({ queryKey: trpc.rollouts.pathKey() });
  };
  return (
    <>
      {release === undefined ? null : <Button onClick={() => setShown(release)}>{words(release).button}</Button>}
      <Sheet open={shown !== null} onOpenChange={close} title={shown === null ? '' : words(shown).title}>
        {shown === null ? null : (
          <MoveForm
            name={nameOf(shown)}
            words={words(shown)}
            start={start}
            onStart={(reason) => onStart(shown, reason)}
          />
        )}
      </Sheet>
    </>
  );
}

type MoveFormProps = { name: string; words: MoveWords; start: Start; onStart: (reason: string | undefined) => void };

function MoveForm({ name, words, start, onStart }: MoveFormProps) {
  const id = useId();
  const [text, setText] = useState('');
  if (start.data !== undefined)
    return (
      <div className="grid gap-4 pb-6" aria-live="polite">
        <DeploymentProgress id={start.data.deployment} />
      </div>
    );
  const { ready, reason } = readReason(text, { needed: words.needsReason });
  return (
    <form
      id={id}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onStart(reason);
      }}
    >
      <p className="text-14" data-testid="move-effect">
        <b className="font-semibold">{name}</b>
        {` ${words.effect}`}
      </p>
      <ReasonField label={words.why} optional={!words.needsReason} value={text} onChange={setText} />
      <FormActions note={<Failure error={start.error} />}>
        <Button type="submit" form={id} variant="primary" size="lg" loading={start.isPending} disabled={!ready}>
          {words.action}
        </Button>
      </FormActions>
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const { message, next } = reportOf(error);
  return <Notice tone="danger">{`${message} ${next}`}</Notice>;
}
