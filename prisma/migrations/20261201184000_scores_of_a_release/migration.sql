-- Which scores a release gave: listed newest first, and counted from the index alone.
CREATE INDEX "prediction_release_id_at_status_idx" ON "prediction"("release_id", "at", "status");
