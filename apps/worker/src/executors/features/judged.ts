import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { TargetTask } from '@millrace/pipeline-core/release';
import type { Catalog } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import type { ExecutorJob } from '../executor';

export type SelectJob = ExecutorJob<z.output<Catalog['select-features']['params']>>;
export type JudgedTarget = { column: StoredColumn; task: TargetTask; classes: string[] | null };
export type Judged = { columns: readonly StoredColumn[]; target: JudgedTarget | null };

/** SQL of a cell as a number, missing as NULL. */
export function numberSql({ name, sqlType }: StoredColumn): string {
  return `CAST(${entrySql(name, sqlType)} AS DOUBLE)`;
}
