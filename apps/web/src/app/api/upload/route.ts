import { z } from 'zod';
import { callerFromSession } from '../../../server/auth/caller';
import { refuseOtherOrigins } from '../../../server/auth/same-origin';
import { uploadDataset } from '../../../server/datasets/upload-dataset';
import { datasetNameSchema, fileNameSchema } from '../../../server/datasets/upload-name';
import { describeError, parseInput } from '../../../server/errors';
import { enterProject } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

/** The dataset is called like the file unless it gets a name of its own. */
const querySchema = z
  .object({ file: fileNameSchema, name: datasetNameSchema.optional() })
  .transform(({ file, name }) => ({ fileName: file, name: name ?? file.slice(0, 120).trim() }));

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
    const { dataset, batch } = await uploadDataset(context, {
      ...parseInput(querySchema, Object.fromEntries(query)),
      body: request.body,
      length: request.headers.get('content-length'),
    });
    return Response.json(
      { dataset: dataset.id, batch: batch.id, rows: batch.rows, columns: batch.columns, rejected: batch.rejected },
      { status: 201 },
    );
  } catch (error) {
    const { status, report } = describeError(error, 'Upload');
    return Response.json({ report }, { status });
  }
}
