import { type Brake, brakeId, holds } from '../core/brake.ts';
import { whatItLacks } from '../core/notice.ts';
import type { Observable } from '../core/observable.ts';
import { tlpOf } from '../core/policy.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Tlp } from '../core/tlp.ts';
import { type WhoDecides, whoDecides } from '../core/who-decides.ts';
import type { Bot } from '../kit/bot.ts';
import { type KnownCase, knownCase } from '../kit/known-case.ts';

/** Everything that the messages of one incident are drawn from. Views get this and the time, and fetch nothing. */
export interface CaseState extends KnownCase {
  /** Slack's id of the incident's own channel, once it has one. */
  readonly channel: string | undefined;
  /** Name of whoever leads it. */
  readonly commander: string | undefined;
  /** What the team calls it, when people.yml or assets.yml knows it. */
  readonly ownName: (observable: Observable) => string | undefined;
  /** How people of people.yml read, by id. */
  readonly nameOf: (person: string) => string;
  /** Who may read what is said of it. */
  readonly tlp: Tlp;
  /** The incident's page. */
  readonly page: string;
  /** Brakes that hold containments up now. */
  readonly brakes: readonly Brake[];
  /** How commands are typed here. */
  readonly prefix: string;
  /** Who can still do what about one of its proposals. */
  readonly who: (proposal: Proposal) => WhoDecides;
  /** What the incident would need to be given more than it has; undefined: it has everything, or nobody would wonder. */
  readonly lacks: string | undefined;
}

/** Reads it from the store; undefined when there is no such incident. */
export async function readCaseState(bot: Bot, id: string): Promise<CaseState | undefined> {
  const incident = await bot.store.get('incident', id);
  if (!incident) return undefined;
  const [known, channel, ...brakes] = await Promise.all([
    knownCase(bot, incident),
    bot.store.mirror(`channel:${id}`),
    ...brakeId.options.map((brake) => bot.store.get('brake', brake)),
  ]);
  const { team } = bot.files;
  const ownName = ({ value }: Observable) => team.byIdentity(value)?.name ?? team.assetOf(value)?.name;
  return {
    ...known,
    channel: channel?.ref.channel,
    commander: incident.commander === null ? undefined : team.nameOf(incident.commander),
    nameOf: team.nameOf,
    ownName,
    tlp: tlpOf(incident, bot.files.policy),
    page: bot.pageUrl(id),
    brakes: brakes.filter(holds),
    prefix: bot.commandPrefix,
    who: (proposal) => whoDecides(proposal, incident, { ...bot.files, now: bot.now() }),
    lacks: whatItLacks(incident, bot.files.policy, bot.commandPrefix),
  };
}
