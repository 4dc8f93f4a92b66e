import { type ModelHost, serveModel } from '../../guests/model-server';
import type { ModelDoors } from '../../runtimes/python/ask-python';
import { messageOf } from '../message-of';
import type { GuestHome } from './guest-home';

/** Through what a model process asks a model of Python: a guest that it starts, and that ends with it. */
export function guestDoors(home: GuestHome | null): {
  doors: ModelDoors;
  /** It has answered. From now on this process ends with its guest, as it can answer nothing without. */
  wasOpened(): void;
} {
  if (home === null) return { doors: {}, wasOpened: () => undefined };
  let open = false;
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  const host: ModelHost = {
    title: 'Release',
    guests: home.grant ?? undefined,
    folder: home.folder,
    limits: { threads: 1, memoryMegabytes: home.megabytes },
    over: new AbortController().signal, // it ends with this process
    log: (_level, text) => tell(text),
    line: (_from, text) => tell(text),
    onLost(error) {
      if (!open) return; // whoever opens it is told
      // Who started this process sees its end, lets the next of the chain answer, and starts it anew.
      process.stderr.write(`Error: ${messageOf(error)}\n`, () => process.exit(1));
    },
  };
  return {
    doors: { python: (model) => serveModel(host, model) },
    wasOpened() {
      open = true;
    },
  };
}
