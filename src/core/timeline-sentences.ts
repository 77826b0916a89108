import type { Measures } from './measures.ts';
import type { Observable } from './observable.ts';
import { spell } from './observable.ts';
import { type Params, spelledParams } from './params.ts';
import { shortDigest } from './proposal.ts';
import { judgedAs } from './proposal-sentences.ts';
import { answering, asking, silence } from './question-sentences.ts';
import { aboutRecord } from './record-sentences.ts';
import { phaseChanged } from './stands-open.ts';
import { counted, ended, type Piece, percent, reasons, span, strung, type Text } from './text.ts';
import type { NewEvent } from './timeline.ts';
import { tlpLabel } from './tlp.ts';
import { written } from './written-sentences.ts';

/** How people are called: by people.yml id. An id that nobody has any more reads as itself. */
export type Names = (person: string) => string;

/** One event as a sentence: who did what. Attackers' words stay `Untrusted` inside it. */
export function sentenceOf(event: NewEvent, names: Names): Text {
  const who = event.by.name;
  switch (event.type) {
    case 'incident.opened': {
      const { title, rule, because } = event.payload;
      return [`${who} opened the incident “`, title, rule === null ? '”.' : `”, found by the rule ${rule}.`, reasons(because)];
    }
    case 'alert.joined': {
      const { source, title, severity, because } = event.payload;
      return [`${source} reported “`, title, `” (severity ${Math.round(severity)}).`, reasons(because)];
    }
    case 'alert.resolved':
      return [`${event.payload.source} reported that “`, event.payload.title, '” is over.'];
    case 'alert.reopened':
      return [`${event.payload.source} reported “`, event.payload.title, `” again. ${event.payload.because.join(' ')}`];
    case 'alert.flapping':
      return [`“`, event.payload.title, `” of ${event.payload.source} flaps: ${event.payload.because.join(' ')}`];
    case 'incident.assessed':
      return assessed(event.payload);
    case 'incident.taken': {
      const { commander, name, before } = event.payload;
      if (commander === event.by.id) return before === null ? `${name} took the lead.` : `${name} took the lead over from ${names(before)}.`;
      return before === null ? `${who} gave the lead to ${name}.` : `${who} handed the lead from ${names(before)} to ${name}.`;
    }
    case 'shift.handed-over':
      return `${who} handed the shift over to ${event.payload.to.name}.`;
    case 'incident.severity-changed': {
      const { before, severity, reason, gives } = event.payload;
      const given = gives.length === 0 ? '' : ` So it gets ${listed(gives.map((one) => `a ${one}`))}.`;
      return `${who} changed the severity from ${before} to ${severity}: ${ended(reason)}${given}`;
    }
    case 'incident.restricted':
      return `${who} restricted the incident to ${listed(event.payload.to.map(({ name }) => name))}: ${ended(event.payload.reason)}`;
    case 'incident.unrestricted':
      return `${who} lifted the restriction: ${ended(event.payload.reason)}`;
    case 'incident.phase-changed':
      return phaseChanged(event.by, event.payload);
    case 'incident.closed':
      return `${who} closed the incident as ${event.payload.verdict.replace('-', ' ')}: ${ended(event.payload.reason)}${taughtSentence(event.payload.taught)}`;
    case 'incident.measured':
      return measured(event.payload.measures);
    case 'incident.reopened':
      return `${who} opened the incident again. ${event.payload.because.join(' ')}`;
    case 'incident.merged':
      return `${who} merged ${event.payload.from} into this incident, with ${counted(event.payload.alerts.length, 'alert')}: ${ended(event.payload.reason)}`;
    case 'incident.merged-into':
      return `${who} merged this incident into ${event.payload.into}, with ${counted(event.payload.alerts.length, 'alert')}: ${ended(event.payload.reason)}`;
    case 'incident.unmerged': {
      const { incident, from, alerts, reason } = event.payload;
      return `${who} took the merge of ${incident} into ${from} back, with ${counted(alerts.length, 'alert')}: ${ended(reason)}`;
    }
    case 'incident.split':
      return `${who} split ${event.payload.into} from this incident, with ${counted(event.payload.alerts.length, 'alert')}: ${ended(event.payload.reason)}`;
    case 'observable.attached':
      return [`${who} attached `, ...thing(event.payload.observable), '.'];
    case 'enrichment.found': {
      const { enricher, observable, says, bad } = event.payload;
      return [
        `${enricher} looked at `,
        ...thing(observable),
        bad ? ' and calls it hostile: ' : ': ',
        ...(says.length === 0 ? ['nothing to say.'] : strung(says)),
      ];
    }
    case 'enrichment.failed': {
      const { enricher, observable, why, next } = event.payload;
      return [`${enricher} could not look at `, ...thing(observable), `: ${ended(why)}`, next === null ? '' : ` ${ended(next)}`];
    }
    case 'containment.proposed': {
      const { proposal, effect, confidence, gate, expiresAt, digest } = event.payload;
      return [
        `${who} proposed ${proposal}, ${percent(confidence)} sure: ${ended(effect)} ${asked[gate.verdict]} It expires at `,
        { at: expiresAt },
        '. Digest ',
        { code: shortDigest(digest) },
        '.',
      ];
    }
    case 'containment.edited':
      return edited(who, event.payload);
    case 'containment.approved': {
      const { reason, have, need, digest } = event.payload;
      const { proof, doubt } = proofOf(event.payload);
      return [
        `${who} approved ${containment(event.payload)}${proof} (${have} of ${need}), digest `,
        { code: shortDigest(digest) },
        `: ${ended(reason)}${doubt}`,
      ];
    }
    case 'containment.denied':
      return `${who} denied ${containment(event.payload)}: ${ended(event.payload.reason)}`;
    case 'containment.expired':
      return `${containment(event.payload)} expired without the approvals it needed. Nothing was done.`;
    case 'containment.refused':
      return `${who} tried to decide about ${containment(event.payload)} and was refused: ${ended(event.payload.why)}`;
    case 'containment.intended': {
      const approvers = event.payload.approvers.map(({ name }) => name);
      return `${who} put ${containment(event.payload)} in line${approvers.length === 0 ? ', allowed by policy alone' : `, approved by ${listed(approvers)}`}.`;
    }
    case 'containment.started':
      return `${who} started ${containment(event.payload)}.`;
    case 'containment.done': {
      const { says, leaseUntil } = event.payload;
      const sentence = `${who} carried out ${containment(event.payload)}: ${ended(says)}`;
      return leaseUntil === null ? sentence : [`${sentence} It holds until `, { at: leaseUntil }, '.'];
    }
    case 'containment.failed': {
      const { why, next } = event.payload;
      return `${containment(event.payload)} failed: ${ended(why)}${next === null ? '' : ` ${ended(next)}`}`;
    }
    case 'containment.unknown':
      return `Whether ${containment(event.payload)} took effect is not known: ${ended(event.payload.why)} ${ended(event.payload.check)}`;
    case 'containment.held':
      return held(event.payload);
    case 'containment.announced':
      return [
        `Everybody can see ${containment(event.payload)}. Unless somebody cancels, it happens by itself at `,
        { at: event.payload.runsAt },
        '.',
      ];
    case 'containment.rehearsed':
      return `${containment(event.payload)} was a dry run: nothing was changed. It would have done this: ${ended(event.payload.effect)}`;
    case 'containment.stale':
      return `${containment(event.payload)} was dropped, because what was approved is no longer what would be done: ${ended(event.payload.why)}`;
    case 'containment.undo-asked':
      return `${who} asked to undo ${containment(event.payload)}${judgedAs(event.payload.as)}: ${ended(event.payload.reason)}`;
    case 'containment.undone':
      return `${who} undid ${containment(event.payload)}: ${ended(event.payload.says)}`;
    case 'containment.undo-failed': {
      const { why, next } = event.payload;
      return `Undoing ${containment(event.payload)} failed; it still holds: ${ended(why)}${next === null ? '' : ` ${ended(next)}`}`;
    }
    case 'containment.evidence-kept':
    case 'containment.evidence-missed':
    case 'containment.undo-proposed':
    case 'containment.lease-ending':
    case 'containment.lease-ended':
    case 'containment.renewed':
    case 'containment.kept':
    case 'containment.drifted':
    case 'containment.healed':
      return whileItHolds(event);
    case 'button.refused':
      return notTaken(who, event.payload);
    case 'approvers.changed':
      return approversChanged(event.payload);
    case 'brake.pulled':
    case 'brake.released':
      return `${who} ${turned[event.type][event.payload.brake]}. ${ended(event.payload.reason)}`;
    case 'record.contradicted':
    case 'record.restored':
      return aboutRecord(event);
    case 'snooze.started': {
      const { snooze, scope, reason, until } = event.payload;
      return [`${who} began ${snooze}: ${scope.rule} of ${scope.source} is quiet until `, { at: until }, `. ${ended(reason)}`];
    }
    case 'snooze.ended':
      return `${who} ended ${event.payload.snooze} before its time. ${ended(event.payload.reason)}`;
    case 'lesson.reset':
    case 'lesson.restored':
      return `${who} ${relearned(event)}`;
    case 'ticket.opened': {
      const { tickets, key, url } = event.payload;
      return [`${who} opened the ${tickets} ticket `, { link: url, label: key }, '.'];
    }
    case 'ticket.moved':
      return `${who} moved the ticket ${event.payload.key} to ${event.payload.to}.`;
    case 'channel.opened': {
      const { name, invited } = event.payload;
      return `${who} opened the channel #${name}${invited.length === 0 ? '' : ` and invited ${listed(invited.map(names))}`}.`;
    }
    case 'note.added':
    case 'message.added':
    case 'message.edited':
    case 'message.deleted':
    case 'message.unpinned':
      return written(event);
    case 'question.asked':
      return asking(who, event.payload, names);
    case 'question.answered':
      return answering(who, event.payload, names);
    case 'question.refused': {
      const { about, asked: person, why } = event.payload;
      return `${who} wanted to prove that it was ${person === about ? 'them' : names(about)}, and was refused: ${ended(why)}`;
    }
    case 'question.unanswered':
      return silence(event.payload, names);
    case 'somebody.paged': {
      const { notifier, summary, insteadOf } = event.payload;
      return sentences(`${who} paged somebody through ${notifier}: ${ended(summary)}`, insteadOf);
    }
    case 'somebody.not-paged':
      return `${sentences(`Nobody could be paged: ${ended(event.payload.summary)}`, event.payload.tried)} It is tried until somebody is.`;
    case 'report.made':
      return [`${who} made the report, digest `, { code: shortDigest(event.payload.digest) }, '.'];
    case 'incident.explained':
    case 'incident.marked':
    case 'followup.added':
    case 'followup.opened':
    case 'followup.moved':
      return forTheReport(event);
    case 'event.redacted': {
      const { seq, type, reason } = event.payload;
      return `${who} removed what event #${seq} (${type}) said: ${ended(reason)}`;
    }
    case 'redacted': {
      const { type, by, at, reason, in: seq } = event.payload;
      return [`Redacted by ${by} at `, { at }, ` [#${seq}]. It was ${type}. Reason: ${ended(reason)}`];
    }
    default:
      return event satisfies never;
  }
}

function approversChanged({ group, joined, left, countsFrom }: Of<'approvers.changed'>): Text {
  const gone = left.length === 0 ? '' : ` ${listed(left)} left it.`;
  if (joined.length === 0) return `The user group of approvers ${group} has changed in Slack.${gone}`;
  return [
    `The user group of approvers ${group} has changed in Slack.${gone} ${listed(joined)} came into it, to count from `,
    { at: countsFrom },
    ' on unless people.yml pins them.',
  ];
}

function notTaken(who: string, { button, form, why }: Of<'button.refused'>): string {
  return `${who} ${form ? 'sent a form' : 'pressed a button'} (${button}) that was not taken: ${ended(why)}`;
}

type Reporting = Extract<NewEvent, { type: 'incident.explained' | 'incident.marked' | `followup.${'added' | 'opened' | 'moved'}` }>;

/** What people state for the report, and what has to be done afterwards. */
function forTheReport(event: Reporting): Text {
  const who = event.by.name;
  switch (event.type) {
    case 'incident.explained':
      return `${who} stated the ${event.payload.part === 'cause' ? 'root cause' : 'impact'}: ${ended(event.payload.says)}`;
    case 'incident.marked':
      return `${who} marked the incident ${tlpLabel(event.payload.tlp)}; it was ${tlpLabel(event.payload.before)}.`;
    case 'followup.added':
      return `${who} wants this done afterwards (follow-up ${event.payload.followUp}): ${ended(event.payload.text)}`;
    case 'followup.opened': {
      const { followUp, tickets, key, url } = event.payload;
      return [`${who} opened the ${tickets} ticket `, { link: url, label: key }, ` for follow-up ${followUp}.`];
    }
    case 'followup.moved': {
      const { followUp, key, to, done } = event.payload;
      return `The ticket ${key} of follow-up ${followUp} is ${to}${done ? ' now: it is done' : ' now'}.`;
    }
    default:
      return event satisfies never;
  }
}

function edited(who: string, payload: Of<'containment.edited'>): Text {
  const { proposal, edition, action, label, params, before, effect, reason, voided, gate, expiresAt, digest } = payload;
  const of = (what: Params) => spelledParams(what) || 'none';
  const differs = [
    ...(label === before.label ? [] : [`its target was ${before.label} and is ${label}`]),
    ...(of(params) === of(before.params) ? [] : [`its parameters were ${of(before.params)} and are ${of(params)}`]),
  ];
  const void_ = voided === 0 ? '' : ` ${counted(voided, 'yes that it had is', 'yeses that it had are')} void.`;
  return [
    `${who} changed ${proposal} (${action}), now edition ${edition}: ${ended(differs.join(', ') || 'its target is another one of that name')} ${ended(reason)} ${ended(effect)}${void_}`,
    ` ${asked[gate.verdict]} It expires at `,
    { at: expiresAt },
    '. Digest ',
    { code: shortDigest(digest) },
    '.',
  ];
}

/** What stood behind a yes besides the word, and what was not known of whoever gave it. */
function proofOf({ byCode, unread, withoutEvidence }: Extract<NewEvent, { type: 'containment.approved' }>['payload']) {
  const proof = `${byCode === true ? ' with a one-time code' : ''}${withoutEvidence === true ? ', also without evidence' : ''}`;
  return { proof, doubt: unread === undefined ? '' : ` ${ended(unread)}` };
}

/** What the gate wants, as it stood when the proposal was made. */
const asked = {
  observe: 'Policy says only to watch.',
  automatic: 'Policy lets it happen by itself.',
  'one-person': 'Policy asks for one approval.',
  'two-people': 'Policy asks for two approvals.',
  forbidden: 'Policy forbids it.',
} as const;

const turned = {
  'brake.pulled': { freeze: 'froze all containments', breaker: 'opened the breaker: nothing is contained without a person’s yes' },
  'brake.released': { freeze: 'lifted the freeze', breaker: 'closed the breaker' },
} as const;

function held({ why, until, ...about }: Extract<NewEvent, { type: 'containment.held' }>['payload']): Text {
  return until === null ? `${containment(about)} is held: ${ended(why)}` : [`${containment(about)} is held until `, { at: until }, `: ${ended(why)}`];
}

function assessed({ assessment, before }: Extract<NewEvent, { type: 'incident.assessed' }>['payload']): Text {
  const { score, confidence, factors } = assessment;
  const strongest = factors.toSorted((a, b) => b.points - a.points)[0];
  const why = strongest !== undefined && strongest.points > 0 ? ` ${strongest.because.join(' ')}` : '';
  if (before === score) return `The score stays ${score}, now with ${percent(confidence)} confidence.`;
  return `The score ${before === null ? 'was set' : `went from ${before}`} to ${score} with ${percent(confidence)} confidence.${why}`;
}

function measured({ milestones: { began, detected, acknowledged, contained, resolved }, minutesSaved }: Measures): string {
  const passed = (name: string, from: typeof began, to: typeof began) =>
    from === undefined || to === undefined ? [] : [`${name} after ${span(from.at, to.at)}`];
  const told = [
    ...passed('detected', began, detected),
    ...passed('acknowledged', detected, acknowledged),
    ...passed('contained', detected, contained),
    ...passed('closed', detected, resolved),
  ];
  return `It was measured for good: ${listed([...told, `${counted(Math.round(minutesSaved), 'human minute')} saved`])}.`;
}

type Held = Extract<
  NewEvent,
  {
    type: `containment.${'evidence-kept' | 'evidence-missed' | 'undo-proposed' | 'lease-ending' | 'lease-ended' | 'renewed' | 'kept' | 'drifted' | 'healed'}`;
  }
>;

/** What happens to a containment right before it runs, and while it holds. */
function whileItHolds(event: Held): Text {
  const who = event.by.name;
  const what = containment(event.payload);
  switch (event.type) {
    case 'containment.evidence-kept': {
      const kept = event.payload.exhibits.flatMap(({ name, sha256, size }): Piece[] => [` ${name} (${size} bytes, SHA-256 `, { code: sha256 }, ').']);
      return [`${who} kept what ${what} would destroy:`, ...kept];
    }
    case 'containment.evidence-missed': {
      const { why, goesOn } = event.payload;
      return `${who} could not keep what ${what} would destroy: ${ended(why)} ${goesOn ? 'It went on: it can be undone, or somebody said that it may.' : 'It was stopped.'}`;
    }
    case 'containment.undo-proposed':
      return `${who} wants to undo ${what} (${event.payload.have} of ${event.payload.need}): ${ended(event.payload.reason)}`;
    case 'containment.lease-ending':
      return [`${what} holds only until `, { at: event.payload.until }, '.'];
    case 'containment.lease-ended':
      return `The time for which ${what} was to hold is over.`;
    case 'containment.renewed':
      return [`${who} renewed ${what} until `, { at: event.payload.until }, `: ${ended(event.payload.reason)}`];
    case 'containment.kept':
      return `${who} made ${what} permanent: ${ended(event.payload.reason)}`;
    case 'containment.drifted':
      return `${what} is no longer in force: somebody else changed it at the vendor.`;
    case 'containment.healed':
      return `${what} is in force again.`;
    default:
      return event satisfies never;
  }
}

type Of<Type extends NewEvent['type']> = Extract<NewEvent, { type: Type }>['payload'];

/** What was said, and behind it why others did not take it. */
function sentences(said: string, failed: readonly { readonly why: string }[]): string {
  return [said, ...failed.map(({ why }) => ended(why))].join(' ');
}

function containment({ proposal, action, label }: { readonly proposal: string; readonly action: string; readonly label: string }): string {
  return `${proposal} (${action} on ${label})`;
}

function thing(observable: Observable): readonly Piece[] {
  return [`the ${observable.kind.replace('-', ' ')} `, spell(observable)];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function taughtSentence(rules: readonly string[] = []): string {
  return rules.length === 0 ? '' : ` It counts for the next scores of ${listed(rules)}.`;
}

function relearned({ type, payload }: Extract<NewEvent, { type: 'lesson.reset' | 'lesson.restored' }>): string {
  const { lesson, harmful, harmless, reason } = payload;
  const did = type === 'lesson.reset' ? 'set aside' : 'took up again';
  return `${did} what ${counted(harmful + harmless, 'verdict')} taught about ${lesson}, ${harmful} of harm. ${ended(reason)}`;
}
