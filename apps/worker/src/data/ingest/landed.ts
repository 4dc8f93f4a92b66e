import type { TableMeta } from '@millrace/pipeline-core/features';
import type { ContractColumn } from '@millrace/pipeline-core/sources';
import type { DuckSession } from '../duckdb';
import type { FileFormat, LandReport } from './land-report';
import type { UnpackBudget } from './unpacked-size';

export type LandOptions = {
  session: DuckSession;
  /** The raw file, untrusted, in a folder the session may read. */
  path: string;
  /** Original name: its ending helps to tell formats apart. */
  name: string;
  /** Folder for temporary files and the table. */
  folder: string;
  format?: FileFormat;
  delimiter?: string;
  header?: boolean;
  signal?: AbortSignal;
  /** The archive the file came out of: but for gzip files in a zip, archives within archives are refused. */
  packedIn?: { name: string; kind: 'gzip' | 'zip' };
  /**
   * The file is a zip that a source has gathered, of objects as they came. One that cannot be read is listed, and those
   * that can land; columns may differ. The format is that of each, null where it is found out. With the columns of the
   * batch before, objects none of which can be read become an empty one, which lists them.
   */
  gathered?: { format: FileFormat | null; columns?: readonly ContractColumn[] };
  /** What the archive may still unpack to: what is packed in the file counts against it. */
  budget?: UnpackBudget;
  /** Columns whose cells stay texts, whatever they look like. */
  asText?: ReadonlySet<string>;
  /** Reads a text file record by record even where it is clean: tests compare this with the quick way. */
  exact?: boolean;
  log?: LandLog;
};

/** Hears what is done in another way than usual, for those who look after Millrace. */
export type LandLog = (level: 'debug', text: string) => void;

export type Landed = { table: string; meta: TableMeta; report: LandReport };

/** Lands a file that came out of another one. */
export type LandInner = (options: LandOptions) => Promise<Landed>;
