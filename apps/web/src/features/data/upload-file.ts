import { errorReportSchema } from '@millrace/pipeline-core/errors';
import { z } from 'zod';

const answerSchema = z.object({
  dataset: z.string(),
  batch: z.string(),
  rows: z.number(),
  columns: z.number(),
  rejected: z.number(),
});
export type UploadAnswer = z.output<typeof answerSchema>;

export type Upload = { finished: Promise<UploadAnswer>; cancel(): void };

/** Sends a file to the data service; XMLHttpRequest, because fetch does not tell how much was sent. */
export function uploadFile(o: {
  project: string;
  file: File;
  name: string;
  onProgress: (share: number) => void;
}): Upload {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ project: o.project, file: o.file.name, name: o.name });
  const finished = new Promise<UploadAnswer>((resolve, reject) => {
    request.open('POST', `/api/upload?${query}`);
    request.upload.onprogress = (event) => o.onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const body: unknown = JSON.parse(request.responseText || 'null');
      if (request.status < 300) resolve(answerSchema.parse(body));
      else reject(new Error(messageOf(body, request.status)));
    };
    request.onerror = () => reject(new Error('The connection broke. Nothing was landed; try again.'));
    request.onabort = () => reject(new Error('Cancelled. Nothing was landed.'));
    request.send(o.file);
  });
  return { finished, cancel: () => request.abort() };
}

function messageOf(body: unknown, status: number): string {
  const parsed = z.object({ report: errorReportSchema }).safeParse(body);
  return parsed.success ? parsed.data.report.message : `The server answered ${status}.`;
}
