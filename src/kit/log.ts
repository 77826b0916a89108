/** A fixed sentence and fields, never anybody's text in the sentence. Secrets are redacted by the implementation. */
export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}
