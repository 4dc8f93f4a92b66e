import { SaxesParser } from 'saxes';

export type XmlHandlers = {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
};

/** Bytes without a single event after which a text is taken as endless. */
const longestText = 16 * 2 ** 20;

/**
 * Feeds XML to handlers as it comes; yields after every chunk, so that what the handlers collected can be handed on. Names
 * come without their prefix. There are no entities but XML's own: a document type is refused.
 */
export async function* readXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let silent = 0;
  const heard = () => {
    silent = 0;
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('the XML has a document type');
  });
  parser.on('opentag', (tag) => {
    heard();
    handlers.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('text', (text) => {
    heard();
    handlers.text?.(text);
  });
  parser.on('cdata', (text) => {
    heard();
    handlers.text?.(text);
  });
  parser.on('closetag', (tag) => {
    heard();
    handlers.close?.(localName(tag.name));
  });
  for await (const chunk of chunks) {
    silent += chunk.length;
    parser.write(decoder.decode(chunk, { stream: true }));
    if (silent > longestText) throw new Error('a text that does not end');
    yield;
  }
  parser.write(decoder.decode());
  parser.close();
  yield;
}

/** Reads to the end for what the handlers keep. */
export async function readWholeXml(
  chunks: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  signal?: AbortSignal,
): Promise<void> {
  for await (const _ of readXml(chunks, handlers)) signal?.throwIfAborted();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** An attribute by its local name. */
export function attribute(attributes: Record<string, string>, name: string): string | undefined {
  return attributes[name] ?? Object.entries(attributes).find(([key]) => localName(key) === name)?.[1];
}
