import { errorReportSchema, PipelineError } from '@millrace/pipeline-core/errors';
import { z } from 'zod';

const refusalSchema = z.object({ report: errorReportSchema });
/** As much of a body as tells whose words it is. */
const quoted = 120;

/** Why a bundle was not given: in the words of the workbench, or by what was answered instead of them. */
export async function readRefusal(answer: Response): Promise<PipelineError> {
  const text = await answer.text();
  const refusal = refusalSchema.safeParse(jsonIn(text));
  if (refusal.success) return new PipelineError(refusal.data.report);
  const said = text.trim().replace(/\s+/g, ' ');
  const body = said === '' ? 'no words' : JSON.stringify(said.length > quoted ? `${said.slice(0, quoted)}…` : said);
  return new PipelineError({
    code: 'bundle-not-given',
    family: 'operator',
    place: 'Bundle of the release',
    seen: `status ${answer.status} with ${body}`,
    expected: 'the bundle, or why there is none',
    next: 'Reload the page and try again. If it stays so, look at the log of the workbench, and at any proxy between it and this browser.',
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // it is quoted as it is
  }
}
