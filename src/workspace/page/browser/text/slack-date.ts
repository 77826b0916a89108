const day = 86_400_000;

interface Reading {
  readonly timezone: string;
  readonly now: Date;
}

/**
 * A date of a message as its reader's clock says it. Tokens it does not know stay as they are written.
 * Source: docs.slack.dev, "Formatting message text", date formatting.
 * @param seconds since 1970
 */
export function spellDate(seconds: number, format: string, { timezone, now }: Reading): string {
  const at = new Date(seconds * 1000);
  const show = (options: Intl.DateTimeFormatOptions, locale = 'en-GB') =>
    new Intl.DateTimeFormat(locale, { timeZone: timezone, ...options }).format(at);
  const pretty = (written: string) => relativeDay(at, now, timezone) ?? written;
  const short = () => show({ day: 'numeric', month: 'short', year: 'numeric' });
  const long = () => show({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const plain = () => show({ day: 'numeric', month: 'long', year: 'numeric' });
  const spelled: Readonly<Record<string, () => string>> = {
    date_num: () => show({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: () => pretty(plain()),
    date_short_pretty: () => pretty(short()),
    date_long_pretty: () => pretty(long()),
    date_slash: () => show({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    time: () => show({ hour: '2-digit', minute: '2-digit' }),
    time_secs: () => show({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    ago: () => ago(at, now),
  };
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => (Object.hasOwn(spelled, token) ? (spelled[token]?.() ?? whole) : whole));
}

/** `yesterday`, `today`, `tomorrow`, or undefined for any other day. */
export function relativeDay(at: Date, now: Date, timezone: string): string | undefined {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' });
  const found = (
    [
      [0, 'today'],
      [-day, 'yesterday'],
      [day, 'tomorrow'],
    ] as const
  ).find(([offset]) => date.format(new Date(now.getTime() + offset)) === date.format(at));
  return found?.[1];
}

function ago(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 60 * 24) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 60 / 24), 'day');
}
