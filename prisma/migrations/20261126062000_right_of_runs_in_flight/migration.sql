-- Runs that were started before the right to deploy was noted would end green and have their deployment refused. Letting
-- them ask gives nothing away: what the one who started a run may do now is asked when the deployment is.
update run_info i set may_deploy = true
from run r
where r.id = i.run_id and not i.may_deploy
  and (r.status = 'running'
    or exists (select from outbox o where o.topic = 'deploy-requested' and o.key like r.id || '-%'));
