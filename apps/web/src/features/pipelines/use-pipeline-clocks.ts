import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import type { ClockActions } from '../clocks/ClocksCard';
import { pendingClock } from '../clocks/pending-clock';
import { useProject } from '../frame/project-context';

/** Sets, stops and removes the clocks of a pipeline. */
export function usePipelineClocks(id: string): ClockActions {
  const { slug: project } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const pipeline = pipelineIdSchema.parse(id);
  // The list of pipelines tells how many clocks each has, and when it starts next.
  const onSuccess = () =>
    Promise.all(
      [trpc.pipelines.starts.pathKey(), trpc.pipelines.list.pathKey()].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const add = useMutation(trpc.pipelines.addClock.mutationOptions({ onSuccess, onError: shownInPlace }));
  const turn = useMutation(trpc.pipelines.switchClock.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.pipelines.removeClock.mutationOptions({ onSuccess }));
  return {
    add: (clock) => add.mutate({ project, pipeline, ...clock }),
    adding: add.isPending,
    refused: add.isError ? reportOf(add.error).message : null,
    turn: (wanted) => turn.mutate({ project, pipeline, ...wanted }),
    remove: (clock) => remove.mutate({ project, pipeline, id: clock }),
    pending: (clock) => pendingClock({ turn, remove }, clock),
  };
}
