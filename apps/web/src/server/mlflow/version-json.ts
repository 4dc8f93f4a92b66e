import type { ModelVersion } from '@millrace/db';
import { shownModelId, shownRunId } from '@millrace/pipeline-core/tracking';
import { some, tagList } from './entities';

/** A version as the protocol shows it. It is ready at once: clients wait five minutes for any that is not. */
export function versionJson(version: ModelVersion) {
  return {
    name: version.name,
    version: String(version.number),
    creation_timestamp: version.createdAt.getTime(),
    last_updated_timestamp: version.updatedAt.getTime(),
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId === null ? '' : shownRunId(version.runId),
    model_id: version.loggedModelId === null ? undefined : shownModelId(version.loggedModelId),
    status: 'READY',
    run_link: '',
    tags: tagList(version.tags),
    aliases: some(version.aliases),
  };
}
