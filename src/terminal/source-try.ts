import { readFileSync } from 'node:fs';
import type { AlertDraft } from '../core/alert.ts';
import { InputError, NotFoundError } from '../core/errors.ts';
import { mentionsIn } from '../core/mention.ts';
import { keyOf, spell } from '../core/observable.ts';
import { counted, type Text } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { SourceDefinition } from '../kit/define.ts';
import { readDelivery } from '../kit/read-delivery.ts';
import { invoked } from './invoked.ts';

/** `source try <source> <file>` and `source example <source>`. Nothing is stored. */
export function aboutSource(bot: Bot, [verb, id, file]: readonly string[]): Answer {
  if (verb === 'example' && id !== undefined) return sourceExample(sourceNamed(bot, id));
  if (verb === 'try' && id !== undefined && file !== undefined) return sourceTry(bot, sourceNamed(bot, id), file);
  throw new InputError('A source can be tried with a payload, or asked for an example of one.', {
    next: `Type ${invoked}source try <source> <file>, or ${invoked}source example <source>. Sources: ${sourcesOf(bot)}.`,
  });
}

function sourceNamed(bot: Bot, id: string): SourceDefinition {
  const source = bot.catalogue.sources.get(id);
  if (source === undefined) throw new NotFoundError(`There is no source ${id}.`, { next: `Known: ${sourcesOf(bot)}.` });
  return source;
}

function sourcesOf(bot: Bot): string {
  return [...bot.catalogue.sources.keys()].join(', ');
}

/** The source's own first example, which is one of its tests too. */
function sourceExample({ id, title, examples: [example] }: SourceDefinition): Answer {
  if (example === undefined) throw new NotFoundError(`The source ${id} has no example.`);
  const typed = `${invoked}source try ${id} payload.json`;
  return answer(
    `${title}: ${example.name}`,
    [{ text: JSON.stringify(example.payload, null, 2) }, { hint: ['With --json it can be kept in a file. Then: ', { code: typed }] }],
    example.payload,
  );
}

/** The alerts that a payload becomes. Nothing is checked but the payload. */
function sourceTry(bot: Bot, source: SourceDefinition, file: string): Answer {
  const read = readDelivery(source, {
    rawBody: bytesOf(file),
    headers: {},
    receivedAt: bot.now(),
    options: bot.files.sourceOptions?.get(source.id),
    redact: bot.redact,
  });
  if ('problems' in read) throw new InputError(`${source.title} cannot read ${file}.`, { problems: read.problems });
  const because = read.because();
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
    ...mentioned(alert),
    ...(because[index] === undefined ? [] : [{ text: 'Taken from:' }, { list: because[index] }]),
  ]);
  return answer(`${counted(read.alerts.length, 'alert')} from ${source.title}`, parts, { alerts: read.alerts, because });
}

/** What only its text names, with the place at which it stands there. */
function mentioned({ title, description }: AlertDraft): Part[] {
  const found = mentionsIn({ title: title.raw(), description: description?.raw() });
  const lines = found.map((one): Text => [`${one.kind}: `, spell(one), ` (${one.field} ${one.start}–${one.end})`]);
  return lines.length === 0 ? [] : [{ text: 'Mentioned in its text, to be found by, and for nothing else:' }, { list: lines }];
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new InputError(`${file} cannot be read.`, { next: 'Give the path of a file with one payload as the vendor sends it.', cause });
  }
}
