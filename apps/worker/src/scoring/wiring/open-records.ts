import { join } from 'node:path';
import { insertPredictionText, refusesRows, saveRefusals, saveServingMinutes } from '@millrace/db';
import { startTrafficFlusher, type TrafficFlusher } from '../../watching/flush-traffic';
import { createTrafficRecorder, type TrafficRecorder } from '../../watching/traffic';
import { type PredictionLog, startPredictionLog } from '../predictions/prediction-log';
import { openSpool } from '../predictions/spool';
import { createRefusalLog, type RefusalLog } from '../push/refusal-log';
import type { ScoringOptions } from './scoring-options';

/** What is kept of requests: every prediction, how many there were by the minute, and the events that were refused. */
export type ScoringRecords = {
  log: PredictionLog;
  recorder: TrafficRecorder;
  /** Writes down what the recorder has counted. */
  traffic: TrafficFlusher;
  refusals: RefusalLog;
};

export function openRecords(
  o: Pick<ScoringOptions, 'db' | 'dataDir' | 'logger'> & { processName: string },
): ScoringRecords {
  const { db, dataDir, logger, processName } = o;
  const recorder = createTrafficRecorder({ process: processName, now: Date.now });
  const traffic = startTrafficFlusher({ recorder, write: (totals) => saveServingMinutes(db, totals), logger });
  const spool = openSpool({ folder: join(dataDir, 'spool'), processName, pid: process.pid, now: Date.now });
  const log = startPredictionLog({
    spool,
    logger,
    insert: (text) => insertPredictionText(db, text),
    isRefusal: refusesRows,
  });
  const refusals = createRefusalLog({ write: (rows) => saveRefusals(db, rows), now: Date.now });
  return { log, recorder, traffic, refusals };
}
