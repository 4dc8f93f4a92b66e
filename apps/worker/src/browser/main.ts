/*
 * The program of the Web Worker in which a page scores: questions come as messages, replies go the same way. It needs what a
 * browser has and nothing else; `build-browser.mjs` bundles it.
 */
import { config } from 'zod';
import { createBrowserScorer } from './scorer';

// As in the pages: zod would compile its checks, which their Content-Security-Policy forbids.
config({ jitless: true });

/** What this program has of its Web Worker; the types of Node know none. */
declare const self: { onmessage: (event: { data: unknown }) => void; postMessage(message: unknown): void };

const answer = createBrowserScorer();
self.onmessage = ({ data }) => {
  void answer(data).then((reply) => self.postMessage(reply));
};
