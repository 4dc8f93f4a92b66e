import { z } from 'zod';
import type { Queryable } from './calls';

/** A broken promise of the run protocol: which one, and where. */
export type Violation = { invariant: string; subject: string };

const rowSchema = z.object({ subject: z.string() });

/** Each query lists what breaks an invariant. Those of the running system hold at every moment. */
const always: Record<string, string> = {
  'open steps are counted right, and a run is final exactly when none is open': `
    select r.id::text subject from run r
    cross join lateral (select count(*) filter (where s.status not in ('succeeded','cached','failed','skipped','cancelled')) open from step_run s where s.run_id=r.id) c
    where c.open<>r.open_steps or (r.status<>'running')<>(r.open_steps=0)`,
  'a running run has a step that can go on': `
    select r.id::text subject from run r where r.status='running'
    and not exists (select 1 from step_run s where s.run_id=r.id and s.status in ('ready','running','held','parked'))`,
  'a step runs exactly when a worker has it': `
    select run_id||' '||idx subject from step_run where (status='running')<>(worker is not null)`,
  'a step succeeds at most once': `
    select run_id||' '||idx subject from run_event where kind in ('succeeded','cached') group by run_id,idx having count(*)>1`,
  'outputs exist only for steps that succeeded': `
    select u.run_id||' '||u.idx subject from artifact_use u join step_run s on s.run_id=u.run_id and s.idx=u.idx
    where s.status not in ('succeeded','cached')`,
  'a waiting step counts its open parents': `
    select s.run_id||' '||s.idx subject from step_run s where s.status='waiting' and s.waiting_on<>(
      select count(*) from step_edge e join step_run p on p.run_id=e.run_id and p.idx=e.parent
      where e.run_id=s.run_id and e.child=s.idx and p.status not in ('succeeded','cached'))`,
  'a step that can start has no open parent': `
    select s.run_id||' '||s.idx subject from step_run s where s.status in ('ready','held','running','parked','succeeded','cached') and exists (
      select 1 from step_edge e join step_run p on p.run_id=e.run_id and p.idx=e.parent
      where e.run_id=s.run_id and e.child=s.idx and p.status not in ('succeeded','cached'))`,
  'no step starts before each of its parents has succeeded': `
    select v.run_id||' '||v.idx subject from run_event v join step_edge e on e.run_id=v.run_id and e.child=v.idx where v.kind='running'
    and not exists (select 1 from run_event p where p.run_id=v.run_id and p.idx=e.parent and p.kind in ('succeeded','cached') and p.seq<v.seq)`,
  // Long after its end a run may have none at all: they are deleted together.
  'events of a run are numbered without a gap': `
    select r.id::text subject from run r cross join lateral (select count(*) n,min(seq) a,max(seq) b from run_event v where v.run_id=r.id) v
    where (v.n<>r.last_seq or v.a<>1 or v.b<>r.last_seq) and (v.n>0 or r.finished_at is null or r.finished_at>clock_timestamp()-interval '29 days')`,
  'lineage names no artifact that is being deleted': `
    select u.run_id||' '||u.idx||' '||u.hash subject from artifact_use u join artifact a on a.hash=u.hash where a.state<>'live'
    union all select p.owner_kind||' '||p.owner_id||' '||p.hash from artifact_pin p join artifact a on a.hash=p.hash where a.state<>'live'`,
  'inputs in lineage are the outputs of the parents': `
    select i.run_id||' '||i.idx||' '||i.from_idx||' '||i.port subject from artifact_use i where i.dir='in' and not exists (
      select 1 from artifact_use o where o.run_id=i.run_id and o.idx=i.from_idx and o.dir='out' and o.port=i.port and o.hash=i.hash)
    union all select o.run_id||' '||e.child||' '||o.idx||' '||o.port from artifact_use o
      join step_edge e on e.run_id=o.run_id and e.parent=o.idx join step_run s on s.run_id=e.run_id and s.idx=e.child and s.status in ('succeeded','cached')
      where o.dir='out' and not exists (select 1 from artifact_use i where i.run_id=e.run_id and i.idx=e.child and i.dir='in' and i.from_idx=o.idx and i.port=o.port)`,
  'a skipped step has a failed ancestor': `
    select s.run_id||' '||s.idx subject from step_run s where s.status='skipped' and not exists (
      with recursive up(i) as (select e.parent from step_edge e where e.run_id=s.run_id and e.child=s.idx
        union select e.parent from up join step_edge e on e.run_id=s.run_id and e.child=up.i)
      select 1 from up join step_run a on a.run_id=s.run_id and a.idx=up.i and a.status='failed')`,
  'the limit of a run is kept': `
    select r.id::text subject from run r where r.max_parallel is not null
    and (select count(*) from step_run s where s.run_id=r.id and s.status in ('ready','running'))>r.max_parallel`,
  'nothing waits in a run that was asked to stop': `
    select s.run_id||' '||s.idx subject from step_run s join run r on r.id=s.run_id
    where r.cancel_requested_at is not null and s.status in ('waiting','held','ready','parked')`,
  'a held step waits for a reason': `
    select s.run_id||' '||s.idx subject from step_run s join run r on r.id=s.run_id where s.status='held' and not r.paused
    and (r.max_parallel is null or (select count(*) from step_run a where a.run_id=r.id and a.status in ('ready','running'))<r.max_parallel)`,
  'a final run has the status its steps give it': `
    select r.id::text subject from run r where r.status<>'running' and (r.status<>mr_end(r.failed_steps,r.cancel_requested_at)
      or r.failed_steps<>(select count(*) from step_run s where s.run_id=r.id and s.status='failed'))`,
  'a run is cancelled only on request': `
    select id::text subject from run where status='cancelled' and cancel_requested_at is null
    union all select s.run_id||' '||s.idx from step_run s join run r on r.id=s.run_id where s.status='cancelled' and r.cancel_requested_at is null`,
  'no transaction stays open': `
    select pid::text subject from pg_stat_activity where datname=current_database() and state like 'idle in transaction%'
    and xact_start<clock_timestamp()-interval '5 s'`,
};

/** A buried or silent worker keeps its steps for its lease and a second at most. */
const settled: Record<string, string> = {
  'a step runs on a registered worker only': `
    select s.run_id||' '||s.idx subject from step_run s where s.status='running'
    and not exists (select 1 from worker w where w.id=s.worker and w.lease_until>clock_timestamp()-interval '1 s')`,
};

/** The most running steps a project may have, where only one queue is used (several queues may both take the last room). */
const oneQueue: Record<string, string> = {
  'the limit of a project is kept': `
    select l.project_id::text subject from project_limit l where (
      select count(*) from step_run s where s.project_id=l.project_id and s.status='running')>l.max_running`,
};

/** Put before a check, these names stand for the rows of runs that go on or ended in the last minutes. */
const recentRuns = `
  with run as (select * from public.run where status='running' or finished_at is null or finished_at>clock_timestamp()-interval '10 minutes'),
    step_run as (select s.* from run r join public.step_run s on s.run_id=r.id),
    step_edge as (select e.* from run r join public.step_edge e on e.run_id=r.id),
    run_event as (select v.* from run r join public.run_event v on v.run_id=r.id),
    artifact_use as (select u.* from run r join public.artifact_use u on u.run_id=r.id)`;

/**
 * Checks the promises of the run protocol and lists what breaks them; an empty list is good. The whole history is
 * looked at unless `recent` limits it to runs of the last minutes: that costs the same however much there is. `settled`
 * adds what holds once a lease and a second have passed since the last fault.
 */
export async function checkInvariants(
  on: Queryable,
  options: { settled?: boolean; oneQueue?: boolean; recent?: boolean } = {},
): Promise<Violation[]> {
  const checks = { ...always, ...(options.settled ? settled : {}), ...(options.oneQueue ? oneQueue : {}) };
  const found: Violation[] = [];
  for (const [invariant, text] of Object.entries(checks)) {
    const { rows } = await on.query({ name: '', text: options.recent ? recentRuns + text : text, values: [] });
    found.push(
      ...z
        .array(rowSchema)
        .parse(rows)
        .map(({ subject }) => ({ invariant, subject })),
    );
  }
  return found;
}
