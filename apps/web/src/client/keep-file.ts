import { errorReportSchema } from '@millrace/pipeline-core/errors';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

const answerSchema = z.object({ hash: artifactHashSchema, bytes: z.number() });
export type KeptFile = z.output<typeof answerSchema>;

const uploadSchema = z.object({ hash: artifactHashSchema, name: z.string() });

/** The value of a setting that asks for a file; null while none is chosen. */
export function readUpload(value: unknown): z.output<typeof uploadSchema> | null {
  return uploadSchema.safeParse(value).data ?? null;
}

/** Sends a file to be kept as it is; XMLHttpRequest, because fetch does not tell how much was sent. */
export function keepFile(o: { project: string; file: File; onProgress: (share: number) => void }): {
  finished: Promise<KeptFile>;
  cancel(): void;
} {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ project: o.project, file: o.file.name });
  const finished = new Promise<KeptFile>((resolve, reject) => {
    request.open('POST', `/api/upload/file?${query}`);
    request.upload.onprogress = (event) => o.onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const answer = readKept(request.status, request.responseText);
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    };
    request.onerror = () => reject(new Error('The connection broke. Nothing was kept; try again.'));
    request.onabort = () => reject(new Error('Cancelled. Nothing was kept.'));
    request.send(o.file);
  });
  return { finished, cancel: () => request.abort() };
}

/** What came of it. A proxy may answer in the server's place with a page of its own: that is a failure, too. */
export function readKept(status: number, text: string): KeptFile | Error {
  const body = parsed(text);
  const kept = answerSchema.safeParse(body);
  if (status >= 200 && status < 300 && kept.success) return kept.data;
  const refusal = z.object({ report: errorReportSchema }).safeParse(body).data?.report;
  if (refusal === undefined) return new Error(`Nothing was kept: the answer was ${status}. Try again.`);
  return new Error(refusal.message.includes(refusal.next) ? refusal.message : `${refusal.message} ${refusal.next}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
