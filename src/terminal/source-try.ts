import { readFileSync } from 'node:fs';
import { InputError, NotFoundError } from '../core/errors.ts';
import { keyOf } from '../core/observable.ts';
import { counted } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { readDelivery } from '../kit/read-delivery.ts';

/** `source try <source> <file>`: the alerts that a payload becomes. Nothing is stored, nothing is checked but the payload. */
export function sourceTry(bot: Bot, id: string, file: string): Answer {
  const source = bot.catalogue.sources.get(id);
  if (!source) throw new NotFoundError(`There is no source ${id}.`, { next: `Known: ${[...bot.catalogue.sources.keys()].join(', ')}.` });
  const read = readDelivery(source, {
    rawBody: bytesOf(file),
    headers: {},
    receivedAt: bot.now(),
    options: bot.files.sourceOptions?.get(id),
    redact: bot.redact,
  });
  if ('problems' in read) throw new InputError(`${source.title} cannot read ${file}.`, { problems: read.problems });
  const parts = read.alerts.flatMap((alert, index): Part[] => [
    { heading: `Alert ${index + 1}` },
    {
      facts: [
        ['Title', alert.title],
        ['Rule', alert.rule],
        ['Nature', `${alert.nature}, ${alert.status}`],
        ['Severity', `${alert.severity} of 100`],
        ['Happened', { at: alert.happenedAt }],
        ['Did', `${alert.activity}, ${alert.outcome}`],
        ['ATT&CK', alert.attacks.join(', ') || 'none named'],
      ],
    },
    { list: alert.observables.map((observable) => `${keyOf(observable)} (${observable.role})`) },
  ]);
  return answer(`${counted(read.alerts.length, 'alert')} from ${source.title}`, parts, { alerts: read.alerts });
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new InputError(`${file} cannot be read.`, { next: 'Give the path of a file with one payload as the vendor sends it.', cause });
  }
}
