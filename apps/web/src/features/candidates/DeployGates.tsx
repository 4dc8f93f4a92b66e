import type { GateCheck } from '@millrace/pipeline-core/release';
import { reportOf } from '../../client/error-report';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { checksId } from '../deployments/ChecksJump';
import { GateList } from '../deployments/GateList';
import type { DeployFormState } from './use-deploy-form';

/** The checks that can be told before the click, and what a failed one means. */
export function DeployGates({ form }: { form: DeployFormState }) {
  const { preview } = form;
  if (!form.named) return null; // the field says what is wrong
  if (preview.isError) return <Notice tone="danger">{reportOf(preview.error).message}</Notice>;
  if (preview.data === undefined) return <Skeleton className="h-40" />;
  const { gates, forecast } = preview.data;
  const waits = gates.some(({ checks }) => checks.some(isAwaited));
  return (
    <section id={checksId} tabIndex={-1} className="grid gap-2 outline-none" aria-live="polite">
      <h3 className="text-12 font-medium text-muted">Checks</h3>
      <GateList gates={gates} />
      {waits && forecast.outcome === 'open' ? (
        <Notice tone="info" title="It waits for its evaluation">
          It is packed now. The endpoint changes once the evaluation is there and its checks pass; until then it can be
          cancelled.
        </Notice>
      ) : null}
      {forecast.outcome === 'blocked' ? (
        <Notice tone="danger" title="This cannot be deployed here">
          {forecast.failed.map(({ fix }) => fix ?? '').join(' ')}
        </Notice>
      ) : null}
      {forecast.outcome === 'override' ? (
        <Notice tone="warning" title="A check fails">
          Keep what answers today, or override with a reason and the name of the endpoint.
        </Notice>
      ) : null}
    </section>
  );
}

/** Its figure is still to come; other checks that have not run are made while it deploys. */
const isAwaited = ({ id, status }: GateCheck) => id === 'metric' && status === 'not-run';
