import { answerTo } from './answers.ts';
import { buttonsOn, wordsOf } from './see.ts';
import { eventually, expect, messageWith, page, type Step, says } from './stage.ts';

const alerts = 'security-alerts';

/** From a bot that starts to a case that people can read. */
export const detectionSteps: readonly Step[] = [
  {
    title: 'The bot starts and connects to the workspace',
    async check(stage) {
      const { control } = stage.practice.slack;
      await eventually(stage, () => control.sockets.connected, 'The bot did not connect to Slack.');
      const slackIsMet = async () => (await page(stage, '/readyz').catch(() => undefined))?.text.includes('"slack":"ok"');
      await eventually(stage, slackIsMet, 'GET /readyz does not say that Slack is connected.');
      await stage.practice.meetBot(stage.bot.url);
      return `it listens on ${stage.bot.url}`;
    },
  },
  {
    title: 'The account takeover arrives as the vendors’ own webhooks, and every delivery is taken',
    async check(stage) {
      const { steps } = await stage.practice.playStory(stage.bot.url);
      const failed = steps.find(({ state }) => state === 'failed');
      expect(failed === undefined, `“${failed?.title}” was not taken: ${failed?.detail}`);
      return `${steps.length} deliveries`;
    },
  },
  {
    title: 'It becomes one incident: one card in #security-alerts, which is private',
    async check(stage) {
      const channel = await eventually(stage, () => stage.mira.channels().find(({ name }) => name === alerts), `Mira is not in #${alerts}.`);
      expect(channel.kind === 'private', `#${alerts} is ${channel.kind}; it has to be private.`);
      expect(!stage.olu.channels().some(({ name }) => name === alerts), `Olu, who has no role, can see #${alerts}.`);
      const card = await eventually(
        stage,
        () => messageWith(stage.mira, alerts, 'account takeover', /INC-\d+/),
        () =>
          `No card in #${alerts} speaks of an account takeover. There is: ${
            stage.mira
              .messages(alerts)
              .map(({ text }) => text)
              .join(' | ') || 'nothing'
          }.`,
      );
      const cards = stage.mira.messages(alerts).filter((message) => says(wordsOf(message), [/alex/i, /INC-\d+/]));
      expect(cards.length === 1, `${cards.length} cards in #${alerts} are about Alex; there must be one.`);
      stage.incident = /INC-\d+/.exec(wordsOf(card))?.[0] ?? '';
      return card.text;
    },
  },
  {
    title: 'The card says how bad it is, how sure we are, and why',
    async check(stage) {
      const card = await eventually(
        stage,
        () => messageWith(stage.mira, alerts, stage.incident, /score \d+, \d+ % sure/, /\+\d+\.\d/),
        'The card shows no score with its reasons.',
      );
      const [, score = '0'] = /score (\d+)/.exec(wordsOf(card)) ?? [];
      expect(Number(score) >= 70, `The score is ${score}; a takeover with a download has to reach 70.`);
      return `score ${score}`;
    },
  },
  {
    title: 'It has a private channel of its own with the case file pinned, without the suspect',
    async check(stage) {
      const number = stage.incident.replace('INC-', '');
      const channel = await eventually(
        stage,
        () => stage.mira.channels().find(({ name }) => name.startsWith(`inc-${number}`)),
        `No channel of ${stage.incident} can be seen by Mira.`,
      );
      stage.channel = channel.name;
      expect(channel.kind === 'private', `#${channel.name} is ${channel.kind}; it has to be private.`);
      for (const name of ['alex', 'olu']) {
        const seen = stage.practice.slack.control.as(name).channels();
        expect(!seen.some(({ id }) => id === channel.id), `${name} can see #${channel.name}.`);
      }
      await eventually(
        stage,
        () => stage.mira.pins(channel.name).some((pinned) => says(wordsOf(pinned), [stage.incident])),
        `Nothing about ${stage.incident} is pinned in #${channel.name}.`,
      );
      return `#${channel.name}`;
    },
  },
  {
    title: 'The case file says who is involved, what was found out, and what is not known',
    async check(stage) {
      const wanted = ['203.0.113[.]7', 'Alex Kim', 'acme-payroll', /AbuseIPDB|92/, /Okta/, /not known/i];
      let shown = '';
      await eventually(
        stage,
        async () => {
          shown = await answerTo(stage.mira, alerts, `/triage ${stage.incident}`);
          return says(shown, wanted);
        },
        () => `/triage ${stage.incident} does not say ${wanted.filter((word) => !says(shown, [word])).join(', ')}.`,
      );
      return `${shown.length} characters`;
    },
  },
  {
    title: 'Containments are proposed, each with confidence, risk and undo',
    async check(stage) {
      const wanted = [/suspend/i, /end sessions/i, /block 203\.0\.113|block .*203/i, /public access/i];
      for (const action of wanted) {
        const card = await eventually(
          stage,
          () => messageWith(stage.mira, stage.channel, /P-\d+/, action, /Confidence/, /\d+ %/, /Tier \d/, /undo|cannot be undone/i),
          `No proposal in #${stage.channel} fits ${action}.`,
        );
        expect(
          buttonsOn(card).some((label) => /^Contain: /.test(label)),
          `The proposal for ${action} has no button.`,
        );
      }
      return `${wanted.length} proposals`;
    },
  },
  {
    title: 'One Jira ticket is opened by itself, and both ends are linked',
    async check(stage) {
      const { range } = stage.practice;
      const ours = () => range.inspect.jira.issues.filter(({ labels }) => labels.some((label) => label.endsWith(stage.incident.toLowerCase())));
      const refusals = () =>
        range.requests.filter(
          ({ system, method, path, status }) => system === 'jira' && `${method} ${path}` === 'POST /rest/api/3/issue' && status !== 201,
        );
      // Nothing here refuses a ticket unless it was told to, so a few refusals are enough to know.
      await eventually(stage, () => ours().length > 0 || refusals().length >= 3, 'Jira was never asked for a ticket.');
      const [ticket] = ours();
      expect(
        ticket !== undefined,
        `Jira has no ticket; it answered ${refusals()
          .map(({ status }) => status)
          .join(', ')}.`,
      );
      stage.ticket = ticket.key;
      const linked = () => ours()[0]?.remoteLinks.some(({ object }) => String(object.url).endsWith(`/incidents/${stage.incident}`));
      await eventually(stage, linked, `${ticket.key} has no link to ${stage.incident}.`);
      await eventually(stage, () => messageWith(stage.mira, alerts, stage.incident, ticket.key), `The card does not link to ${ticket.key}.`);
      expect(ours().length === 1, `There are ${ours().length} tickets for ${stage.incident}; there must be one.`);
      return `${ticket.key}: ${ticket.summary}`;
    },
  },
  {
    title: 'The ticket keeps up with the case: it names the takeover, though it was opened before anybody knew',
    async check(stage) {
      const ticket = () => stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket);
      const words = () => `${ticket()?.summary} ${JSON.stringify(ticket()?.description)}`;
      await eventually(
        stage,
        () => says(ticket()?.summary ?? '', ['account takeover', 'Alex Kim']),
        () => `${stage.ticket} is still called “${ticket()?.summary}”.`,
      );
      await eventually(
        stage,
        () => says(words(), ['acme-payroll', /suspend.*waits for/i]),
        `${stage.ticket} does not say what the case file says now.`,
      );
      return `${stage.ticket}: ${ticket()?.summary}`;
    },
  },
  {
    title: 'Somebody without a role gets the same answer for this incident as for one that does not exist',
    async check(stage) {
      const ask = async (incident: string) => (await answerTo(stage.olu, 'general', `/triage ${incident}`)).replaceAll(incident, 'INC-?');
      const [real, unreal] = [await ask(stage.incident), await ask('INC-999')];
      expect(real !== 'Nothing came.', 'Olu got no answer at all.');
      expect(real === unreal, `Olu can tell the two apart: “${real}” and “${unreal}”.`);
      return `“${real.split('\n')[0]}”`;
    },
  },
];
