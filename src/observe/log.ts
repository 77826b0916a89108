import pino, { type DestinationStream } from 'pino';
import { FirebreakError } from '../core/errors.ts';

/** A fixed sentence and fields, with what was thrown as `error`; the shape that kit/log.ts asks for. */
type Write = (fields: object, sentence: string) => void;
export interface PinoLog {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export interface LogOptions {
  /** Where lines go. */
  readonly to: { write(line: string): unknown };
  /** JSON, one object per line, for machines; `lines` for a person at a terminal. */
  readonly as: 'json' | 'lines';
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Every line goes through it, whole, so that nothing can be forgotten. */
  readonly redact: (text: string) => string;
}

/** Names of fields that are never written, wherever one forgot that they hold a secret. */
const secretFields = ['authorization', 'cookie', 'password', 'secret', 'token', 'rawBody'];

/** The log of the program: levels and fields by pino, secrets taken out of every line, errors with what to do next and their causes. */
export function createLog({ to, as, level, redact }: LogOptions): PinoLog {
  const stream: DestinationStream = { write: (line) => void to.write(redact(as === 'json' ? line : readable(line))) };
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      errorKey: 'error',
      serializers: { error: describe },
      redact: { paths: [...secretFields, ...secretFields.map((name) => `*.${name}`)], censor: '[not written]' },
    },
    stream,
  );
  return {
    debug: (fields, sentence) => logger.debug(fields, sentence),
    info: (fields, sentence) => logger.info(fields, sentence),
    warn: (fields, sentence) => logger.warn(fields, sentence),
    error: (fields, sentence) => logger.error(fields, sentence),
  };
}

/** An error with its reason and what to do; of its causes only name and words, since SDKs hang whole requests on their errors. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name,
    message: error.message,
    ...(error instanceof FirebreakError && error.next !== undefined && { next: error.next }),
    ...(depth === 0 && { stack: error.stack }),
    ...(error.cause !== undefined && depth < 4 && { cause: describe(error.cause, depth + 1) }),
  };
}

/** `12:03:04 warn  a connector refused  vendor=okta status=403` */
function readable(line: string): string {
  const { time, level, message, error, ...fields } = JSON.parse(line);
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const why = error === undefined ? '' : `\n         ${error.message ?? JSON.stringify(error)}${error.next === undefined ? '' : ` ${error.next}`}`;
  return `${[String(time).slice(11, 19), String(level).padEnd(5), message, ...(rest.length > 0 ? [` ${rest.join(' ')}`] : [])].join(' ')}${why}\n`;
}
