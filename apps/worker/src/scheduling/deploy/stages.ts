import { type ErrorReport, toErrorReport } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import {
  type DeploymentStage,
  deploymentStageSchema,
  type StageName,
  stageNames,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';

export type StageTracker = {
  stages: DeploymentStage[];
  /** Runs one stage: saved when it starts and when it ends. Rethrows what it threw. */
  run<T>(name: StageName, work: (log: (line: string) => void) => Promise<T>): Promise<T>;
  /** Saves a stage that goes on with the next walk: since when, and what it waits for. What has run is to run again. */
  wait(name: StageName, line: string): Promise<void>;
  /** Saves the stages of a walk that reached its end before, all of them done. */
  noteDone(saved: Json): Promise<void>;
};

export function createStageTracker(options: {
  save: (stages: DeploymentStage[]) => Promise<void>;
  now: () => number;
  wallClock: () => number;
  /** As a walk before has left them: where it waited for its evaluation, that stage has begun then. */
  saved: Json;
}): StageTracker {
  const before = z.array(deploymentStageSchema).catch([]).parse(options.saved);
  const waited = before.find(({ name, status }) => name === 'evaluation' && status === 'running');
  const stages = stageNames.map(notBegun);
  const find = (name: StageName): DeploymentStage => {
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage === undefined) throw new Error(`no stage is called ${name}`);
    return stage;
  };
  return {
    stages,
    async wait(name, line) {
      const known = waited?.name === name ? waited : null;
      const begun = stages.some(({ status }) => status !== 'waiting');
      if (known?.log.at(-1) === line && !begun) return; // saved as it is
      stages.splice(0, stages.length, ...stageNames.map(notBegun));
      const startedAt = known?.startedAt ?? new Date(options.wallClock()).toISOString();
      Object.assign(find(name), { status: 'running', startedAt, log: [line] });
      await options.save(stages);
    },
    async noteDone(saved) {
      const known = z.array(deploymentStageSchema).catch([]).parse(saved);
      await options.save(
        stages.map((stage) => ({ ...(known.find(({ name }) => name === stage.name) ?? stage), status: 'done' })),
      );
    },
    async run(name, work) {
      const stage = find(name);
      const since = waited?.name === name ? waited.startedAt : null;
      const begin = since === null ? options.wallClock() : Date.parse(since);
      const start = options.now() - Math.max(0, options.wallClock() - begin);
      Object.assign(stage, { status: 'running', startedAt: new Date(begin).toISOString() });
      await options.save(stages);
      try {
        const result = await work((line) => stage.log.push(line));
        Object.assign(stage, { status: 'done', milliseconds: options.now() - start });
        await options.save(stages);
        return result;
      } catch (error) {
        const report: ErrorReport = toErrorReport(error, `Deployment › ${name}`);
        Object.assign(stage, { status: 'failed', milliseconds: options.now() - start, error: report });
        await options.save(stages);
        throw error;
      }
    },
  };
}

function notBegun(name: StageName): DeploymentStage {
  return { name, status: 'waiting', startedAt: null, milliseconds: null, log: [], error: null };
}
