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
      const answer = readAnswer(request.status, request.responseText);
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    };
    request.onerror = () => reject(new Error('The connection broke. Nothing was landed; try again.'));
    request.onabort = () => reject(new Error('Cancelled. Nothing was landed.'));
    request.send(o.file);
  });
  return { finished, cancel: () => request.abort() };
}

/** What came of an upload. A proxy may answer in the server's place with a page of its own: that is a failure, too. */
export function readAnswer(status: number, text: string): UploadAnswer | Error {
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    const answer = answerSchema.safeParse(body);
    return answer.success
      ? answer.data
      : new Error('The answer was not Millrace’s. Look at the list of datasets below.');
  }
  const refusal = z.object({ report: errorReportSchema }).safeParse(body);
  if (refusal.success) {
    const { message, next } = refusal.data.report;
    return new Error(message.includes(next) ? message : `${message} ${next}`);
  }
  return new Error(`Nothing was landed: something between here and Millrace answered ${status}. Try again.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
