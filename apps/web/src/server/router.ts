import { listUsersUseCase, listWorkersUseCase } from './admin/admin';
import { betterRunsUseCase, previewBisectUseCase } from './bisects/prepare';
import { cancelBisectUseCase, getBisectUseCase, startBisectUseCase, takeBackUseCase } from './bisects/search';
import { deployCandidateUseCase } from './candidates/deploy-candidate';
import { explainCandidateUseCase, findExplainedUseCase } from './candidates/explain-candidate';
import { exportCandidateUseCase, findExportUseCase } from './candidates/export-candidate';
import { listCandidatesUseCase } from './candidates/list-candidates';
import { previewDeploymentUseCase } from './candidates/preview-deployment';
import { proposeDestinationUseCase } from './candidates/propose-destination';
import { compareBatchesUseCase } from './datasets/compare-tables';
import { datasetFactsUseCase } from './datasets/dataset-facts';
import { datasetTablesUseCase } from './datasets/dataset-tables';
import {
  decideBatchUseCase,
  deleteDatasetUseCase,
  getDatasetUseCase,
  listDatasetsUseCase,
  renameDatasetUseCase,
} from './datasets/dataset-use-cases';
import { ignoredFindingsUseCase, ignoreFindingUseCase, mindFindingUseCase } from './datasets/findings';
import { lookCloserUseCase } from './datasets/look-closer';
import { qualityHistoryUseCase } from './datasets/quality-history';
import { cancelDeploymentUseCase } from './endpoints/cancel-deployment';
import { configureEndpointUseCase } from './endpoints/configure-endpoint';
import { deployAgainUseCase } from './endpoints/deploy-again';
import { runDeploymentUseCase } from './endpoints/endpoint-of-run';
import {
  endpointBoardUseCase,
  endpointProcessesUseCase,
  getEndpointUseCase,
  listEndpointsUseCase,
  sampleRowUseCase,
  testEndpointUseCase,
} from './endpoints/endpoint-use-cases';
import { getDeploymentUseCase } from './endpoints/get-deployment';
import { makeLiveUseCase } from './endpoints/make-live';
import { moveRolloutUseCase } from './endpoints/move-rollout';
import { overrideDeploymentUseCase } from './endpoints/override-deployment';
import { precomputedScoresUseCase } from './endpoints/precomputed-scores';
import { rollBackUseCase } from './endpoints/roll-back';
import { endpointRolloutsUseCase } from './endpoints/rollouts';
import { decideLettersUseCase, decideLetterUseCase } from './events/decide-letter';
import { deadLettersUseCase, timelineUseCase, topicsUseCase } from './events/timeline';
import {
  createTriggerUseCase,
  deleteTriggerUseCase,
  listTriggersUseCase,
  switchTriggerUseCase,
} from './events/topic-triggers';
import { compareDetailsUseCase, compareRunsUseCase, readSeriesUseCase } from './experiments/compare-runs';
import {
  countRunsUseCase,
  describeRunsUseCase,
  listTrialsUseCase,
  orderRunsUseCase,
  readRunsUseCase,
} from './experiments/list-runs';
import { getLoggedRunUseCase, listRunFilesUseCase, trackingAddressUseCase } from './experiments/logged-run';
import { deleteViewUseCase, keepViewUseCase, listViewsUseCase } from './experiments/saved-views';
import { deleteFeatureViewUseCase } from './features/delete-view';
import { getFeatureViewUseCase, listFeatureViewsUseCase, lookUpEntityUseCase } from './features/feature-views';
import { homeUseCase } from './home/home';
import { createKeyUseCase, listKeysUseCase, revokeKeyUseCase } from './keys/api-keys';
import { changeRoleUseCase } from './members/change-role';
import { inviteMemberUseCase } from './members/invite-member';
import { listMembersUseCase } from './members/list-members';
import { withdrawInvitationUseCase } from './members/withdraw-invitation';
import { askModelTestsUseCase } from './models/ask-model-tests';
import { cardHistoryUseCase, saveCardTextUseCase } from './models/card-use-cases';
import {
  changeModelTestUseCase,
  createModelTestUseCase,
  deleteModelTestUseCase,
  listModelTestsUseCase,
  modelTestNamesUseCase,
} from './models/model-tests';
import { getModelUseCase, listModelsUseCase } from './models/model-use-cases';
import { modelVersionUseCase } from './models/model-version';
import { testOfPredictionUseCase } from './models/test-of-prediction';
import { testedModelUseCase } from './models/tested-model';
import { endpointMonitoringUseCase, monitoringOverviewUseCase } from './monitoring/monitoring-use-cases';
import { createPipelineUseCase } from './pipelines/create-pipeline';
import { createStarterUseCase } from './pipelines/create-starter';
import { deletePipelineUseCase } from './pipelines/delete-pipeline';
import { getPipelineUseCase } from './pipelines/get-pipeline';
import { listPipelinesUseCase } from './pipelines/list-pipelines';
import { openDocumentRoutingUseCase } from './pipelines/open-document-routing';
import {
  addPipelineClockUseCase,
  pipelineStartsUseCase,
  removePipelineClockUseCase,
  switchPipelineClockUseCase,
} from './pipelines/pipeline-starts';
import { previewStepUseCase } from './pipelines/preview-step';
import { renamePipelineUseCase } from './pipelines/rename-pipeline';
import { savePipelineUseCase } from './pipelines/save-pipeline';
import { getVersionUseCase, listVersionsUseCase, nameVersionUseCase } from './pipelines/versions';
import { passportUseCase } from './predictions/passport';
import { listRequestsUseCase, requestFiltersUseCase } from './predictions/requests';
import { countScoresUseCase, listScoresUseCase, touchedByBatchUseCase } from './predictions/scores';
import { createProjectUseCase } from './projects/create-project';
import { getProjectUseCase } from './projects/get-project';
import { listProjectsUseCase } from './projects/list-projects';
import { renameProjectUseCase } from './projects/rename-project';
import { cancelRunUseCase } from './runs/cancel-run';
import { finishStepUseCase } from './runs/finish-step';
import { followRowUseCase, runsOfTableUseCase } from './runs/follow-row';
import { getRunUseCase } from './runs/get-run';
import { listRunsUseCase } from './runs/list-runs';
import { readAheadUseCase } from './runs/read-ahead';
import {
  readAssociationsUseCase,
  readJsonUseCase,
  readPairUseCase,
  readProfileUseCase,
  readTableUseCase,
} from './runs/read-artifact';
import { readFitUseCase } from './runs/read-fit';
import { readLogsUseCase } from './runs/read-logs';
import { readSlotsUseCase } from './runs/read-slots';
import { readSpreadUseCase } from './runs/read-spread';
import { planRunUseCase, startRunUseCase } from './runs/start-run';
import { watchRunUseCase } from './runs/watch-run';
import { whyFailedUseCase } from './runs/why-failed';
import { cancelBatchUseCase, listBatchesUseCase, scoreAgainUseCase } from './scoring/batch-use-cases';
import { startBatchUseCase } from './scoring/start-batch';
import { deleteSecretUseCase, listSecretsUseCase, setSecretUseCase } from './secrets/secret-use-cases';
import { getSourceUseCase, listSourcesUseCase } from './sources/read-sources';
import { countReplayUseCase, replaySourceUseCase } from './sources/replay-source';
import { addSourceClockUseCase, removeSourceClockUseCase, switchSourceClockUseCase } from './sources/source-clocks';
import {
  createSourceUseCase,
  deleteSourceUseCase,
  pauseSourceUseCase,
  runSourceUseCase,
  testSourceUseCase,
  updateSourceUseCase,
  watchRootsUseCase,
} from './sources/source-use-cases';
import { runLedgerUseCase, splitOfTableUseCase, verifySplitUseCase } from './splits/split-use-cases';
import {
  changeStreamUseCase,
  createStreamUseCase,
  deleteStreamUseCase,
  listStreamsUseCase,
} from './streams/score-streams';
import { sendSamplesUseCase } from './streams/send-samples';
import { accountMutation, accountQuery, mutation, query, router, stream } from './trpc';

/** Everything the browser can ask for; each procedure carries the right it needs in its meta. */
export const appRouter = router({
  home: query(homeUseCase),
  projects: router({
    list: accountQuery(listProjectsUseCase),
    create: accountMutation(createProjectUseCase),
    get: query(getProjectUseCase),
    rename: mutation(renameProjectUseCase),
  }),
  members: router({
    list: query(listMembersUseCase),
    invite: mutation(inviteMemberUseCase),
    withdrawInvitation: mutation(withdrawInvitationUseCase),
    changeRole: mutation(changeRoleUseCase),
  }),
  keys: router({
    list: query(listKeysUseCase),
    create: mutation(createKeyUseCase),
    revoke: mutation(revokeKeyUseCase),
  }),
  datasets: router({
    list: query(listDatasetsUseCase),
    tables: query(datasetTablesUseCase),
    facts: query(datasetFactsUseCase),
    get: query(getDatasetUseCase),
    rename: mutation(renameDatasetUseCase),
    delete: mutation(deleteDatasetUseCase),
    history: query(qualityHistoryUseCase),
    compare: query(compareBatchesUseCase),
    ignored: query(ignoredFindingsUseCase),
    ignoreFinding: mutation(ignoreFindingUseCase),
    mindFinding: mutation(mindFindingUseCase),
    decide: mutation(decideBatchUseCase),
    lookCloser: mutation(lookCloserUseCase),
  }),
  sources: router({
    list: query(listSourcesUseCase),
    get: query(getSourceUseCase),
    create: mutation(createSourceUseCase),
    change: mutation(updateSourceUseCase),
    pause: mutation(pauseSourceUseCase),
    delete: mutation(deleteSourceUseCase),
    run: mutation(runSourceUseCase),
    test: mutation(testSourceUseCase),
    watchRoots: query(watchRootsUseCase),
    countReplay: query(countReplayUseCase),
    replay: mutation(replaySourceUseCase),
    addClock: mutation(addSourceClockUseCase),
    switchClock: mutation(switchSourceClockUseCase),
    removeClock: mutation(removeSourceClockUseCase),
  }),
  secrets: router({
    list: query(listSecretsUseCase),
    set: mutation(setSecretUseCase),
    delete: mutation(deleteSecretUseCase),
  }),
  artifacts: router({
    table: query(readTableUseCase),
    profile: query(readProfileUseCase),
    associations: query(readAssociationsUseCase),
    pair: query(readPairUseCase),
    json: query(readJsonUseCase),
  }),
  pipelines: router({
    list: query(listPipelinesUseCase),
    get: query(getPipelineUseCase),
    create: mutation(createPipelineUseCase),
    createStarter: mutation(createStarterUseCase),
    openDocumentRouting: mutation(openDocumentRoutingUseCase),
    save: mutation(savePipelineUseCase),
    rename: mutation(renamePipelineUseCase),
    delete: mutation(deletePipelineUseCase),
    starts: query(pipelineStartsUseCase),
    addClock: mutation(addPipelineClockUseCase),
    switchClock: mutation(switchPipelineClockUseCase),
    removeClock: mutation(removePipelineClockUseCase),
    previewStep: query(previewStepUseCase),

    versions: query(listVersionsUseCase),
    version: query(getVersionUseCase),
    nameVersion: mutation(nameVersionUseCase),
  }),
  bisects: router({
    better: query(betterRunsUseCase),
    preview: query(previewBisectUseCase),
    start: mutation(startBisectUseCase),
    get: query(getBisectUseCase),
    cancel: mutation(cancelBisectUseCase),
    takeBack: mutation(takeBackUseCase),
  }),
  runs: router({
    plan: query(planRunUseCase),
    start: mutation(startRunUseCase),
    list: query(listRunsUseCase),
    get: query(getRunUseCase),
    cancel: mutation(cancelRunUseCase),
    finishStep: mutation(finishStepUseCase),
    fit: query(readFitUseCase),
    logs: query(readLogsUseCase),
    whyFailed: query(whyFailedUseCase),
    slots: query(readSlotsUseCase),
    spread: query(readSpreadUseCase),
    ahead: query(readAheadUseCase),
    ofTable: query(runsOfTableUseCase),
    followRow: query(followRowUseCase),
    watch: stream(watchRunUseCase),
  }),
  candidates: router({
    list: query(listCandidatesUseCase),
    preview: query(previewDeploymentUseCase),
    destination: query(proposeDestinationUseCase),
    deploy: mutation(deployCandidateUseCase),
    exportOnnx: mutation(exportCandidateUseCase),
    exported: query(findExportUseCase),
    explain: mutation(explainCandidateUseCase),
    explained: query(findExplainedUseCase),
  }),
  experiments: router({
    order: query(orderRunsUseCase),
    count: query(countRunsUseCase),
    columns: query(describeRunsUseCase),
    rows: query(readRunsUseCase),
    trials: query(listTrialsUseCase),
    compare: query(compareRunsUseCase),
    details: query(compareDetailsUseCase),
    series: query(readSeriesUseCase),
    run: query(getLoggedRunUseCase),
    files: query(listRunFilesUseCase),
    address: query(trackingAddressUseCase),
    views: query(listViewsUseCase),
    keepView: mutation(keepViewUseCase),
    deleteView: mutation(deleteViewUseCase),
  }),
  splits: router({
    ofTable: query(splitOfTableUseCase),
    verify: query(verifySplitUseCase),
    ledger: query(runLedgerUseCase),
  }),
  models: router({
    list: query(listModelsUseCase),
    get: query(getModelUseCase),
    version: query(modelVersionUseCase),
    cardHistory: query(cardHistoryUseCase),
    saveCardText: mutation(saveCardTextUseCase),
  }),
  modelTests: router({
    list: query(listModelTestsUseCase),
    names: query(modelTestNamesUseCase),
    tested: query(testedModelUseCase),
    ask: query(askModelTestsUseCase),
    ofPrediction: query(testOfPredictionUseCase),
    create: mutation(createModelTestUseCase),
    change: mutation(changeModelTestUseCase),
    delete: mutation(deleteModelTestUseCase),
  }),
  endpoints: router({
    list: query(listEndpointsUseCase),
    board: query(endpointBoardUseCase),
    get: query(getEndpointUseCase),
    processes: query(endpointProcessesUseCase),
    precomputed: query(precomputedScoresUseCase),
    configure: mutation(configureEndpointUseCase),
    rollBack: mutation(rollBackUseCase),
    deployAgain: mutation(deployAgainUseCase),
    makeLive: mutation(makeLiveUseCase),
    override: mutation(overrideDeploymentUseCase),
    cancelDeployment: mutation(cancelDeploymentUseCase),
    deployment: query(getDeploymentUseCase),
    ofRun: query(runDeploymentUseCase),
    sampleRow: query(sampleRowUseCase),
    test: mutation(testEndpointUseCase),
  }),
  rollouts: router({
    ofEndpoint: query(endpointRolloutsUseCase),
    move: mutation(moveRolloutUseCase),
  }),
  batches: router({
    list: query(listBatchesUseCase),
    start: mutation(startBatchUseCase),
    cancel: mutation(cancelBatchUseCase),
    again: mutation(scoreAgainUseCase),
  }),
  streams: router({
    list: query(listStreamsUseCase),
    create: mutation(createStreamUseCase),
    change: mutation(changeStreamUseCase),
    delete: mutation(deleteStreamUseCase),
    sendSamples: mutation(sendSamplesUseCase),
  }),
  featureViews: router({
    list: query(listFeatureViewsUseCase),
    get: query(getFeatureViewUseCase),
    lookUp: query(lookUpEntityUseCase),
    delete: mutation(deleteFeatureViewUseCase),
  }),
  events: router({
    timeline: query(timelineUseCase),
    topics: query(topicsUseCase),
    deadLetters: query(deadLettersUseCase),
    decideLetter: mutation(decideLetterUseCase),
    decideLetters: mutation(decideLettersUseCase),
  }),
  triggers: router({
    list: query(listTriggersUseCase),
    create: mutation(createTriggerUseCase),
    switch: mutation(switchTriggerUseCase),
    delete: mutation(deleteTriggerUseCase),
  }),
  monitoring: router({ overview: query(monitoringOverviewUseCase), endpoint: query(endpointMonitoringUseCase) }),
  predictions: router({
    passport: query(passportUseCase),
    ofBatch: query(touchedByBatchUseCase),
    list: query(listScoresUseCase),
    counts: query(countScoresUseCase),
    requests: query(listRequestsUseCase),
    filters: query(requestFiltersUseCase),
  }),
  admin: router({ users: accountQuery(listUsersUseCase), workers: accountQuery(listWorkersUseCase) }),
});

export type AppRouter = typeof appRouter;
