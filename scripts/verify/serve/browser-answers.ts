/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { browserReplySchema } from '@millrace/pipeline-core/scoring';
import { chromium } from '@playwright/test';
import { z } from 'zod';
import type { FetchedRelease } from '../../export/fetch-release';

type Row = Record<string, string | number | boolean>;

const rowsSchema = z.array(z.object({ ok: z.literal(true), output: z.unknown() }));

/**
 * The answers of the scorer that the product serves to its pages, in a Web Worker of Chromium on a page of the product. The
 * network is cut once the worker has its program.
 * @param o.bundle path of the release's bundle
 */
export async function answerInBrowser(o: {
  executablePath: string;
  webUrl: string;
  release: FetchedRelease;
  bundle: string;
  rows: readonly Row[];
}): Promise<unknown[]> {
  const browser = await chromium.launch({ executablePath: o.executablePath });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(o.webUrl);
    const { id, model, number, bundle, sha256 = bundle } = o.release;
    const questions = [
      { id: 1, ask: 'open', sha256, release: { id, model, number } },
      { id: 2, ask: 'score', rows: o.rows },
    ];
    // Its first answer, which is a refusal, says that it runs.
    await page.evaluate(() => {
      const worker = new Worker('/generated/browser-scorer.js');
      Reflect.set(window, 'scorer', worker);
      return new Promise<void>((resolve, reject) => {
        worker.onmessage = () => resolve();
        worker.onerror = () => reject(new Error('the scorer does not start'));
        worker.postMessage({ id: 0, ask: 'score', rows: [] });
      });
    });
    await context.setOffline(true);
    const replies = await page.evaluate(
      async ({ asked, base64 }) => {
        const worker: Worker = Reflect.get(window, 'scorer');
        const bundle = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
        const found: unknown[] = [];
        for (const question of asked) {
          const replied = new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
          });
          worker.postMessage('sha256' in question ? { ...question, bundle } : question);
          found.push(await replied);
        }
        return found;
      },
      { asked: questions, base64: readFileSync(o.bundle).toString('base64') },
    );
    return rowsSchema.parse(replies.map(answerOf)[1]).map(({ output }) => output);
  } finally {
    await browser.close();
  }
}

function answerOf(reply: unknown): unknown {
  const read = browserReplySchema.parse(reply);
  if (!read.ok) throw new Error(`the scorer in the browser says: ${read.error.message}`);
  return read.answer;
}
