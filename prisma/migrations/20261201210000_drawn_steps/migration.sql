-- How many steps of the drawing a run has: lists of runs say so, and need not count them in what each run consists of. The
-- graph of a run never changes after its start.
alter table run_info add column drawn_steps integer;
update run_info i set drawn_steps =
  (select count(distinct s.spec->>'step') from step_run s where s.run_id = i.run_id);
alter table run_info alter column drawn_steps set not null;
