/** A refusal in Slack's own words: what the Web API answers as `{"ok":false,"error":code,…}`. */
export class SlackError extends Error {
  readonly code: string;
  /** Further fields of the answer: `needed`, `provided`, `response_metadata`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.fields = fields;
  }
}

/** A refusal that says where: `must be less than 76 characters [json-pointer:/blocks/0/text/text]`. */
export function refusedAt(code: string, problems: readonly string[]): SlackError {
  return new SlackError(code, { errors: problems, response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } });
}

/** More calls than Slack allows: HTTP 429 with `Retry-After`. */
export class RateLimited extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`ratelimited: try again in ${retryAfterSeconds} s`);
    this.name = 'RateLimited';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
