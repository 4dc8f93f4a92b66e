import { PipelineError } from '@millrace/pipeline-core/errors';
import { expect, it } from 'vitest';
import { readRefusal } from './read-refusal';

const { report } = new PipelineError({
  ...{ code: 'bundle-missing', family: 'operator', place: 'Artifact store', seen: 'no file', expected: 'a file' },
  next: 'Restore it.',
});

it('is told in the words of the workbench where it gave some', async () => {
  const error = await readRefusal(new Response(JSON.stringify({ report }), { status: 503 }));
  expect(error.report).toEqual(report);
});

it.each([
  [
    'of a proxy',
    '<html>\n  <h1>502 Bad Gateway</h1></html>',
    502,
    'status 502 with "<html> <h1>502 Bad Gateway</h1></html>"',
  ],
  ['of another form', '{"error":"no"}', 403, 'status 403 with "{\\"error\\":\\"no\\"}"'],
  ['that is empty', '', 204, 'status 204 with no words'],
  ['that is long', 'x'.repeat(1_000), 500, `status 500 with "${'x'.repeat(120)}…"`],
])('quotes a body %s, with its status', async (_which, body, status, seen) => {
  const answer = new Response(status === 204 ? null : body, { status });
  expect((await readRefusal(answer)).report).toMatchObject({ code: 'bundle-not-given', seen });
});
