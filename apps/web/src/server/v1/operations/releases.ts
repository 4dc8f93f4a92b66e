import { appendAudit, listReleases } from '@millrace/db';
import { exportShape, releaseShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import { callDataService } from '../../data-service/client';
import { database } from '../../database';
import { findRelease, shapeExport } from '../../models/find-release';
import { needsView, operation, streamed } from '../operation';

const mediaType = 'application/x-tar';

export const releaseOperations = [
  operation({
    id: 'listReleases',
    method: 'GET',
    path: '/releases',
    summary: 'Releases of the project, newest first.',
    needs: needsView,
    answer: z.object({ items: z.array(releaseShape) }),
    async run({ context }) {
      const releases = await listReleases(database(), { projectId: context.project.id });
      return {
        items: releases.map(({ id, modelName, number, modelHash }) => ({ id, model: modelName, number, modelHash })),
      };
    },
  }),
  operation({
    id: 'getRelease',
    method: 'GET',
    path: '/releases/{release}',
    summary: 'One release: by its id, or as churn@7, churn v7 or churn@champion. With hash and size of its bundle.',
    needs: needsView,
    answer: exportShape,
    run: async ({ context, path }) => shapeExport(await findRelease(context, path.release ?? '')),
  }),
  operation({
    id: 'downloadBundle',
    method: 'GET',
    path: '/releases/{release}/bundle',
    summary:
      'The bundle of a release: everything that answers with it needs, as a tar with the sha256 that it is known by.',
    needs: needsView,
    media: [mediaType],
    answer: streamed,
    async run({ context, path, request }) {
      const release = await findRelease(context, path.release ?? '');
      const { model, number, bundle, bytes } = await shapeExport(release);
      const answer = await callDataService(`/artifacts/${bundle}`, { signal: request.signal });
      // Whoever looks for where a model went finds it here.
      await appendAudit(database(), {
        projectId: context.project.id,
        actor: context.actor,
        action: 'release.download',
        subject: release.id,
        details: { model, number, bundle },
      });
      return new Response(answer.body, {
        headers: {
          'content-type': mediaType,
          'content-length': String(bytes),
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${model}-v${number}.tar`)}`,
          'millrace-bundle': bundle,
        },
      });
    },
  }),
];
