/** Documentation of the step: what each method measures. */
export const selectDoc = `All scores are learned from **train rows**. The table keeps the features that are worth it and every column that is no feature; the second output is the **ranking**, with a reason for each.

- **Mutual information**: how much knowing the feature tells about the target, in nats (Shannon 1948), less what chance alone makes of it (Miller 1955). Any type, any shape of relation.
- **Chi-squared**: Pearson's test of the table of counts of feature and target. Ranked by p, so that many categories are no advantage.
- **ANOVA F**: whether the mean of a number differs between classes (Fisher 1925); for a number as the target, the test of the straight line through both.
- **Correlation**: Pearson's r with the target, without its sign; of several classes the one with the largest. A number that is *most alike* a better one goes.
- **Variance**: how much a number varies at all; needs no target. Scale numbers before, or the unit decides.
- **Importance in boosted trees**: the share of the gain that 100 small trees find in it.

For the first two, numbers with more than ten different values are cut into ten bins at quantiles; a missing cell is a value of its own. What a method cannot judge stays, and the ranking says so.`;
