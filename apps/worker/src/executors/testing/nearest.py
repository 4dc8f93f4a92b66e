from millrace import features, inputs, keep_model, metric, target


class Nearest:
    """Each class by the mean of its rows, feature by feature; a share by how near it is."""

    def fit(self, rows, labels):
        self.classes_ = sorted(set(labels))
        self.means = {}
        for name in self.classes_:
            own = [row for row, label in zip(rows, labels) if label == name]
            self.means[name] = {key: mean_of([row[key] for row in own]) for key in features}
        return self

    def predict_proba(self, rows):
        return [shares_of([self.far(row, name) for name in self.classes_]) for row in rows]

    def predict(self, rows):
        return [self.classes_[row.index(max(row))] for row in self.predict_proba(rows)]

    def far(self, row, name):
        mean = self.means[name]
        return sum((row[key] - mean[key]) ** 2 for key in row if isinstance(row[key], float) and mean[key] is not None)


def mean_of(cells):
    known = [cell for cell in cells if isinstance(cell, float)]
    return sum(known) / len(known) if known else None


def shares_of(distances):
    near = [1 / (EPSILON + distance) for distance in distances]
    return [one / sum(near) for one in near]


EPSILON = 1e-6
rows = inputs.rows("train")
model = Nearest().fit(rows, [row[target] for row in rows])
metric("train rows", len(rows))
keep_model(model)
