import { callerFromSession } from '../../../server/auth/caller';
import { uploadDataset } from '../../../server/datasets/upload-dataset';
import { describeError, Refusal } from '../../../server/errors';
import { enterProject } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

/** The upload of the Data page: the body is the file, streamed through to the data service. */
export async function POST(request: Request): Promise<Response> {
  try {
    refuseOtherOrigins(request);
    const query = new URL(request.url).searchParams;
    const caller = await callerFromSession(request.headers);
    const context = await enterProject(
      caller,
      { in: 'project', right: 'edit', scope: 'run' },
      query.get('project') ?? '',
    );
    const fileName = query.get('file') ?? 'upload';
    const name = query.get('name') ?? fileName;
    const { dataset, batch } = await uploadDataset(context, {
      name,
      fileName,
      body: request.body,
      length: request.headers.get('content-length'),
    });
    return Response.json(
      { dataset: dataset.id, batch: batch.id, rows: batch.rows, columns: batch.columns, rejected: batch.rejected },
      { status: 201 },
    );
  } catch (error) {
    const { status, report } = describeError(error, 'Upload');
    if (status >= 500) console.error('Upload:', error);
    return Response.json({ report }, { status });
  }
}

/** A page of another site cannot upload in a signed-in person's name. */
function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new Refusal('forbidden', 'This upload comes from another site.', 'Upload from the Data page.');
}
