import { mayRead } from '../core/access.ts';
import { mayEverApprove } from '../core/approval.ts';
import { brakeId, brakeTitles, holds } from '../core/brake.ts';
import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal } from '../core/proposal.ts';
import { proposalLine } from '../core/proposal-sentences.ts';
import type { Person } from '../core/team.ts';
import { counted, type Piece, piecesOf, span, type Text } from '../core/text.ts';
import { wholeBot } from '../core/timeline.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { before, incidentsSince, worstFirst } from './read-span.ts';
import { readableProposals } from './show-containment.ts';
import { scopeText } from './show-snooze.ts';

/** How far ahead the next shift is told what ends, and how far back what was closed and left something to do. */
const shiftMs = 12 * 3_600_000;
const weekMs = 7 * 86_400_000;

/** Everything that the next shift needs: what is open, what waits and until when, what ends, what nobody knows, what is left to do, and whom to call. */
export async function shiftNotes(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('The hand-over', bot, by);
  const { parts, data } = await notes(bot, by);
  const typed = { code: `${bot.commandPrefix}timeline handoff <person>` } as const;
  return answer('For the next shift', [...parts, { hint: ['Hand it over to somebody, so that the record says so: ', typed] }], data);
}

/**
 * Hands the shift over to somebody: of each open incident that both may read the timeline says so, and what whoever hands over leads is led by the other from then on.
 * @throws InputError when nobody is called so, when it is oneself, or when they may not triage.
 */
export async function handOver(bot: Bot, to: string, by: By): Promise<Answer> {
  onlyForAnalysts('Handing a shift over', by);
  const next = personCalled(bot, to, by);
  const open = (await incidentsSince(bot, bot.now(), by)).filter(({ phase }) => phase !== 'closed');
  const [shared, kept] = [true, false].map((may) => open.filter((one) => mayRead(next, one, bot.files.policy) === may));
  for (const { id } of shared ?? []) await handOverOne(bot, id, next, by);
  if (shared?.length === 0) {
    await bot.store.commit({
      events: [
        {
          incident: wholeBot,
          type: 'shift.handed-over',
          happenedAt: bot.now(),
          by: by.actor,
          payload: { to: { id: next.id, name: next.name }, lead: false },
        },
      ],
    });
  }
  const { parts, data } = await notes(bot, by);
  const left = (kept ?? []).map(({ id }) => id);
  return answer(
    `Handed over to ${next.name}: ${counted(shared?.length ?? 0, 'open incident')}`,
    [
      ...(left.length > 0
        ? [{ text: `${next.name} may not read ${left.join(', ')}, so ${left.length === 1 ? 'that stays' : 'those stay'} with you.` }]
        : []),
      ...parts,
    ],
    { to: next.id, incidents: (shared ?? []).map(({ id }) => id), ...data },
  );
}

function handOverOne(bot: Bot, id: string, next: Person, by: By): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (incident === undefined || incident.phase === 'closed') return { result: undefined };
    const lead = incident.commander === by.actor.id;
    const taken: Incident = { ...incident, commander: next.id, revision: incident.revision + 1 };
    const about = { incident: id, happenedAt: bot.now(), by: by.actor };
    const { id: commander, name } = next;
    return {
      changes: {
        ...(lead
          ? { state: [{ put: 'incident', value: taken } as const] }
          : { expects: [{ collection: 'incident', id, revision: incident.revision } as const] }),
        events: [
          { ...about, type: 'shift.handed-over', payload: { to: { id: commander, name }, lead } },
          ...(lead ? [{ ...about, type: 'incident.taken', payload: { commander, name, before: incident.commander } } as const] : []),
        ],
        outbox: mirrorsOfIncident(bot, lead ? taken : incident),
      },
      result: undefined,
    };
  });
}

function personCalled({ files: { team } }: Bot, called: string, by: By): Person {
  const name = called.replace(/^@/, '');
  const person = team.byIdentity(name) ?? team.bySlack(name) ?? team.people.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (person === undefined)
    throw new InputError(`Nobody in people.yml is called ${name}.`, { next: 'Write their id, login, e-mail address or name.' });
  if (person.id === by.person?.id) throw new InputError('You hand over to somebody else.');
  if (!person.roles.some((role) => role === 'analyst' || role === 'approver'))
    throw new InputError(`${person.name} is no analyst and could not go on with it.`);
  return person;
}

async function notes(bot: Bot, by: By): Promise<{ readonly parts: readonly Part[]; readonly data: Readonly<Record<string, unknown>> }> {
  const now = bot.now();
  const soon = new Date(Date.parse(now) + shiftMs).toISOString();
  const incidents = await incidentsSince(bot, before(now, weekMs), by);
  const open = incidents.filter(({ phase }) => phase !== 'closed').toSorted(worstFirst);
  const proposals = await readableProposals(bot, by, ['proposed', 'approved', 'done', 'unknown', 'failed']);
  const closed = new Set(incidents.filter(({ phase }) => phase === 'closed').map(({ id }) => id));
  const of = (fits: (one: Proposal) => boolean): readonly Text[] =>
    proposals.filter(fits).map((one) => [{ strong: `${one.incident} ` }, ...piecesOf(proposalLine(one, now)), ...ends(one)]);
  const snoozes = (await bot.store.snoozes(now)).filter(({ until }) => until !== null && until <= soon);
  const brakes = (await Promise.all(brakeId.options.map((id) => bot.store.get('brake', id)))).filter(holds);
  const parts = [
    ...section(
      'Brakes',
      brakes.map(({ id, pulled }): Text => [{ strong: `${brakeTitles[id]}. ` }, `${pulled.by.name}, `, { at: pulled.at }, `: ${pulled.reason}`]),
    ),
    ...section(
      'Open incidents',
      open.map((one) => openLine(bot, one, now)),
      'Nothing that you can read is open.',
    ),
    ...section(
      'Waits for a yes, and until when',
      of(({ state }) => state === 'proposed'),
      'Nothing waits for a yes.',
    ),
    ...section(
      'Nobody knows whether these happened',
      of(({ state }) => state === 'unknown'),
    ),
    ...section(
      `Ends within ${span(now, soon)}, or is over`,
      of(({ state, leaseUntil, kept, undo }) => state === 'done' && !kept && (leaseUntil === null ? undo.leaseHours !== null : leaseUntil <= soon)),
    ),
    ...section(
      'Quiet until',
      snoozes.map(({ id, scope, until }): Text => [{ strong: `${id} ` }, ...piecesOf(scopeText(scope)), ' until ', { at: until ?? now }]),
    ),
    ...section(
      'Left to do from what was closed this week',
      of(({ incident, state }) => closed.has(incident) && (state === 'done' || state === 'failed')),
    ),
    ...section('Whom to call', whomToCall(bot, open)),
  ];
  return { parts, data: { open: open.map(({ id }) => id), proposals: proposals.map(({ id }) => id), snoozes: snoozes.map(({ id }) => id) } };
}

function ends({ state, expiresAt, leaseUntil }: Proposal): readonly Piece[] {
  const until = state === 'proposed' ? expiresAt : state === 'done' ? leaseUntil : null;
  return until === null ? [] : [state === 'proposed' ? '. It expires at ' : '. It holds until ', { at: until }, '.'];
}

function openLine(bot: Bot, { id, title, severity, phase, commander, openedAt }: Incident, now: string): Text {
  const leader = commander === null ? 'nobody leads it' : `${bot.files.team.nameOf(commander)} leads it`;
  return [{ strong: `${id} ` }, title, ` (${severity}, ${phase}); ${leader}; open since `, { at: openedAt }, `, for ${span(openedAt, now)}.`];
}

/** Who leads what is open, who may say yes, and what wakes somebody. */
function whomToCall({ files: { team, policy } }: Bot, open: readonly Incident[]): readonly Text[] {
  const leaders = [...new Set(open.flatMap(({ commander }) => commander ?? []))].map(team.nameOf);
  const approvers = team.people.filter((person) => mayEverApprove(person, policy)).map(({ name }) => name);
  return [
    ...(leaders.length > 0 ? [`Who leads: ${leaders.join(', ')}`] : []),
    approvers.length > 0 ? `Who may say yes: ${approvers.join(', ')}` : 'Nobody may say yes.',
    policy.notify === undefined
      ? 'Nobody can be woken: policy.yml names no notifier.'
      : `Wakes somebody: ${[policy.notify.first, ...(policy.notify.fallback ? [policy.notify.fallback] : [])].join(', then ')}`,
  ];
}

function section(heading: string, list: readonly Text[], empty?: string): readonly Part[] {
  if (list.length > 0) return [{ heading }, { list }];
  return empty === undefined ? [] : [{ heading }, { text: empty }];
}
