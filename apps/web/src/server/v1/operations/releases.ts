import { listReleases } from '@millrace/db';
import { exportShape, releaseShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import { database } from '../../database';
import { findRelease, shapeExport } from '../../models/find-release';
import { bundleMediaType, sendBundle } from '../../models/send-bundle';
import { needsView, operation, streamed } from '../operation';

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
      'The bundle of a release: everything that answers with it needs, as a tar with the sha256 that it is known by. Rows that were held out of training stay in the workbench: an older bundle, which has them inside, comes without them, and the header millrace-sent says the sha256 of what comes.',
    needs: needsView,
    media: [bundleMediaType],
    answer: streamed,
    run: ({ context, path, request }) => sendBundle(context, { name: path.release ?? '', request }),
  }),
];
