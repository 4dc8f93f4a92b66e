import { z } from 'zod';
import { mlflowCall } from './call';

/** What newer clients ask first, to know which ways of sending they may use. */
export const serverCalls = [
  mlflowCall({
    method: 'GET',
    path: '/api/3.0/mlflow/server-info',
    needs: 'read',
    input: z.object({}),
    run: async () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
    }),
  }),
];
