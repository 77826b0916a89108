/**
 * Errors are split by who has to do something about them. Every message says what happened and what it means;
 * `next` says what to do. None of them ever carries a secret.
 */
export abstract class FirebreakError extends Error {
  /** What the reader should do now, as one sentence. */
  readonly next: string | undefined;

  constructor(message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.next = options.next;
  }
}

/** One thing that is wrong with what was sent: where (`detail.severity`, `data/policy.yml:4`), and what to write instead. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** What a person typed or a sender sent is wrong. The sender has to change it. */
export class InputError extends FirebreakError {
  readonly problems: readonly Problem[];

  constructor(message: string, options: { problems?: readonly Problem[]; next?: string; cause?: unknown } = {}) {
    super(message, options);
    this.problems = options.problems ?? [];
  }
}

/** The person may not do this, or policy forbids it. Nothing was changed. */
export class RefusedError extends FirebreakError {}

/** There is no such thing, or this person may not know that there is: both get the same answer. */
export class NotFoundError extends FirebreakError {}

/** The team's files or the settings are wrong. The operator has to mend them; the program does not start. */
export class ConfigurationError extends FirebreakError {
  readonly problems: readonly Problem[];

  constructor(message: string, options: { problems?: readonly Problem[]; next?: string; cause?: unknown } = {}) {
    super(message, options);
    this.problems = options.problems ?? [];
  }
}

/** What a decision rested on has changed in the meantime. The decision has to be made again; nothing was written. */
export class StaleError extends FirebreakError {}

/** The job in whose name it was to be written is somebody else's by now. Deciding again does not help; nothing was written. */
export class PassedOnError extends StaleError {}

/** The store could not be written or read: disk full, file damaged, locked for too long. Nothing of the unit of work was written. */
export class StoreError extends FirebreakError {}

/** A vendor refused, failed, or did not answer in time. */
export class ConnectorError extends FirebreakError {
  readonly vendor: string;
  /** HTTP status of the vendor's answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the vendor asked us to wait. */
  readonly retryAfter: number | undefined;
  /** True when no answer came: the vendor may or may not have done it. Never to be read as "it failed". */
  readonly unknown: boolean;

  constructor(
    vendor: string,
    message: string,
    options: {
      status?: number;
      retryable: boolean;
      retryAfter?: number;
      unknown?: boolean;
      next?: string;
      cause?: unknown;
    },
  ) {
    super(message, options);
    this.vendor = vendor;
    this.status = options.status;
    this.retryable = options.retryable;
    this.retryAfter = options.retryAfter;
    this.unknown = options.unknown ?? false;
  }
}
