'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Flag } from 'lucide-react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { Button, type ButtonProps } from '../../ui/Button';
import { useProject } from '../frame/project-context';
import { type FitOf, useStepFit } from './use-step-fit';

export type FinishButtonProps = FitOf &
  Pick<ButtonProps, 'size'> & {
    /** As it is drawn: all its copies are meant. */
    step: string;
    /** It searches: no other trial begins. */
    searches?: boolean;
    /** What the step is called, where there are several such buttons. */
    title?: string | undefined;
  };

/** Stop and keep the best so far: for a step at work that learns round by round or searches, and for those who may run. */
export function FinishButton({ step, size, searches = false, title, ...of }: FinishButtonProps) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const fit = useStepFit(of);
  const finish = useMutation(
    trpc.runs.finishStep.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.fit.pathKey() }),
    }),
  );
  if (!can('run')) return null;
  const which = title === undefined ? '' : ` in ${title}`;
  const stop = searches ? `Stop searching${which}, keep the best so far` : 'Stop and keep the best so far';
  const asked = fit.data?.finishing === true || finish.isSuccess;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2">
      <Button
        size={size}
        loading={asked || finish.isPending}
        onClick={() => finish.mutate({ project: slug, id: of.run, step })}
      >
        <Flag aria-hidden />
        {asked ? `Stopping${which} with the best so far` : stop}
      </Button>
      {finish.error === null ? null : (
        <span role="alert" className="text-12 text-danger">
          {reportOf(finish.error).message}
        </span>
      )}
    </span>
  );
}
