import { version as duckdbVersion } from '@duckdb/node-api';
import { expressionVersion } from '@millrace/pipeline-core/expression';

/** What made the release: enough to explain a difference on another machine. */
export function scoringEnvironment() {
  return {
    v: 1 as const,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    duckdb: duckdbVersion(),
    expressionVersion,
  };
}
