import { handleOperation } from '../../../../server/v1/handle';
import { operations } from '../../../../server/v1/operations';

export const dynamic = 'force-dynamic';

function handle(request: Request): Promise<Response> {
  return handleOperation(operations, request);
}

export { handle as DELETE, handle as GET, handle as POST };
