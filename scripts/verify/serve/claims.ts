import type { Check } from '../check';
import { type Claim, fillUnshown } from '../unshown';

const noneFailed = '0 failed, p99 under budget, counts in the store equal to answers';
const sameScores = '0 differences';
const testsPass = 'its tests pass';
const refused = 'refused in the words of each protocol';
const answersGoOn = 'answers go on, none from an unknown release';

/**
 * Everything that release and scoring have to show, by part. A claim is not built until a part shows it: it is printed
 * with what it is measured by, and counts as short.
 */
export const serveClaims = {
  protocols: [
    { claim: "Triton's Python client, unchanged: JSON, binary, packed, errors", bar: 'every check' },
    { claim: "MLflow's scoring client, unchanged", bar: 'every check' },
    { claim: "recorded requests of Triton's client, replayed in npm test", bar: 'equal bytes' },
    { claim: 'every row of the /invocations table', bar: 'answers as listed' },
    { claim: 'an API key in three header forms', bar: 'accepted by every protocol' },
    { claim: 'a key over its rate', bar: '429 with Retry-After in the shape of each protocol' },
    { claim: '1,000 rows: native, MLflow, OIP in JSON and in binary', bar: sameScores },
    { claim: 'the same 1,000 rows: batch', bar: sameScores },
    { claim: 'the same 1,000 rows: exported server', bar: sameScores },
    { claim: 'the same 1,000 rows: browser', bar: sameScores },
  ],
  rollout: [
    { claim: 'deploy under 1,000 req/s', bar: noneFailed },
    { claim: 'canary to 100 % under 1,000 req/s', bar: noneFailed },
    { claim: 'rollback under 1,000 req/s', bar: noneFailed },
    { claim: 'the primary model killed under 1,000 req/s', bar: noneFailed },
    { claim: 'the primary model slowed to twice the budget under 1,000 req/s', bar: noneFailed },
  ],
  browser: [
    { claim: 'browser test: deploy, canary, abort, roll back', bar: testsPass },
    { claim: 'browser test: a reader scores in the browser', bar: testsPass },
    { claim: 'browser test: the passport, both ways', bar: testsPass },
    { claim: 'browser test: documents, from topic to topic', bar: testsPass },
  ],
  bench: [
    { claim: 'one adult row over HTTP: requests a second beside FastAPI with XGBoost', bar: '>= 10x' },
    { claim: "one adult row over HTTP: requests a second beside MLflow's scoring server", bar: '>= 10x' },
    { claim: 'one adult row over HTTP: requests a second beside a bare Fastify echo', bar: '>= 0.7x' },
    { claim: 'share of the server in one answer, p50', bar: '<= 150 us' },
    { claim: 'p99 at 3,000 req/s, open loop', bar: '<= 5 ms' },
    { claim: 'batch scoring with boosted trees', bar: '>= 1 M rows a minute and core' },
    { claim: 'hot swap and rollback under 1,000 req/s', bar: '0 failed, 0 answers from an unknown release' },
  ],
  'bad-input': [
    { claim: 'a body of 100 MB', bar: refused },
    { claim: 'a body that nests 10,000 deep', bar: refused },
    { claim: 'NaN in JSON', bar: refused },
    { claim: 'a field given twice', bar: refused },
    { claim: 'a wrong content type', bar: refused },
    { claim: 'a version that is not there', bar: refused },
    { claim: 'missing and extra features', bar: refused },
  ],
  faults: [
    { claim: 'a release that sleeps', bar: answersGoOn },
    { claim: 'a release that throws', bar: answersGoOn },
    { claim: 'a release that segfaults', bar: answersGoOn },
    { claim: 'a release that leaks', bar: answersGoOn },
    { claim: 'Postgres away for 30 s under load', bar: 'scores go on, no prediction lost' },
    { claim: 'a scoring process killed under load, behind two of them', bar: answersGoOn },
    { claim: 'a batch whose worker is killed half way', bar: 'each row scored exactly once' },
    { claim: 'a bundle that is damaged', bar: 'refused with its place, the release before answers' },
    { claim: 'two people deploy at once', bar: 'one after the other, or one is refused' },
    { claim: 'rollback to a release whose files were deleted by hand', bar: 'refused with a next step' },
  ],
  export: [
    { claim: 'its manifests by the strict schemas of Kubernetes', bar: 'every check' },
    { claim: "its InferenceService by the types of KServe's SDK", bar: 'every check' },
    { claim: 'the Dockerfile, built and run as its manifests say', bar: 'every check' },
    { claim: '1,000 rows of a model in ONNX: the exported server as an endpoint', bar: sameScores },
    { claim: 'imported models of scikit-learn and LightGBM, exported', bar: sameScores },
    { claim: 'an exported model in ONNX that crashes', bar: 'the server stays, and answers again' },
  ],
} as const satisfies Record<string, readonly Claim[]>;

export type ServePart = keyof typeof serveClaims;

/** The claims of a part that nothing has shown are told as not built. */
export function withUnshown(part: ServePart, shown: readonly Check[]): Check[] {
  return fillUnshown({ part, claims: serveClaims[part], shown });
}

/** One claim of a part, by its words. */
export function claimOf(part: ServePart, words: string): Claim & { part: ServePart } {
  const claims: readonly Claim[] = serveClaims[part];
  const found = claims.find(({ claim }) => claim === words);
  if (found === undefined) throw new Error(`nothing is claimed in these words of ${part}: ${words}`);
  return { part, ...found };
}
