import { mayRead } from '../core/access.ts';
import type { Alert } from '../core/alert.ts';
import { entityOf } from '../core/entities.ts';
import type { Incident } from '../core/incident.ts';
import { type Mention, mentionKey } from '../core/mention.ts';
import { keyOf, type Observable, spell } from '../core/observable.ts';
import { counted, strung, type Text } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { attachObservable } from './attach-observable.ts';
import { keepLook, type Look, lookAt, memoryOf, openTo } from './enrich-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { incidentFor, readableIncidents } from './read-case.ts';

/** Asks every enricher that fits and answers with what each says, failures by name. Nothing is stored. @throws RefusedError for a stranger. */
export async function lookUp(bot: Bot, observable: Observable, by: By): Promise<Answer> {
  onlyForAnalysts('Looking things up', by);
  const named = [...(await namedIn(bot, observable, by)), ...(await saidIn(bot, observable, by)).parts];
  return answerOf(observable, await lookAt(bot, observable, memoryOf(bot, readBy(bot, by))), named);
}

/** The alerts that mention a vulnerability or a technique in their text. @throws RefusedError for a stranger. */
export async function lookUpInText(bot: Bot, thing: Pick<Mention, 'kind' | 'value'>, by: By): Promise<Answer> {
  onlyForAnalysts('Looking things up', by);
  const { parts, alerts } = await saidIn(bot, thing, by);
  const none: Part = { text: `No alert of the last ${mentionDays} days that you can read mentions it.` };
  return answer([{ strong: thing.value }, ` — mentioned by ${counted(alerts.length, 'alert')}`], parts.length > 0 ? parts : [none], {
    ...thing,
    alerts: alerts.map(({ id }) => id),
  });
}

/**
 * The same, and attaches it to an incident: the one named, otherwise the one whose channel this was typed in.
 * @throws NotFoundError for an incident that this person cannot read.
 */
export async function lookAndAttach(bot: Bot, observable: Observable, incident: string | undefined, by: By): Promise<Answer> {
  onlyForAnalysts('Looking things up', by);
  const id = incident ?? (await incidentOfChannel(bot, by));
  if (id === undefined) return lookUp(bot, observable, by);
  const { observables } = await incidentFor(bot, id, by);
  const known = observables.some((named) => keyOf(named) === keyOf(observable));
  if (!known) await attachObservable(bot, id, observable, by);
  // What is found is kept for all who read this incident, so it says no more than each of them may know.
  const [mayKnow, mayKeep] = [readBy(bot, by), openTo(id)];
  const memory = memoryOf(bot, (other) => mayKnow(other) && mayKeep(other));
  const looks = await lookAt(bot, observable, memory, id);
  for (const look of looks) await keepLook(bot, id, look);
  return answerOf(observable, looks, [
    { text: known ? `${id} names it already; what was found is kept there.` : `Attached to ${id}, with what was found.` },
  ]);
}

/** What this person may know of. */
function readBy({ files }: Bot, { person }: By): (incident: Incident) => boolean {
  return (incident) => mayRead(person, incident, files.policy);
}

/** The incident in whose channel somebody types, if it is one. */
export async function incidentOfChannel(bot: Bot, by: By): Promise<string | undefined> {
  if (by.slack?.channel === undefined) return undefined;
  const mirror = await bot.store.mirrorAt({ channel: by.slack.channel });
  return mirror?.subject.startsWith('channel:') ? mirror.subject.slice('channel:'.length) : undefined;
}

/** The incident that a message speaks of: in its channel, or in the thread under its card. */
export async function incidentOfMessage(
  { store }: Bot,
  { channel, ts, thread = ts }: { readonly channel: string; readonly ts: string; readonly thread?: string | undefined },
): Promise<string | undefined> {
  const subjects = [(await store.mirrorAt({ channel }))?.subject, (await store.mirrorAt({ channel, ts: thread }))?.subject];
  return subjects.flatMap((subject) => /^(?:channel|card):(INC-\d+)$/.exec(subject ?? '')?.[1] ?? [])[0];
}

/** How far back texts are searched. */
const mentionDays = 90;

/** Alerts, silent ones too, that mention it in their text only: somebody wrote it, and nothing else says so. */
async function saidIn(
  bot: Bot,
  thing: Pick<Mention, 'kind' | 'value'>,
  by: By,
): Promise<{ readonly parts: readonly Part[]; readonly alerts: readonly Alert[] }> {
  const now = bot.now();
  const from = new Date(Date.parse(now) - mentionDays * 86_400_000).toISOString();
  const alerts = (await memoryOf(bot, readBy(bot, by)).alertsNaming([mentionKey(thing)], from, now)).toReversed();
  const lines = alerts
    .slice(0, 5)
    .map(({ id, title, source, incident }): Text => [{ strong: `${id} ` }, title, ` (${source}, ${incident ?? 'silent'})`]);
  const more = alerts.length > lines.length ? [`… ${alerts.length - lines.length} more`] : [];
  return { parts: alerts.length === 0 ? [] : [{ heading: 'Mentioned in the text of' }, { list: [...lines, ...more] }], alerts };
}

/** Incidents that name it by any of its spellings, as far as this person may know. */
async function namedIn(bot: Bot, observable: Observable, by: By): Promise<Part[]> {
  const { team } = bot.files;
  const entity = entityOf(observable, team);
  const incidents = (await readableIncidents(bot, by, { limit: 100 })).filter(({ observables }) =>
    observables.some((named) => entityOf(named, team) === entity),
  );
  if (incidents.length === 0) return [{ hint: 'No incident that you can read names it.' }];
  return [{ heading: 'Named in' }, { list: incidents.slice(0, 5).map(({ id, title, phase }): Text => [{ strong: `${id} ` }, title, ` (${phase})`]) }];
}

const marks = { found: '', nothing: 'nothing known', failed: 'failed', absent: 'not set up' } as const;

function answerOf(observable: Observable, looks: readonly Look[], more: readonly Part[]): Answer {
  const hostile = looks.filter((look) => look.hostile === true).map(({ title }) => title);
  const verdict = hostile.length === 0 ? 'nobody calls it hostile' : `called hostile by ${hostile.join(' and ')}`;
  const lines = looks.map((look): Text => {
    const says = look.status === 'found' ? strung(look.says) : [marks[look.status]];
    return [{ strong: `${look.title}: ` }, ...says, ...(look.next ? [` — ${look.next}`] : [])];
  });
  return answer(
    [{ strong: `${observable.kind} ` }, spell(observable), ` — ${verdict}`],
    [{ list: lines.length > 0 ? lines : [`No enricher looks at a ${observable.kind}.`] }, ...more],
    { observable, looks },
  );
}
