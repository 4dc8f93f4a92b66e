import type { IncomingMessage } from 'node:http';
import { readWholeXml } from '../../ground/read-xml';

/** An element of a small XML document. */
export type XmlElement = { name: string; text: string; children: XmlElement[] };

/** A whole answer as a tree, held to a size. Throws where it is no XML. */
export async function readTree(response: IncomingMessage, mostBytes: number): Promise<XmlElement> {
  const root: XmlElement = { name: '', text: '', children: [] };
  const open = [root];
  await readWholeXml(limited(response, mostBytes), {
    open(name) {
      const element: XmlElement = { name, text: '', children: [] };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    text(text) {
      const element = open.at(-1);
      if (element !== undefined) element.text += text;
    },
    close() {
      open.pop();
    },
  });
  const [document] = root.children;
  if (document === undefined) throw new Error('there is no XML in the answer');
  return document;
}

async function* limited(response: IncomingMessage, mostBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk as Buffer); // no encoding set: buffers
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error('the answer is too long');
    yield part;
  }
}

/** The text of a child; null where there is none. */
export function textIn(element: XmlElement | null, name: string): string | null {
  return element?.children.find((child) => child.name === name)?.text ?? null;
}
