import type { ColumnType } from '../schema/column-type';

/** Tensor of the Open Inference Protocol that a field is sent as; -1: as many as there are. */
export type TensorType = { datatype: 'FP64' | 'INT64' | 'BOOL' | 'BYTES'; shape: readonly number[] };

/** What an endpoint says of its inputs; lists and sparse vectors are sent as JSON text. */
export function tensorType(type: ColumnType): TensorType {
  switch (type) {
    case 'number':
      return { datatype: 'FP64', shape: [-1] };
    case 'integer':
      return { datatype: 'INT64', shape: [-1] };
    case 'boolean':
      return { datatype: 'BOOL', shape: [-1] };
    case 'vector':
      return { datatype: 'FP64', shape: [-1, -1] };
    case 'text':
    case 'date':
    case 'timestamp':
    case 'list':
    case 'sparse':
    case 'bytes':
      return { datatype: 'BYTES', shape: [-1] };
  }
}
