import type { Figure } from '../../ground/figures';
import type { ProcessFacts, ServedRelease } from '../releases/served-release';

/** Model processes in figures, for Prometheus. Two projects may have models of one name, so their releases are told apart by id. */
export function processFigures(loaded: readonly Pick<ServedRelease, 'id' | 'model' | 'number' | 'own'>[]): Figure[] {
  const apart = loaded.flatMap(({ id, model, number, own }) =>
    own === undefined ? [] : [{ labels: { model, version: String(number), release: id }, facts: own.facts() }],
  );
  const values = (read: (facts: ProcessFacts) => number | null) =>
    apart.flatMap(({ labels, facts }) => {
      const value = read(facts);
      return value === null ? [] : [{ labels, value }];
    });
  return [
    {
      name: 'millrace_model_process_restarts_total',
      type: 'counter',
      help: 'How often the process of a release was started anew after it had ended by itself.',
      values: values(({ restarts }) => restarts),
    },
    {
      name: 'millrace_model_process_resident_bytes',
      type: 'gauge',
      help: 'Resident memory of the process of a release.',
      values: values(({ bytes }) => bytes),
    },
    {
      name: 'millrace_model_process_batches_total',
      type: 'counter',
      help: 'Messages with rows that the process of a release was sent, by how many rows were in them.',
      values: apart.flatMap(({ labels, facts: { batches } }) =>
        Object.entries(batches).map(([rows, value]) => ({ labels: { ...labels, rows }, value })),
      ),
    },
    {
      name: 'millrace_model_process_rows_total',
      type: 'counter',
      help: 'Rows that the process of a release was sent.',
      values: values(({ rows }) => rows),
    },
    {
      name: 'millrace_model_process_info',
      type: 'gauge',
      help: 'Processes of releases: their id and state.',
      values: apart.flatMap(({ labels, facts: { pid, state } }) =>
        pid === null ? [] : [{ labels: { ...labels, pid: String(pid), state }, value: 1 }],
      ),
    },
  ];
}
