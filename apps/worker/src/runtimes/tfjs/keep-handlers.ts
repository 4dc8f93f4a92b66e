/**
 * Does a work that loads a program of Emscripten, and takes off again the handlers it puts on the process. They take every
 * error that nobody caught for one of theirs and throw it once more, which ends the process at once: whoever handles such
 * errors here could neither say what happened nor go on.
 */
export async function keepHandlers<T>(work: () => Promise<T>): Promise<T> {
  const exceptions = process.listeners('uncaughtException');
  const rejections = process.listeners('unhandledRejection');
  try {
    return await work();
  } finally {
    for (const listener of process.listeners('uncaughtException')) {
      if (!exceptions.includes(listener)) process.removeListener('uncaughtException', listener);
    }
    for (const listener of process.listeners('unhandledRejection')) {
      if (!rejections.includes(listener)) process.removeListener('unhandledRejection', listener);
    }
  }
}
