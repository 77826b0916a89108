import { publicAccessSwitches } from '../range/s3-seed.ts';
import { answerTo } from './answers.ts';
import { breakUndo } from './breaks.ts';
import { buttonsOn, wordsOf } from './see.ts';
import { bucketOf, eventually, expect, messageWith, modalAfter, page, pressWithReason, type Stage, type Step, says, statusOfAlex } from './stage.ts';

const suspendCard = (stage: Stage) => messageWith(stage.mira, stage.channel, /P-\d+/, /suspend .*alex/i, /Confidence/);
const bucketCard = (stage: Stage) => messageWith(stage.mira, stage.channel, /P-\d+/, /public access/i, /Confidence/);
const cardWords = (card: ReturnType<typeof suspendCard>) => (card === undefined ? 'there is no card' : wordsOf(card));
const firstLines = (words: string) => words.split('\n').slice(0, 5).join(' ').replaceAll('*', '');

/** From the first yes to the report. */
export const containmentSteps: readonly Step[] = [
  {
    title: 'Mira says yes to suspending Alex; one yes is not enough, and nothing happens yet',
    async check(stage) {
      await pressWithReason(stage, stage.mira, /^Contain: suspend/, 'Five guesses, then a login from Romania.');
      await eventually(
        stage,
        () => says(cardWords(suspendCard(stage)), [/1 of 2/]),
        () => `The card does not count the first yes: ${firstLines(cardWords(suspendCard(stage)))}`,
      );
      expect(statusOfAlex(stage.practice) === 'ACTIVE', `Okta shows Alex as ${statusOfAlex(stage.practice)} after one yes of two.`);
      return '1 of 2';
    },
  },
  {
    title: 'Jonas says yes as the second person; Okta suspends the account, and the card says so',
    async check(stage) {
      await pressWithReason(stage, stage.jonas, /^Approve: suspend/, 'Seen in the logs; go.');
      await eventually(
        stage,
        () => statusOfAlex(stage.practice) === 'SUSPENDED' || says(cardWords(suspendCard(stage)), [/failed|not known whether/i]),
        () => `Okta still shows Alex as ${statusOfAlex(stage.practice)}. The card says: ${firstLines(cardWords(suspendCard(stage)))}`,
      );
      expect(
        statusOfAlex(stage.practice) === 'SUSPENDED',
        `Okta shows Alex as ${statusOfAlex(stage.practice)}. The card says: ${firstLines(cardWords(suspendCard(stage)))}`,
      );
      await eventually(stage, () => says(cardWords(suspendCard(stage)), [/contained/i, /2 of 2/]), 'The card does not say that it is contained.');
      return 'Okta: SUSPENDED';
    },
  },
  {
    title: 'Mira closes the payroll bucket to the public; one yes is enough here',
    async check(stage) {
      await pressWithReason(stage, stage.mira, /^Contain: .*public access/, 'Salaries are leaving.');
      const shut = () => publicAccessSwitches.every((key) => bucketOf(stage.practice).publicAccessBlock?.[key] === true);
      await eventually(stage, shut, () => `The bucket is not closed. The card says: ${firstLines(cardWords(bucketCard(stage)))}`);
      await eventually(stage, () => says(cardWords(bucketCard(stage)), [/contained/i]), 'The card does not say that it is contained.');
      return 'all four switches are on';
    },
  },
  {
    title: 'The timeline and the board show it, and the ticket has a comment',
    async check(stage) {
      const timeline = await answerTo(stage.mira, stage.channel, `/timeline ${stage.incident}`);
      expect(
        says(timeline, ['Mira Okafor', 'Jonas Lind', /suspend/i]),
        `/timeline ${stage.incident} does not name who approved what: ${timeline.slice(0, 300)}`,
      );
      const board = await answerTo(stage.mira, stage.channel, '/contain');
      expect(says(board, [/suspend/i, /public access/i]), `/contain does not list what is contained: ${board.slice(0, 300)}`);
      const comments = () => stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket)?.comments ?? [];
      await eventually(stage, () => /suspend/i.test(JSON.stringify(comments())), `${stage.ticket} has no comment about the suspension.`);
      return `${comments().length} comments on ${stage.ticket}`;
    },
  },
  {
    title: 'Both are undone, and everything is exactly as it was',
    async check(stage) {
      breakUndo(stage.broken, stage.practice.range);
      await undo(stage, suspendCard, 'Alex has a new password.');
      await eventually(
        stage,
        () => statusOfAlex(stage.practice) === 'ACTIVE',
        () => `Okta shows Alex as ${statusOfAlex(stage.practice)} after the undo.`,
      );
      await undo(stage, bucketCard, 'The exports are signed now.');
      await eventually(
        stage,
        () => says(cardWords(bucketCard(stage)), [/taken back|undo failed/i]),
        () => `The card says: ${firstLines(cardWords(bucketCard(stage)))}`,
      );
      const spelled = (block: object | null) => JSON.stringify(block);
      const now = spelled(bucketOf(stage.practice).publicAccessBlock);
      expect(now === spelled(stage.bucketBefore), `The bucket was ${spelled(stage.bucketBefore)} and is ${now} after the undo.`);
      expect(says(cardWords(bucketCard(stage)), [/taken back/i]), `The card says: ${firstLines(cardWords(bucketCard(stage)))}`);
      return 'Okta: ACTIVE; the bucket has one switch on, as before';
    },
  },
  {
    title: 'Mira closes the incident with a verdict; the ticket is done, and the report can be read',
    async check(stage) {
      const closing = `/incident close ${stage.incident} true-positive Password guessed; key and password replaced.`;
      const said = await answerTo(stage.mira, stage.channel, closing);
      const ticket = () => stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket);
      await eventually(
        stage,
        () => ticket()?.status === 'Done',
        () => `${stage.ticket} is ${ticket()?.status}. The bot said: ${said.slice(0, 300)}`,
      );
      const list = await page(stage, '/incidents');
      expect(list.status === 200 && list.text.includes(stage.incident), `The page of incidents does not lead to ${stage.incident}.`);
      const report = await page(stage, `/incidents/${stage.incident}`);
      expect(report.status === 200, `GET /incidents/${stage.incident} answered ${report.status}.`);
      for (const word of ['Mira Okafor', 'Jonas Lind', 'true positive', 'acme-payroll']) {
        expect(report.text.includes(word), `The report does not mention ${word}.`);
      }
      expect(/#event-\d+/.test(report.text), 'The report cites no event.');
      return `${stage.bot.url}/incidents/${stage.incident}`;
    },
  },
];

async function undo(stage: Stage, find: typeof suspendCard, reason: string): Promise<void> {
  const card = await eventually(stage, () => find(stage), 'The card is gone.');
  const button = buttonsOn(card).find((label) => label.startsWith('Undo'));
  expect(button !== undefined, `The card has no button to undo: ${firstLines(wordsOf(card))}`);
  const modal = await modalAfter(stage, stage.mira, await stage.mira.click(card, button), button);
  const { errors, problem: refused } = await stage.mira.submit(modal, { reason });
  expect(refused === null && Object.keys(errors).length === 0, `The undo was not taken: ${refused ?? Object.values(errors).join(' ')}`);
}
