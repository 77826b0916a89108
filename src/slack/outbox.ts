import { mayRead } from '../core/access.ts';
import type { Instant } from '../core/alert.ts';
import type { AnchorMedium } from '../core/anchor.ts';
import { type BrakeId, brakeId, subjectOf } from '../core/brake.ts';
import { ConnectorError } from '../core/errors.ts';
import { canBeCancelled } from '../core/proposal.ts';
import { alertsAbout } from '../core/question.ts';
import type { Report } from '../core/report.ts';
import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import type { Answer } from '../kit/answer.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import { slackAnchors } from './anchors.ts';
import { type CaseState, readCaseState } from './case-state.ts';
import { channelOfOurs } from './channel-of-ours.ts';
import { channels as channelsOf } from './channels.ts';
import { type Digest, digestPoster } from './digest.ts';
import type { Identity } from './identity.ts';
import { channelOpener, readersOf, slackIds, suspectsOf } from './incident-channel.ts';
import type { Accounts } from './membership.ts';
import type { Place, PostedMessages } from './posted.ts';
import { posting } from './posting.ts';
import type { Sealer } from './seal.ts';
import { slackWord } from './slack-error.ts';
import { drawAnswer } from './views/answer.ts';
import { brakeMessage } from './views/brakes.ts';
import { incidentCard } from './views/incident-card.ts';
import { leaseMessage } from './views/lease-message.ts';
import { proposalCard } from './views/proposal-card.ts';
import { questionMessage } from './views/question-message.ts';
import { reportMessage } from './views/report-message.ts';
import { stubCard } from './views/stub.ts';
import type { SlackApi } from './web-client.ts';
import { withdraw, withdrawFiles } from './withdraw.ts';

export interface OutletSurroundings {
  readonly bot: Bot;
  readonly api: SlackApi;
  readonly identity: Identity;
  readonly accounts: Accounts;
  readonly posted: PostedMessages;
  readonly seal: Sealer;
  readonly alertsChannel: string;
  readonly recordChannel: string;
  readonly messageGapMs: number;
  readonly caseFile: (incident: string) => Promise<Answer>;
  /** The week in numbers that ended then. */
  readonly digest: (until: Instant) => Promise<Digest>;
  readonly report: (incident: string) => Promise<Report>;
}

/** Words with which Slack says that a channel can no longer be used. */
const lost = new Set(['channel_not_found', 'is_archived', 'not_in_channel']);

/** Makes Slack's messages true. What is drawn is read from the store here and now, so the newest state is what people see, however long it waited. */
export function slackOutlet(surroundings: OutletSurroundings): Outlet & { readonly prepare: () => Promise<void>; readonly anchors: AnchorMedium } {
  const { bot, api, identity, seal } = surroundings;
  const channels = channelsOf(api, identity, surroundings.accounts, bot.log);
  const alerts = channelOfOurs(bot, channels, identity, {
    nameOrId: surroundings.alertsChannel,
    setting: 'SLACK_ALERTS_CHANNEL',
    title: 'alerts channel',
    topic: 'One card per security incident. Private on purpose.',
    without: 'so no card can be shown',
  });
  const record = channelOfOurs(bot, channels, identity, {
    nameOrId: surroundings.recordChannel,
    setting: 'SLACK_RECORD_CHANNEL',
    title: 'channel for checkpoints',
    topic: 'Signed checkpoints of the timeline. Nobody has to read along; keep it.',
    without: 'so no checkpoint can be kept in Slack',
  });
  const openChannel = channelOpener(bot, channels, identity);
  const put = posting(bot, api, channels, surroundings.posted, seal, surroundings.messageGapMs);
  const digest = digestPoster({ bot, api, channels, alerts, put, digest: surroundings.digest });

  /** Whether somebody whom the incident is about can read the alerts channel. */
  async function suspectListens(state: CaseState): Promise<boolean> {
    const suspects = slackIds(suspectsOf(bot, state.incident));
    if (suspects.length === 0) return false;
    const inside = await channels.members(await alerts.id());
    return suspects.some((user) => inside.has(user));
  }

  /** The incident's own channel, or the thread under its card; nowhere while neither is safe to speak in. */
  async function placeOf(state: CaseState): Promise<Place | undefined> {
    if (state.channel !== undefined) return { channel: state.channel };
    if (state.incident.restrictedTo !== null) {
      throw new ConnectorError('slack', `${state.incident.id} is restricted and has no channel yet, so nothing is said about it.`, {
        retryable: true,
      });
    }
    const card = await bot.store.mirror(`card:${state.incident.id}`);
    if (card?.ref.channel === undefined || (await suspectListens(state))) return undefined;
    return { channel: card.ref.channel, thread: card.ref.ts };
  }

  async function card(delivery: ClaimedDelivery, state: CaseState): Promise<Mirror> {
    const channel = await alerts.id();
    const isHidden = state.incident.restrictedTo !== null || (await suspectListens(state));
    const drawing = isHidden ? stubCard(bot.commandPrefix) : incidentCard(state, bot.now());
    return put(delivery, { channel }, drawing);
  }

  async function caseFile(delivery: ClaimedDelivery, state: CaseState): Promise<Mirror | null> {
    if (state.channel === undefined) return null;
    const isNew = (await bot.store.mirror(delivery.subject)) === undefined;
    const drawn = drawAnswer(await surroundings.caseFile(state.incident.id), 'message', state.page);
    const mirror = await put(delivery, { channel: state.channel }, drawn);
    if (isNew || delivery.attempt > 1) await pin(mirror);
    return mirror;
  }

  async function pin({ ref }: Mirror): Promise<void> {
    try {
      await api.change('pin a message', (client) => client.pins.add({ channel: ref.channel ?? '', timestamp: ref.ts ?? '' }));
    } catch (error) {
      // An unpinned case file can still be read; posting it again could not be taken back.
      if (slackWord(error) !== 'already_pinned') bot.log.warn({ error, channel: ref.channel }, 'the case file could not be pinned');
    }
  }

  async function proposal(delivery: ClaimedDelivery, id: string): Promise<Mirror | null> {
    const found = await bot.store.get('proposal', id);
    const state = found && (await readCaseState(bot, found.incident));
    // Its card is on the way: without it there is no thread to stand in, and nobody would see what waits for them.
    if (state?.incident.shown.card && state.channel === undefined && (await bot.store.mirror(`card:${state.incident.id}`)) === undefined) {
      throw new ConnectorError('slack', `The card of ${state.incident.id} does not stand yet, so ${id} waits for it.`, { retryable: true });
    }
    const place = state && (await placeOf(state));
    if (!found || !state || !place) return null;
    const mirror = await put(delivery, place, proposalCard(found, bot.now(), state));
    if (found.state === 'approved' && canBeCancelled(found) && !found.runsAt)
      await bot.store.commit({ jobs: [{ flow: 'begin-cancel-window', args: { proposal: id }, key: `cancel-window:${id}` }] });
    return mirror;
  }

  /** One message for each time that it was pulled; what a former one says stands. */
  async function brake(delivery: ClaimedDelivery, id: BrakeId): Promise<Mirror | null> {
    const found = await bot.store.get('brake', id);
    if (found === undefined || subjectOf(found) !== delivery.subject) return null;
    return put(delivery, { channel: await alerts.id() }, brakeMessage(found, bot.commandPrefix));
  }

  async function lease(delivery: ClaimedDelivery, id: string, asked: number): Promise<Mirror | null> {
    const found = await bot.store.get('proposal', id);
    const state = found && (await readCaseState(bot, found.incident));
    const place = state && (await placeOf(state));
    return found && state && place ? put(delivery, place, leaseMessage(found, asked, state.page)) : null;
  }

  /** A message to the one person who was asked. Whoever is no member of the workspace any more is not told; their silence is heard. */
  async function asked(delivery: ClaimedDelivery, state: CaseState, number: number): Promise<Mirror | null> {
    const question = state.incident.questions.find((one) => one.number === number);
    const user = question && bot.files.team.person(question.asked)?.slack;
    if (question === undefined || user === undefined || (await surroundings.accounts(user)).standing.verdict === 'outside') return null;
    const { channel } = await api.change('open a conversation', (client) => client.conversations.open({ users: user }));
    const drawing = questionMessage(state, question, alertsAbout(question.about, state.alerts, bot.files.team));
    return channel?.id === undefined ? null : put(delivery, { channel: channel.id, direct: true }, drawing);
  }

  /** The picture to the one person who asked for it, who may still read the incident. */
  async function picture({ incident }: CaseState, to: string): Promise<null> {
    const person = bot.files.team.person(to);
    const user = mayRead(person, incident, bot.files.policy) ? person.slack : undefined;
    if (user === undefined || (await surroundings.accounts(user)).standing.verdict === 'outside') return null;
    const { channel } = await api.change('open a conversation', (client) => client.conversations.open({ users: user }));
    const drawn = await surroundings.report(incident.id);
    const file = await pictureFile(drawn);
    if (channel?.id !== undefined) await api.change('take a file', (client) => client.filesUploadV2({ channel_id: channel.id ?? '', ...file }));
    return null;
  }

  async function pictureFile(report: Report) {
    const { bytes, fileName } = await bot.printer.print(report, 'png');
    const { title, description } = report.pictures.wide;
    return { file: Buffer.from(bytes), filename: fileName, title: `${report.incident} picture`, alt_text: `${title}. ${description}`.slice(0, 1000) };
  }

  async function report(delivery: ClaimedDelivery, state: CaseState): Promise<Mirror | null> {
    const place = await placeOf(state);
    if (state.incident.phase !== 'closed' || place === undefined) return null;
    const mirror = await put(delivery, place, reportMessage(state));
    if (state.tlp === 'red') await withdrawFiles(bot, api, state.incident.id);
    else await attachReport(state, place, mirror);
    return mirror;
  }

  async function attachReport({ incident }: CaseState, { channel, thread }: Place, { ref }: Mirror): Promise<void> {
    const subject = `report-file:${incident.id}`;
    if ((await bot.store.mirror(subject))?.ref.file !== undefined) return;
    const report = await surroundings.report(incident.id);
    await bot.store.commit({ mirrors: [{ subject, ref: await upload(report, { channel, thread: thread ?? ref.ts ?? '' }) }] });
  }

  /** The report and its picture, as one message under the place; returns Slack's ids of both. */
  async function upload(report: Report, { channel, thread = '' }: Place): Promise<Mirror['ref']> {
    const [pdf, png] = await Promise.all([bot.printer.print(report, 'pdf'), pictureFile(report)]);
    const files = [png, { file: Buffer.from(pdf.bytes), filename: pdf.fileName, title: `${report.incident} report` }];
    const uploaded = await api.change('take files', (client) =>
      client.filesUploadV2({ channel_id: channel, thread_ts: thread, file_uploads: files }),
    );
    const [picture = '', file = ''] = uploaded.files.flatMap(({ files }) => files ?? []).map(({ id }) => id ?? '');
    return { file, picture };
  }

  async function draw(delivery: ClaimedDelivery): Promise<Mirror | null> {
    const [kind, id = '', rest] = delivery.subject.split(':');
    if (kind === 'proposal') return proposal(delivery, id);
    if (kind === 'lease') return lease(delivery, id, Number(rest));
    if (kind === 'digest') return digest(delivery, new Date(Number(id)).toISOString());
    if (kind === 'brake') return brake(delivery, brakeId.parse(id));
    const state = await readCaseState(bot, id);
    if (!state) return null;
    switch (kind) {
      case 'card':
        return card(delivery, state);
      case 'channel':
        return openChannel(state.incident);
      case 'invite':
        await channels.invite(state.channel ?? '', slackIds(readersOf(bot, state.incident)));
        return null;
      case 'withdraw':
        await withdraw(bot, api, state);
        return null;
      case 'case':
        return caseFile(delivery, state);
      case 'question':
        return asked(delivery, state, Number(rest));
      case 'picture':
        return picture(state, rest ?? '');
      case 'report':
        return report(delivery, state);
      default:
        bot.log.warn({ subject: delivery.subject }, 'nothing is drawn in Slack for this subject');
        return null;
    }
  }

  return {
    id: 'slack',
    anchors: slackAnchors(record, surroundings.posted, put),
    /** Finds or makes the alerts channel, so that people see it before the first card. */
    prepare: async () => {
      await alerts.id();
    },
    deliver: async (delivery) => {
      try {
        return await draw(delivery);
      } catch (error) {
        if (lost.has(slackWord(error) ?? '')) alerts.forget();
        throw error;
      }
    },
  };
}
