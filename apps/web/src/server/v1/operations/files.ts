import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { fileNameSchema } from '../../datasets/upload-name';
import { parseInput } from '../../errors';
import { keepFile } from '../../files/keep-file';
import { sendFile } from '../../files/send-file';
import { needsEdit, needsView, operation, streamed } from '../operation';

export const fileOperations = [
  operation({
    id: 'uploadFile',
    method: 'POST',
    path: '/files',
    summary: 'Keeps a file as it is, for a step that names its hash (Import model). The body is the file.',
    needs: needsEdit,
    query: z.object({ file: fileNameSchema }),
    file: true,
    answer: z.object({ hash: artifactHashSchema, name: z.string(), bytes: z.number().int() }),
    status: 201,
    async run({ context, query, request }) {
      const length = request.headers.get('content-length');
      const kept = await keepFile(context, { fileName: query.file, body: request.body, length });
      return { ...kept, name: query.file };
    },
  }),
  operation({
    id: 'downloadFile',
    method: 'GET',
    path: '/files/{hash}',
    summary: 'A file that a step made (an exported model) or somebody uploaded.',
    needs: needsView,
    query: z.object({ name: fileNameSchema.default('file') }),
    media: ['application/octet-stream'],
    answer: streamed,
    async run({ context, path, query, request }) {
      const hash = parseInput(artifactHashSchema, path.hash);
      return sendFile(context, { hash, name: query.name, signal: request.signal });
    },
  }),
];
