/**
 * The whole story by itself, without a browser: `npm run demo`. Starts the practice workspace and the bot, plays the account takeover, acts as the people
 * would, and looks at what they would see. Prints each step; exits 1 naming the first that does not hold.
 *
 * `--break okta-403|jira-500|no-takeover-rule|wrong-undo` breaks something on purpose: then it must exit 1.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BotProcess, startBot } from './demo/bot-process.ts';
import { type Break, breakRange, breaks, teamFolder } from './demo/breaks.ts';
import { containmentSteps } from './demo/containment-steps.ts';
import { detectionSteps } from './demo/detection-steps.ts';
import { DoesNotHold, type Stage, setStage } from './demo/stage.ts';
import { startPractice } from './start.ts';

const steps = [...detectionSteps, ...containmentSteps];

/** Goes through the steps in order. Returns the sentence about the first that does not hold; undefined when all do. */
async function walk(stage: Stage): Promise<string | undefined> {
  for (const [index, { title, check }] of steps.entries()) {
    const began = performance.now();
    const label = `${String(index + 1).padStart(2)}. ${title}`;
    try {
      const found = await check(stage);
      console.log(`${label}\n    ${found} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      const why = problem instanceof DoesNotHold ? problem.message : (problem.stack ?? problem.message);
      return `Step ${index + 1} does not hold: ${title}.\n    ${why}`;
    }
  }
  return undefined;
}

/** What is to be broken; undefined for nothing. @throws Error with the possible values for anything else. */
function brokenBy(wanted: string | undefined): Break | undefined {
  const known = breaks.find((one) => one === wanted);
  if (wanted === undefined || known !== undefined) return known;
  throw new Error(`--break takes one of ${breaks.join(', ')}.`);
}

async function demo(broken: Break | undefined): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'firebreak-demo-'));
  const practice = await startPractice({ pauseMs: 150 });
  let bot: BotProcess | undefined;
  try {
    breakRange(broken, practice.range);
    const team = teamFolder(broken, scratch);
    bot = await startBot({ ...practice.settings, FIREBREAK_TEAM: team, DATABASE_URL: `sqlite:${join(scratch, 'demo.db')}` });
    const problem = await walk(setStage(practice, bot, broken));
    if (problem === undefined) {
      console.log(`\nAll ${steps.length} steps hold.`);
      return 0;
    }
    console.error(`\n${problem}`);
    if (bot.output() !== '') console.error(`\nThe bot printed last:\n${bot.output()}`);
    return 1;
  } finally {
    await bot?.stop();
    await practice.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { break: { type: 'string' } } });
process.exitCode = await demo(brokenBy(values.break));
