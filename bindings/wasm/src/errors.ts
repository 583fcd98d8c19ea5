/** What went wrong in an input of several parts, such as an imported file. */
export interface Problem {
  line?: number;
  column?: string | number;
  code: string;
  sentence: string;
}

/** The kinds of errors, the same as in brygga.h; `can_retry` says whether trying again may help. */
export type ErrorKind =
  | 'invalid'
  | 'not_found'
  | 'refused'
  | 'corrupt'
  | 'too_large'
  | 'too_new'
  | 'storage'
  | 'storage_full'
  | 'offline'
  | 'conflict'
  | 'busy'
  | 'internal';

/** An error as it travels between page and workers: the "error" of the core's JSON. */
export interface ErrorText {
  code: string;
  kind: ErrorKind;
  sentence: string;
  sentence_sv?: string;
  field?: string;
  can_retry: boolean;
  problems?: Problem[];
  problems_count?: number;
}

/** What every promise here is rejected with. */
export class BryggaError extends Error {
  /** What it was exactly: "not_enrolled". */
  readonly code: string;
  readonly kind: ErrorKind;
  /** For people, in English; `sentenceSv` in Swedish, where there is one. */
  readonly sentence: string;
  readonly sentenceSv: string;
  /** The field of the input that is meant; empty when it is none. */
  readonly field: string;
  readonly canRetry: boolean;
  /** Where an input has several problems, the first of them. */
  readonly problems: readonly Problem[];
  readonly problemsCount: number;

  constructor(error: ErrorText) {
    super(error.sentence);
    this.name = 'BryggaError';
    this.code = error.code;
    this.kind = error.kind;
    this.sentence = error.sentence;
    this.sentenceSv = error.sentence_sv ?? error.sentence;
    this.field = error.field ?? '';
    this.canRetry = error.can_retry;
    this.problems = error.problems ?? [];
    this.problemsCount = error.problems_count ?? this.problems.length;
  }
}
