import { Untrusted } from '../core/untrusted.ts';

/**
 * The same value with the secrets taken out of every string in it, however deep. It stands at each door by which words come in (deliveries, commands,
 * forms, the terminal), so that nothing behind a door has to think of it.
 */
export function withoutSecrets<Value>(value: Value, redact: (text: string) => string): Value {
  return cleaned(value, redact) as Value;
}

function cleaned(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (value instanceof Untrusted) return Untrusted.of(redact(value.raw()));
  if (Array.isArray(value)) return value.map((item) => cleaned(item, redact));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleaned(item, redact)]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
