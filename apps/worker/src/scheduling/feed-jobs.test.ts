import { describe, expect, it } from 'vitest';
import type { Repeat, Repetition } from '../queue/enqueue';
import { createQuietLogger } from '../testing/quiet-logger';
import { createJobFeed } from './feed-jobs';
import { syncSchedules } from './sync-schedules';

const none = async () => [];
const noRows = {
  triggers: none,
  deliveries: none,
  deployments: none,
  waitingDeployments: none,
  bisects: none,
  rollouts: none,
};

describe('job feed', () => {
  it('gives a waiting row its job at once, then again only after half a minute', async () => {
    let now = 0;
    let rows = [{ id: 'd1', createdAt: new Date(0) }];
    const given: string[] = [];
    const note = (verb: string) => async (name: string, job: { key: string }) =>
      void given.push(`${verb} ${name} ${job.key}`);
    const feed = createJobFeed({
      rows: { ...noRows, deployments: async () => rows },
      queues: { enqueue: note('enqueue'), revive: note('revive') },
      now: () => now,
    });
    for (const at of [0, 1_000, 29_000, 31_000]) {
      now = at;
      await feed.tick();
    }
    expect(given).toEqual(['enqueue advance-deployment d1', 'revive advance-deployment d1']);
    rows = [];
    await feed.tick();
    rows = [{ id: 'd1', createdAt: new Date(0) }];
    await feed.tick();
    expect(given.at(-1)).toBe('enqueue advance-deployment d1');
  });

  it('has a rollout judged every few seconds, from its start to its end', async () => {
    let now = 0;
    const given: string[] = [];
    const note = (verb: string) => async (name: string) => void given.push(`${verb} ${name} ${now}`);
    const rollouts = async () => [{ id: 'r1', createdAt: new Date(0) }];
    const rows = { ...noRows, rollouts };
    const queues = { enqueue: note('enqueue'), revive: note('revive') };
    const feed = createJobFeed({ rows, queues, now: () => now });
    for (now = 0; now <= 10_000; now += 1_000) await feed.tick();
    expect(given).toEqual(['enqueue advance-rollout 0', 'revive advance-rollout 5000', 'revive advance-rollout 10000']);
  });

  it('has a deployment look for its evaluation every two seconds', async () => {
    let now = 0;
    const given: string[] = [];
    const note = (verb: string) => async (name: string) => void given.push(`${verb} ${name} ${now}`);
    const waitingDeployments = async () => [{ id: 'd1', createdAt: new Date(0) }];
    const queues = { enqueue: note('enqueue'), revive: note('revive') };
    const feed = createJobFeed({ rows: { ...noRows, waitingDeployments }, queues, now: () => now });
    for (now = 0; now <= 3_000; now += 1_000) await feed.tick();
    expect(given).toEqual(['enqueue advance-deployment 0', 'revive advance-deployment 2000']);
  });

  it('takes up a search for a cause that nobody drives, as after a restart', async () => {
    const given: string[] = [];
    const give = async (name: string, job: { key: string }) => void given.push(`${name} ${job.key}`);
    const bisects = async () => [{ id: 'b1', createdAt: new Date(0) }];
    const rows = { ...noRows, bisects };
    await createJobFeed({ rows, queues: { enqueue: give, revive: give }, now: () => 0 }).tick();
    expect(given).toEqual(['advance-bisect b1']);
  });
});

describe('schedules', () => {
  function setUp(present: Repetition[]) {
    const calls: string[] = [];
    const queues = {
      repetitions: async () => present,
      repeat: async (_name: string, { id, repeat }: { id: string; repeat: Repeat }) => {
        if ('cron' in repeat && repeat.cron === 'nonsense') throw new Error('Invalid cron');
        calls.push(`set ${id} ${JSON.stringify(repeat)}`);
      },
      stopRepeating: async (_queue: string, id: string) => void calls.push(`stop ${id}`),
    };
    return { calls, queues };
  }
  const row = (id: string, more: object = {}) => ({ id, cron: '0 3 * * *', timeZone: 'UTC', enabled: true, ...more });
  const repetition = (id: string, more: object = {}) => ({
    id,
    cron: '0 3 * * *',
    timeZone: 'UTC',
    everyMs: null,
    payload: {},
    ...more,
  });

  it('sets new and changed ones, stops deleted and disabled ones, leaves equal ones alone', async () => {
    const { calls, queues } = setUp([repetition('same'), repetition('moved'), repetition('gone'), repetition('off')]);
    const rows = [row('same'), row('moved', { timeZone: 'Asia/Tokyo' }), row('off', { enabled: false }), row('new')];
    await syncSchedules({ rows, queues, logger: createQuietLogger() });
    expect(calls).toEqual([
      'set moved {"cron":"0 3 * * *","timeZone":"Asia/Tokyo"}',
      'set new {"cron":"0 3 * * *","timeZone":"UTC"}',
      'stop gone',
      'stop off',
    ]);
  });

  it('reports a wrong one and sets the others', async () => {
    const { calls, queues } = setUp([]);
    const logger = createQuietLogger();
    await syncSchedules({ rows: [row('bad', { cron: 'nonsense' }), row('good')], queues, logger });
    expect(calls).toHaveLength(1);
    expect(logger.lines).toMatchObject([{ level: 'error', facts: { schedule: 'bad' } }]);
  });
});
