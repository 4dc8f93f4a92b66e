import {
  deleteTrackFiles,
  type FileOwner,
  findTrackFile,
  listTrackFolder,
  putTrackFile,
  type TrackFile,
} from '@millrace/db';
import { artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import {
  type ArtifactPlace,
  type BigJson,
  checkArtifactPath,
  invalid,
  missing,
  parseArtifactPlace,
  runArtifactUri,
  shownModelId,
  shownRunId,
  TrackingError,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { fileCall, mlflowCall } from './call';
import { some } from './entities';
import { requireActiveRun, requireLoggedModel, requireRun } from './find-things';
import { runIdInput } from './shared-inputs';

const files = '/api/2.0/mlflow-artifacts';
const storedSchema = z.object({ hash: artifactHashSchema, bytes: z.number().int(), location: z.string() });

/** What a path of the protocol names, checked to be of this project. */
async function findPlace(
  projectId: ProjectId,
  text: string,
  o: { writes: boolean },
): Promise<{ owner: FileOwner; path: string }> {
  const place = parseArtifactPlace(text);
  await requireOwner(projectId, place, o);
  return { owner: place.owner, path: place.path };
}

/** @throws TrackingError where the run or model is not there, or not of this experiment */
export async function requireOwner(
  projectId: ProjectId,
  { owner, experiment }: ArtifactPlace,
  { writes }: { writes: boolean },
): Promise<void> {
  const found =
    owner.kind === 'model'
      ? await requireLoggedModel(projectId, shownModelId(owner.id), { deleted: !writes })
      : await (writes ? requireActiveRun : requireRun)(projectId, shownRunId(owner.id));
  if (found.experiment !== experiment)
    throw missing(`No such artifact: experiment ${experiment} has no such run or model`);
}

/** Streams a body into the artifact store; nothing of it is held here. */
async function storeBody(request: Request): Promise<z.output<typeof storedSchema>> {
  const { body, signal } = request;
  const init = body === null ? {} : ({ body, duplex: 'half' } as RequestInit); // `duplex` is missing in the DOM types
  const stored = storedSchema.parse(
    await (await callDataService('/files', { method: 'POST', signal, ...init })).json(),
  );
  const announced = request.headers.get('content-length');
  if (announced !== null && Number(announced) !== stored.bytes) {
    throw invalid(`The file was cut off: ${stored.bytes} of ${announced} bytes arrived. Send it again.`);
  }
  return stored;
}

function fileInfo(path: string, bytes: number | null): BigJson {
  return bytes === null ? { path, is_dir: true } : { path, is_dir: false, file_size: bytes };
}

/** The bytes, to be saved and never shown: a page that somebody logged must not run as one of ours. */
export async function sendFile(file: TrackFile, signal: AbortSignal): Promise<Response> {
  const answer = await callDataService(`/artifacts/${file.hash}`, { signal });
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return new Response(answer.body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "sandbox; default-src 'none'",
    },
  });
}

export const artifactCalls = [
  fileCall({
    method: 'PUT',
    path: `${files}/artifacts/{path*}`,
    needs: 'write',
    async run({ context, params, request }) {
      const { owner, path } = await findPlace(context.project.id, params['path'] ?? '', { writes: true });
      if (path === '') throw invalid('Invalid path');
      const stored = await storeBody(request);
      await putTrackFile(database(), { owner, path, record: { ...stored, kind: 'file' } });
      return {};
    },
  }),
  fileCall({
    method: 'GET',
    path: `${files}/artifacts/{path*}`,
    needs: 'read',
    async run({ context, params, request }) {
      const wanted = params['path'] ?? '';
      const { owner, path } = await findPlace(context.project.id, wanted, { writes: false });
      const file = path === '' ? null : await findTrackFile(database(), { owner, path });
      if (file === null) throw missing(`No such artifact: '${wanted}'`);
      return sendFile(file, request.signal);
    },
  }),
  fileCall({
    method: 'DELETE',
    path: `${files}/artifacts/{path*}`,
    needs: 'write',
    async run({ context, params }) {
      const wanted = params['path'] ?? '';
      const { owner, path } = await findPlace(context.project.id, wanted, { writes: true });
      if (path === '') throw invalid('Invalid path');
      if ((await deleteTrackFiles(database(), { owner, path })) === 0) throw missing(`No such artifact: '${wanted}'`);
      return {};
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${files}/artifacts`,
    needs: 'read',
    input: z.object({ path: z.string().default('') }),
    // The path of a file, and of nothing, has no files below it: that is how clients tell a file from a folder.
    async run({ context, input }) {
      const { owner, path } = await findPlace(context.project.id, input.path, { writes: false });
      const found = await listTrackFolder(database(), { owner, folder: path });
      return { files: some(found.map(({ name, bytes }) => fileInfo(name, bytes))) };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: '/api/2.0/mlflow/artifacts/list',
    needs: 'read',
    input: runIdInput.extend({ path: z.string().default('') }),
    async run({ context, input }) {
      const run = await requireRun(context.project.id, input.run_id);
      const folder = input.path === '' ? '' : checkArtifactPath(input.path.replace(/\/$/, ''));
      const owner = { kind: 'run' as const, id: run.id };
      const found = await listTrackFolder(database(), { owner, folder });
      return {
        root_uri: runArtifactUri({ experiment: run.experiment, runId: run.id }),
        files: some(found.map(({ name, bytes }) => fileInfo(folder === '' ? name : `${folder}/${name}`, bytes))),
      };
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${files}/mpu/{path*}`,
    needs: 'write',
    input: z.object({}),
    run: () => {
      // Clients know this text by its beginning and then send the file in one piece.
      const message = 'Multipart upload is not supported for the current artifact repository';
      return Promise.reject(new TrackingError('NOT_IMPLEMENTED', message));
    },
  }),
];
