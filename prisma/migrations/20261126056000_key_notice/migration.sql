-- Scoring remembers keys for a minute. A key that is revoked, disabled or changed, or whose owner leaves or joins the
-- project, is told on mr_key, so that it is asked for again at once. Use of a key (counts, times) is no change.
create function mr_key_notice() returns trigger language plpgsql as $$ begin perform pg_notify('mr_key',''); return null; end $$;
create trigger apikey_notice after insert or delete on "apikey" for each row execute function mr_key_notice();
create trigger apikey_change_notice after update on "apikey" for each row
  when ((old."key",old."enabled",old."expiresAt",old."permissions",old."metadata",old."referenceId") is distinct from
        (new."key",new."enabled",new."expiresAt",new."permissions",new."metadata",new."referenceId")) execute function mr_key_notice();
create trigger member_notice after insert or update or delete on "member" for each row execute function mr_key_notice();
