import { PipelineError } from '@millrace/pipeline-core/errors';
import { newestMoveAfter } from '@millrace/pipeline-core/release';
import type { DeploymentPorts, DeploymentRow } from './deployment-port-types';

/**
 * The checks have compared a release with what answered at revision `seen`. Refuses it where somebody has moved traffic since,
 * naming who and when: of two people who deploy at the same moment one does, and the other decides again. Going back is never
 * held up, and changed settings move nothing.
 */
export async function refuseMoved(
  row: DeploymentRow,
  o: {
    seen: number;
    endpoint: { name: string; revision: number };
    ports: Pick<DeploymentPorts, 'revisions' | 'whoMade'>;
  },
): Promise<void> {
  const { seen, endpoint, ports } = o;
  if (row.kind === 'rollback' || endpoint.revision === seen) return;
  const moved = newestMoveAfter(await ports.revisions(row), seen);
  if (moved === null) return;
  const who = await ports.whoMade(row, moved.revision);
  const at = moved.createdAt.toISOString().slice(0, 19).replace('T', ' ');
  const text = `${who} moved ${endpoint.name} on ${at} UTC (revision ${moved.revision}), while this deployment was being checked`;
  throw new PipelineError({
    code: 'endpoint-has-moved',
    family: 'pipeline',
    place: 'Deployment › route',
    seen: text,
    expected: 'the endpoint that the checks have compared with',
    next: 'Look at what answers now, and deploy once more if it shall be replaced.',
    message: `Not deployed. ${text}.`,
  });
}
