/** Documentation of the step: what is counted and how it is weighed. */
export const vectoriseDoc = `Each text becomes a row of numbers, one column for each **term**: a word of two letters or more, a run of neighbouring words, or a run of characters (of the whole text, or inside words with a space at both ends).

- **TF-IDF**: the count of the term times ln((1 + texts) / (1 + texts with the term)) + 1, so that words that stand everywhere count little; the formula of scikit-learn. The terms are the most frequent ones of the **train rows**.
- **Hashing**: counts by bucket; the bucket of a term is taken from its MD5. Nothing is learned, new words count too, and several terms may share a bucket.

With *unit length* each row is divided by its length. A missing text has none of the terms. The text column goes, unless it is kept.

One and the same function does this for tables and for requests. Logistic regression on TF-IDF is a good first text classifier: words alone are fast; runs of 1 to 2 words or of 3 to 5 characters are often better.`;
