import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { DeployStatus } from '../deployments/DeployProgress';

/** The heading of the sheet: what is about to be done with this model, is being done, or was. `status` null: nothing yet. */
export function deployTitle(title: string, status: DeployStatus | null): string {
  switch (status) {
    case null:
      return `Deploy ${title}`;
    case 'queued':
    case 'running':
    case 'waiting':
      return `Deploying ${title}`;
    case 'succeeded':
      return `${title} is deployed`;
    case 'failed':
    case 'cancelled':
      return `${title} was not deployed`;
    default:
      return assertNever(status);
  }
}
