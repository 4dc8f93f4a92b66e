-- Predictions by the day they were given (UTC): what is older than it is kept goes day by day, as whole tables. The tables of
-- the days lie in a schema of their own, so that tools which compare the tables of the house do not meet them.
CREATE SCHEMA "prediction_day";

ALTER TABLE "prediction" RENAME TO "prediction_whole";
ALTER TABLE "prediction_whole" RENAME CONSTRAINT "prediction_pkey" TO "prediction_whole_pkey";
DROP INDEX "prediction_endpoint_id_at_idx";
DROP INDEX "prediction_release_id_at_status_idx";

-- Shipped twice is kept once: a prediction comes with the id and the time it had the first time.
-- The columns are those of the table before, whatever these are: none is named here, so none can be forgotten.
CREATE TABLE "prediction" (
    LIKE "prediction_whole" INCLUDING DEFAULTS,

    CONSTRAINT "prediction_pkey" PRIMARY KEY ("id", "at")
) PARTITION BY RANGE ("at");
CREATE INDEX "prediction_endpoint_id_at_idx" ON "prediction"("endpoint_id", "at");
CREATE INDEX "prediction_release_id_at_status_idx" ON "prediction"("release_id", "at", "status");

-- Takes what comes for a day that has no table (yet): nothing is ever refused for its time.
CREATE TABLE "prediction_day"."other" PARTITION OF "prediction" DEFAULT;

-- Makes the table of a day unless it is there, and takes over what came for that day before. Nobody writes to `other`
-- meanwhile; that is short, for the days are made ahead and `other` is empty then.
CREATE FUNCTION mr_add_prediction_day(p_day date) RETURNS boolean LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE v_name text := 'd' || to_char(p_day, 'YYYYMMDD');
  v_from timestamptz := p_day::timestamp AT TIME ZONE 'UTC';
  v_to timestamptz := (p_day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(72707380, 0);              -- one changes the days at a time
  IF to_regclass('prediction_day.' || v_name) IS NOT NULL THEN RETURN false; END IF;
  LOCK TABLE prediction_day.other IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE prediction_day.%I (LIKE public.prediction INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
  EXECUTE format('WITH moved AS (DELETE FROM prediction_day.other WHERE at >= %L AND at < %L RETURNING *)
    INSERT INTO prediction_day.%I SELECT * FROM moved', v_from, v_to, v_name);
  EXECUTE format('ALTER TABLE public.prediction ATTACH PARTITION prediction_day.%I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
  RETURN true;
END $$;

-- Drops the oldest day that ended before a time; answers which, or null. Waits 5 s at most for those who read.
CREATE FUNCTION mr_drop_prediction_day(p_before timestamptz) RETURNS date LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE v_day date;
BEGIN
  PERFORM pg_advisory_xact_lock(72707380, 0);
  SELECT min(to_date(substr(c.relname, 2), 'YYYYMMDD')) INTO v_day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.prediction'::regclass AND c.relname ~ '^d[0-9]{8}$';
  IF v_day IS NULL OR (v_day + 1)::timestamp AT TIME ZONE 'UTC' > p_before THEN RETURN NULL; END IF;
  EXECUTE format('DROP TABLE prediction_day.%I', 'd' || to_char(v_day, 'YYYYMMDD'));
  RETURN v_day;
END $$;

DO $$ BEGIN
  PERFORM mr_add_prediction_day(d) FROM (
    SELECT DISTINCT ("at" AT TIME ZONE 'UTC')::date FROM prediction_whole
    UNION SELECT generate_series((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + 7, interval '1 day')::date) days(d);
END $$;
INSERT INTO "prediction" SELECT * FROM "prediction_whole";
DROP TABLE "prediction_whole";
