/** Documentation of the step: methods and where their formulas come from. */
export const encodeDoc = `- **One-hot**: a column of 0 and 1 for each of the most frequent categories; with *other*, one more for the rest, unseen and missing ones.
- **Ordinal**: the rank by frequency, 0 for the most frequent; unseen and missing ones are -1.
- **Frequency**: the share of train rows with that category; unseen and missing ones are 0.
- **Hashing**: a column of 0 and 1 for each bucket; the bucket of a category is taken from its MD5, so nothing is learned and new categories have one, too. Missing ones are all 0.
- **Mean of the target**: how high the target is on average in that category, drawn to the overall mean by *smoothing*: (sum + smoothing × mean) / (rows + smoothing), after Micci-Barreca (2001). With more than two classes there is a column for the share of each but the most frequent; unseen and missing categories get the overall mean.

A row must not meet its own label again in a feature. So train rows are cut into seeded **folds**, and each is encoded by the labels of the other folds; validation and test rows and requests get what all train rows say.

Categories are learned from train rows only. The source column is replaced. Without named columns every text column among the features is encoded.`;
