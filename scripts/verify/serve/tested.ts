import { type TestedProof, testedParts } from '../tested-claims';
import { type ServePart, serveClaims } from './claims';

const scoring = 'apps/worker/src/scoring';
const native = `${scoring}/server/http-server.test.ts`;
const mlflow = `${scoring}/routes/mlflow-routes.test.ts`;
const oip = `${scoring}/routes/oip-routes.test.ts`;
/** Each case in each of the three protocols. */
const badInput = `${scoring}/routes/bad-input.test.ts`;
/** Releases that misbehave, in a process of their own with another release behind them. */
const chain = `${scoring}/apart/chain.test.ts`;
const onnxExport = 'apps/worker/src/export/onnx-export.test.ts';
/** Deployments on a database, with a scoring process and files that are harmed. */
const scheduling = 'apps/worker/src/scheduling';
const damaged = `${scheduling}/damaged-bundles.test.ts`;

/** Claims that unit tests show, each with the tests: a file, and where it holds more, the names that count. */
export const testsOfClaims: TestedProof<ServePart>['tests'] = {
  protocols: {
    "recorded requests of Triton's client, replayed in npm test": [
      { file: `${scoring}/routes/oip-replay.test.ts` },
      { file: `${scoring}/protocols/oip/oip.test.ts`, name: /as tritonclient sends it/ },
    ],
    'every row of the /invocations table': [{ file: mlflow }],
    'an API key in three header forms': [
      { file: native, name: /the key in three headers/ },
      { file: oip, name: /the key in three forms/ },
    ],
    'a key over its rate': [
      { file: oip, name: /refused the third with 429/ },
      { file: `${scoring}/keys/key-rates.test.ts` },
    ],
  },
  'bad-input': {
    'a body of 100 MB': [
      { file: native, name: /bodies over the limit/ },
      { file: oip, name: /a body that is too long|reads packed bodies/ },
      { file: mlflow, name: /413/ },
    ],
    'a body that nests 10,000 deep': [
      { file: badInput, name: /nests 10,000 deep/ },
      { file: `${scoring}/server/strict-json.test.ts` },
    ],
    'NaN in JSON': [
      { file: badInput, name: /refuses NaN/ },
      { file: mlflow, name: /answers NaN/ },
    ],
    'a field given twice': [
      { file: badInput, name: /a field given twice/ },
      { file: `${scoring}/server/strict-json.test.ts` },
    ],
    'a wrong content type': [
      { file: badInput, name: /a wrong content type/ },
      { file: mlflow, name: /with 415/ },
    ],
    'a version that is not there': [
      { file: oip, name: /unknown models and versions/ },
      { file: native, name: /the release a caller asks for/ },
    ],
    'missing and extra features': [
      { file: badInput, name: /a missing feature|an extra feature/ },
      { file: mlflow, name: /an extra column|a missing column/ },
    ],
  },
  faults: {
    'a release that sleeps': [{ file: chain, name: /a release that sleeps/ }],
    'a release that throws': [{ file: chain, name: /a release that throws/ }],
    'a release that segfaults': [{ file: chain, name: /a release that segfaults/ }],
    'a release that leaks': [{ file: chain, name: /a release that leaks/ }],
    'a bundle that is damaged': [{ file: damaged, name: /a damaged bundle|at a restart/ }],
    'two people deploy at once': [
      { file: `${scheduling}/deploy-at-once.test.ts` },
      { file: `${scheduling}/late-walk.test.ts` },
      { file: `${scheduling}/deploy/route-stage.test.ts` },
    ],
    'rollback to a release whose files were deleted by hand': [{ file: damaged, name: /deleted by hand/ }],
  },
  export: {
    'imported models of scikit-learn and LightGBM, exported': [{ file: onnxExport, name: /1,000 rows/ }],
    'an exported model in ONNX that crashes': [{ file: onnxExport, name: /when its model crashes/ }],
  },
};

export const { verifyTested, testedPart } = testedParts({ claims: serveClaims, tests: testsOfClaims });
