import { closeSync, openSync, writeSync } from 'node:fs';
import type { Prediction } from '@millrace/pipeline-core/release';
import type { Figure } from '../../ground/figures';
import type { Logger } from '../../logger';
import { messageOf } from '../../scoring/message-of';
import { type Write, writeAll } from '../../scoring/predictions/spool';
import type { ReleaseFacts } from '../release-facts';

export type PredictionsFile = {
  /** Appends predictions before their answer leaves. A disk that refuses them costs the lines, not the answer. */
  append(predictions: readonly Prediction[]): void;
  figures(): Figure[];
  close(): void;
};

/** A file of predictions, one JSON object a line. Throws when it cannot be opened. */
export function openPredictionsFile(o: {
  path: string;
  facts: ReleaseFacts;
  logger: Logger;
  write?: Write;
}): PredictionsFile {
  const { path, facts, logger, write = writeSync } = o;
  const file = openForAppending(path);
  const counts = { written: 0, lost: 0 };
  let refusing = false;
  return {
    append(predictions) {
      try {
        // A line glued to the torn one before it would be lost with it.
        const start = refusing ? '\n' : '';
        writeAll(write, file, `${start}${predictions.map((one) => toLine(one, facts)).join('\n')}\n`);
        counts.written += predictions.length;
        refusing = false;
      } catch (error) {
        counts.lost += predictions.length;
        // Once for each time that it begins: the disk that is full may be the log's, too.
        if (!refusing) logger.error({ path, error: messageOf(error) }, 'predictions cannot be written down');
        refusing = true;
      }
    },
    figures: () => [
      {
        name: 'millrace_predictions_total',
        type: 'counter',
        help: 'Predictions since the start of this process: written to the file, and lost because it could not be written.',
        values: Object.entries(counts).map(([state, value]) => ({ labels: { state }, value })),
      },
    ],
    close: () => closeSync(file),
  };
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new Error(
      `PREDICTIONS_FILE: ${path} cannot be written (${messageOf(error)}). Name a file in a folder that this user may write to.`,
    );
  }
}

/** What is known here: endpoints and their revisions are things of the workbench. */
function toLine({ endpoint: _endpoint, revision: _revision, ...prediction }: Prediction, facts: ReleaseFacts): string {
  return JSON.stringify({ ...prediction, model: facts.model, version: facts.number, bundle: facts.bundle });
}
