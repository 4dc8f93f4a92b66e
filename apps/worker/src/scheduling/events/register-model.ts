import { createRelease, ensureModel, findCandidateByModel, setAlias } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { requireOrigin } from './run-facts';

/** A bundle becomes the next release under its name, pinned in the store; the same bundle again is the same release. */
export async function registerRelease(options: {
  payload: TopicPayload<'register-model'>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
}): Promise<void> {
  const { payload, key, origin, context } = options;
  const { run } = requireOrigin(origin, key);
  const { projectId, startedBy } = await context.runFacts.run(run);
  const candidate = await findCandidateByModel(context.db, { projectId, modelHash: payload.model });
  await context.db.transaction(async (tx) => {
    const model = await ensureModel(tx, { projectId, name: payload.name, createdBy: startedBy });
    const release = await createRelease(tx, {
      modelId: model.id,
      bundleHash: payload.bundle,
      modelHash: payload.model,
      candidateId: candidate?.id ?? null,
      runId: run,
      manifest: payload.manifest,
      evaluation: payload.evaluation,
      createdBy: startedBy,
    });
    await setAlias(tx, { modelId: model.id, alias: 'candidate', releaseId: release.id });
  });
}
