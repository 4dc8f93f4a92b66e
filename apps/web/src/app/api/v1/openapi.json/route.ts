import { environment } from '../../../../env';
import { openApiDocument } from '../../../../server/v1/openapi';
import { operations } from '../../../../server/v1/operations';

export const dynamic = 'force-dynamic';

/** The description of /api/v1; it holds no data, so it needs no key. */
export function GET(): Response {
  return Response.json(openApiDocument(operations, environment().publicUrl));
}
