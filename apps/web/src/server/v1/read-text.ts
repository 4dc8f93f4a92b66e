import { Refusal } from '../errors';

/** The body as text. One that is too large is refused by its announced length, or as soon as more has come in. */
export async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop early cancels the stream, so nothing more is taken from the network.
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(limit: number): Refusal {
  return new Refusal('too-large', `The body is larger than ${limit / 1024 / 1024} MiB.`, 'Send less.');
}
