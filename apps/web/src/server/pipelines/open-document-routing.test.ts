import { findEndpointByName, getPipeline } from '@millrace/db';
import { expect, it } from 'vitest';
import { listStreamsUseCase } from '../streams/score-streams';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { openDocumentRoutingUseCase } from './open-document-routing';

withTestServer();

it('makes the pipeline and the endpoints that read its topics; a second time only another pipeline', async () => {
  const context = await makeContext(db, 'engineer');
  const first = await openDocumentRoutingUseCase.run(context, {});
  const second = await openDocumentRoutingUseCase.run(context, {});
  expect([first.name, second.name]).toEqual(['Document routing', 'Document routing 2']);
  expect(await getPipeline(db, { projectId: context.project.id, id: first.id })).not.toBeNull();
  for (const [endpoint, topic] of [
    ['document-texts', 'documents.texts'],
    ['document-pages', 'documents.pages'],
  ] as const) {
    const made = await findEndpointByName(db, { projectId: context.project.id, name: endpoint });
    expect(made).toMatchObject({ sandbox: true, config: null, slug: `${context.project.slug}.${endpoint}` });
    const { streams } = await listStreamsUseCase.run(context, { endpoint });
    expect(streams).toMatchObject([{ topic, rules: { otherwise: 'departments.post-room' } }]);
    expect(streams[0]?.rules.routes).toContainEqual({ answer: 'invoice', topic: 'departments.accounts' });
  }
});
