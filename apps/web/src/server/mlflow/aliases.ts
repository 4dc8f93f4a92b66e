import { appendAudit, deleteVersionAlias, findVersionByAlias, type ModelVersion, setVersionAlias } from '@millrace/db';
import type { ModelId } from '@millrace/pipeline-core/ids';
import { invalid } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import type { ProjectContext } from '../use-case';
import { mlflowCall } from './call';
import { deployChampion, requireDeployRight } from './champion';
import { requireModel, requireVersion } from './find-versions';
import { requiredText } from './shared-inputs';
import { versionJson } from './version-json';

const path = '/api/2.0/mlflow/registered-models/alias';
const aliasInput = z.object({ name: requiredText, alias: requiredText.max(255) });

/** Means the release that answers: it moves with a deployment, and by nothing else. */
const champion = 'champion';
/** Millrace points it at the newest release. */
const newest = 'candidate';

/** @throws TrackingError for a name that means something else */
function checkAlias(alias: string): void {
  if (!/^[\w-]+$/.test(alias))
    throw invalid(`Invalid alias name: '${alias.slice(0, 80)}'. Use letters, digits, - and _.`);
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
  if (alias.toLowerCase() === 'latest') throw invalid(`'latest' alias name (case insensitive) is reserved.`);
  if (alias === newest) throw invalid(`'${newest}' alias name is reserved: Millrace points it at the newest release.`);
}

/**
 * Pipelines score with the release that an alias names, so moving one between releases changes what they answer.
 * @throws TrackingError where a release gets or loses the alias, without the right to deploy
 */
async function checkMove(
  context: ProjectContext,
  { modelId, alias, to }: { modelId: ModelId; alias: string; to: ModelVersion | null },
): Promise<void> {
  const from = await findVersionByAlias(database(), { modelId, alias });
  if ((from?.releaseId ?? null) === null && (to?.releaseId ?? null) === null) return;
  requireDeployRight(context, 'Pipelines may score with the release that this alias names.');
}

export const aliasCalls = [
  mlflowCall({
    method: 'POST',
    path,
    needs: 'write',
    input: aliasInput.extend({ version: z.coerce.string() }),
    async run({ context, input }) {
      checkAlias(input.alias);
      const version = await requireVersion(context.project.id, input);
      if (input.alias === champion) {
        await deployChampion(context, version);
        return {};
      }
      const { project, actor } = context;
      const { modelId, number, releaseId } = version;
      const { alias } = input;
      await checkMove(context, { modelId, alias, to: version });
      await database().transaction(async (tx) => {
        await setVersionAlias(tx, { modelId, alias, number, releaseId });
        const details = { alias, version: number };
        await appendAudit(tx, { projectId: project.id, actor, action: 'model.alias', subject: modelId, details });
      });
      return {};
    },
  }),
  mlflowCall({
    method: 'GET',
    path,
    needs: 'read',
    input: aliasInput,
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      const version = await findVersionByAlias(database(), { modelId: id, alias: input.alias });
      if (version === null) throw invalid(`Registered model alias ${input.alias} not found.`);
      return { model_version: versionJson(version) };
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path,
    needs: 'write',
    input: aliasInput,
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      if (input.alias === champion || input.alias === newest) {
        throw invalid(
          `Millrace keeps the alias '${input.alias}'. Deploy another version, or go back on the endpoint's page.`,
        );
      }
      const { project, actor } = context;
      const { alias } = input;
      await checkMove(context, { modelId: id, alias, to: null });
      await database().transaction(async (tx) => {
        await deleteVersionAlias(tx, { modelId: id, alias });
        const details = { alias, version: null };
        await appendAudit(tx, { projectId: project.id, actor, action: 'model.alias', subject: id, details });
      });
      return {};
    },
  }),
];
