import { mayRead } from '../core/access.ts';
import { NotFoundError } from '../core/errors.ts';
import { spell } from '../core/observable.ts';
import type { Snooze, SnoozeScope } from '../core/snooze.ts';
import { spanOf } from '../core/span.ts';
import { counted, type Piece, type Text } from '../core/text.ts';
import { type Answer, answer, type Offer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';

/** How far back a preview looks. */
const previewDays = 7;

/** The snooze with this id. @throws NotFoundError */
export async function snoozeFor(bot: Bot, id: string): Promise<Snooze> {
  const known = await bot.store.get('snooze', id);
  if (known !== undefined) return known;
  throw new NotFoundError(`There is no snooze ${id}.`, { next: `Type ${bot.commandPrefix}snooze to see what is snoozed.` });
}

/** What a snooze would have quieted lately, for somebody who then decides. Incidents that this person may not read are not counted as such. */
export async function previewOf(bot: Bot, { id, scope, spanMs, reason }: Snooze, by: By, offers: readonly Offer[]): Promise<Answer> {
  const since = new Date(Date.parse(bot.now()) - previewDays * 86_400_000).toISOString();
  const found = await bot.store.inScope(scope, since);
  const sum = (name: 'alerts' | 'times', of = found) => of.reduce((all, one) => all + one[name], 0);
  const incidents = (await Promise.all(found.map(({ incident }) => (incident === null ? undefined : bot.store.get('incident', incident))))).filter(
    (incident) => incident !== undefined && mayRead(by.person, incident, bot.files.policy),
  );
  const names = incidents.flatMap((incident) => incident?.id ?? []);
  const inside = sum(
    'alerts',
    found.filter(({ incident }) => incident !== null && names.includes(incident)),
  );
  const would = `This would have quieted ${counted(sum('alerts'), 'alert')} in ${previewDays} days, received ${counted(sum('times'), 'time')}`;
  return answer(
    `Preview of ${id}: nothing is snoozed yet`,
    [
      { text: inside === 0 ? `${would}; none of them in an incident.` : `${would}; ${inside} of them in incidents: ${names.join(', ')}.` },
      {
        facts: [
          ['What', scopeText(scope)],
          ['For', `${spanOf(spanMs)} from the moment at which it is confirmed; then it ends by itself`],
          ['Why', reason],
        ],
      },
      { text: 'They are stored, counted and found all the same. What completes a correlation rule is shown anyway.' },
      { offers },
      { hint: ['To begin: ', { code: `${bot.commandPrefix}snooze confirm ${id}` }] },
    ],
    { snooze: id, scope, alerts: sum('alerts'), times: sum('times'), inIncidents: inside, incidents: names },
  );
}

/** A snooze that has begun. */
export function begunAnswer(bot: Bot, snooze: Snooze): Answer {
  return answer(
    `${snooze.id} has begun`,
    [{ text: lineOf(snooze) }, { hint: ['To end it before its time: ', { code: `${bot.commandPrefix}snooze end ${snooze.id} why` }] }],
    { snooze },
  );
}

/** A snooze that was ended before its time. */
export function endedAnswer(snooze: Snooze): Answer {
  return answer(`${snooze.id} has ended`, [{ text: 'What it has quieted stays where it is. What comes again is looked at.' }], { snooze });
}

/** What is snoozed now. @throws RefusedError for whoever may not read. */
export async function listSnoozes(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('What is snoozed', bot, by);
  const snoozes = await bot.store.snoozes(bot.now());
  return answer(
    `${snoozes.length} snoozed now`,
    [
      snoozes.length > 0 ? { list: snoozes.map(lineOf) } : { text: 'Nothing is snoozed.' },
      { hint: ['To snooze the rule of an alert or incident: ', { code: `${bot.commandPrefix}snooze INC-1 7d why` }] },
    ],
    { snoozes },
  );
}

function lineOf({ id, scope, until, confirmed, reason }: Snooze): Text {
  const end: readonly Piece[] = until === null ? [] : [' until ', { at: until }];
  return [{ strong: `${id} ` }, ...scopeText(scope), ...end, `, by ${confirmed?.by.name ?? 'nobody yet'}: ${reason}`];
}

/** What a snooze is about, in words. */
export function scopeText({ source, rule, observable }: SnoozeScope): readonly Piece[] {
  return [`${rule} of ${source}`, ...(observable === null ? [] : [`, only with the ${observable.kind} `, spell(observable)])];
}
