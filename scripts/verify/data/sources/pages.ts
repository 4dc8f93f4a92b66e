import { z } from 'zod';
import type { OwnProduct } from '../../../bench/own-product';

/** What a person does on the pages: clocks, secrets and lists that the API for programs does not have. */
export type Pages = {
  project: string;
  query<S extends z.ZodType>(schema: S, procedure: string, input?: object): Promise<z.output<S>>;
  mutate<S extends z.ZodType>(schema: S, procedure: string, input: object): Promise<z.output<S>>;
};

const account = { name: 'Proof', email: 'proof@example.test', password: 'a password for a proof' };
const answerSchema = z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) });

/** Uses up the one-time link of the product and works in its first project from then on. */
export async function openPages(product: OwnProduct, projectName: string): Promise<Pages> {
  const token = new URL(product.setupLink ?? product.webUrl).searchParams.get('token');
  if (token === null) throw new Error('this product has users already: the proof needs one of its own');
  const plain = { 'content-type': 'application/json', origin: product.webUrl };
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${product.webUrl}${path}`, {
      method: 'POST',
      headers: plain,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const made = await post('/api/setup', { ...account, token, projectName });
  const { project } = z.object({ project: z.string() }).parse(await made.json());
  const { email, password } = account;
  const entered = await post('/api/auth/sign-in/email', { email, password });
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { project, ...procedures({ webUrl: product.webUrl, project, headers: { ...plain, cookie } }) };
}

function procedures({ webUrl, project, headers }: { webUrl: string; project: string; headers: HeadersInit }) {
  const take = async <S extends z.ZodType>(schema: S, procedure: string, answer: Response) => {
    if (!answer.ok) throw new Error(`${procedure} answered ${answer.status}: ${await answer.text()}`);
    return schema.parse(answerSchema.parse(await answer.json()).result.data.json);
  };
  const bodyOf = (input: object) => JSON.stringify({ json: { project, ...input } });
  return {
    async query<S extends z.ZodType>(schema: S, procedure: string, input: object = {}) {
      const search = new URLSearchParams({ input: bodyOf(input) });
      return take(schema, procedure, await fetch(`${webUrl}/api/trpc/${procedure}?${search}`, { headers }));
    },
    async mutate<S extends z.ZodType>(schema: S, procedure: string, input: object) {
      const request = { method: 'POST', headers, body: bodyOf(input) };
      return take(schema, procedure, await fetch(`${webUrl}/api/trpc/${procedure}`, request));
    },
  };
}
