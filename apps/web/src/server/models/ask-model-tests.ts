import { getEndpoint, getRelease, listModelTests } from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { judgeModelTest, mostModelTests, rowsAsked } from '@millrace/pipeline-core/release';
import { database } from '../database';
import { type TriedRow, tryRelease } from '../endpoints/scoring-client';
import { notFound, Refusal } from '../errors';
import { projectQuery } from '../use-case';
import { ofModelSchema, requireModel } from './tested-model';

/**
 * Which of the saved tests of its model a release passes that answers at an endpoint. It is asked for that alone: figures
 * and predictions know nothing of it.
 */
export const askModelTestsUseCase = projectQuery(
  'run',
  ofModelSchema.extend({ endpoint: endpointIdSchema, release: releaseIdSchema }),
  async ({ project }, { model: name, endpoint: id, release: asked }) => {
    const [model, endpoint, release] = await Promise.all([
      requireModel(project.id, name),
      getEndpoint(database(), { projectId: project.id, id }),
      getRelease(database(), { projectId: project.id, id: asked }),
    ]);
    if (endpoint === null) throw notFound('endpoint');
    if (release === null) throw notFound('release');
    if (release.modelId !== model.id) {
      const message = `${release.modelName} v${release.number} is no release of ${model.name}.`;
      throw new Refusal('invalid', message, `Ask the tests of ${release.modelName}.`);
    }
    const key = { projectId: project.id, modelId: model.id, limit: mostModelTests };
    const tests = (await listModelTests(database(), key)).map((test) => ({ test, rows: rowsAsked(test) ?? [] }));
    const rows = tests.flatMap((one) => one.rows);
    const answers: TriedRow[] = await tryRelease({ slug: endpoint.slug, release: release.id, rows });
    return {
      askedAt: new Date(),
      outcomes: tests.map(({ test, rows: own }) => {
        const { passed, seen } = judgeModelTest(test.expected, answers.splice(0, own.length));
        return { id: test.id, passed, seen };
      }),
    };
  },
);
