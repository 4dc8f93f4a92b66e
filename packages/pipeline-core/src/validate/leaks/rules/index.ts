import type { LeakRule } from '../leak';
import { balancedTestRows } from './balanced-test-rows';
import { chosenOnTest } from './chosen-on-test';
import { currentValuesJoined } from './current-values-joined';
import { duplicateRows } from './duplicate-rows';
import { duplicatesDroppedLate } from './duplicates-dropped-late';
import { fitBeforeSplit } from './fit-before-split';
import { groupOverlap } from './group-overlap';
import { idAsFeature } from './id-as-feature';
import { knownAfterwards } from './known-afterwards';
import { randomSplitOfTime } from './random-split-of-time';
import { rowsRepeated } from './rows-repeated';
import { seesFuture } from './sees-future';
import { statisticsOfAllRows } from './statistics-of-all-rows';
import { targetInFeature } from './target-in-feature';
import { targetRebuilt } from './target-rebuilt';
import { targetStatistic } from './target-statistic';
import { tellsTarget } from './tells-target';

/** All rules, in the order in which their findings are listed. */
export const leakRules: readonly LeakRule[] = [
  targetInFeature,
  targetStatistic,
  targetRebuilt,
  seesFuture,
  tellsTarget,
  knownAfterwards,
  fitBeforeSplit,
  statisticsOfAllRows,
  groupOverlap,
  randomSplitOfTime,
  duplicateRows,
  duplicatesDroppedLate,
  rowsRepeated,
  balancedTestRows,
  currentValuesJoined,
  chosenOnTest,
  idAsFeature,
];
