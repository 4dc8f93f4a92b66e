import { ensureEndpoint, listScoreStreams } from '@millrace/db';
import { documentRoutingPipeline, documentStreams } from '@millrace/pipeline-core/document';
import { streamRulesSchema } from '@millrace/pipeline-core/scoring';
import { database } from '../database';
import { createStream } from '../streams/score-streams';
import { noInput, projectAction } from '../use-case';
import { createPipelineUseCase } from './create-pipeline';

/**
 * The template of document routing: a pipeline that trains and deploys two classifiers, and the endpoints they go to, which
 * read the topics of documents. Records that arrive before the first release wait for it. What is there already stays.
 */
export const openDocumentRoutingUseCase = projectAction('deploy', noInput, async (context) => {
  const { project, actor } = context;
  for (const { endpoint: name, topic, rules } of documentStreams) {
    const endpoint = await ensureEndpoint(database(), { projectId: project.id, name, sandbox: true, createdBy: actor });
    const there = await listScoreStreams(database(), { projectId: project.id, endpointId: endpoint.id });
    if (there.some((stream) => stream.topic === topic)) continue;
    const wish = { topic, rules: streamRulesSchema.parse(rules), mostWaiting: null, from: 'beginning' as const };
    await createStream(context, { endpoint: name, ...wish });
  }
  const document = documentRoutingPipeline();
  return createPipelineUseCase.run(context, { name: 'Document routing', numbered: true, document });
});
