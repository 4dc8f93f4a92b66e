import { handleMlflow } from '../../../server/mlflow/handle';

export const dynamic = 'force-dynamic';

function handle(request: Request): Promise<Response> {
  return handleMlflow(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
