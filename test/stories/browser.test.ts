import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../src/compose.ts';
import { chromiumPath, openChromium, withoutChromium } from '../chromium.ts';
import { openStage, type Stage } from './stage.ts';

/** README's picture; taken anew when `UPDATE_SCREENSHOTS=1`. */
const picture = join(root, 'docs/images/practice.png');

describe.skipIf(chromiumPath === undefined)(
  `somebody who has just opened the page${chromiumPath === undefined ? ` (${withoutChromium})` : ''}`,
  () => {
    let stage: Stage;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    beforeAll(async () => {
      [stage, browser] = await Promise.all([openStage({ messageGapMs: 100 }), openChromium()]);
      page = await browser.newPage({ viewport: { width: 1440, height: 1080 } });
      page.setDefaultTimeout(15_000);
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
      await page.goto(stage.practice.url);
    });
    afterAll(async () => {
      await browser?.close();
      await stage?.close();
    });

    const goTo = (channel: string | RegExp) => page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: channel }).click();
    const actAs = (name: RegExp) => page.getByRole('radio', { name }).check({ force: true });
    const card = (words: string | RegExp) => page.locator('.message', { hasText: words }).last();
    const alexInOkta = () => page.getByRole('complementary', { name: 'Practice range' }).locator('.row', { hasText: 'alex@acme.example' }).first();

    /** Presses a button of a message, gives the reason in the form that opens, and sends it. */
    async function pressWithReason(message: ReturnType<typeof card>, button: RegExp, reason: string): Promise<void> {
      await message.getByRole('button', { name: button }).first().click();
      const form = page.getByRole('dialog');
      await form.getByRole('textbox').fill(reason);
      await form.locator('button[type=submit]').click();
      await form.waitFor({ state: 'detached' });
    }

    it('presses “Play the account-takeover story” and watches one card appear', { timeout: 40_000 }, async () => {
      await goTo('security-alerts');
      await page.getByRole('button', { name: 'Play the account-takeover story' }).click();
      await card('Account takeover of Alex Kim').waitFor();
      await card(/score 100/i).waitFor();
      await page.locator('.step.done').nth(5).waitFor();
      expect(await page.locator('.message', { hasText: 'Alex Kim' }).count()).toBe(1);
      await alexInOkta()
        .locator('.state', { hasText: /^active$/ })
        .waitFor();
    });

    it('presses Contain on it, says why, and is told that a second person is needed', { timeout: 40_000 }, async () => {
      await pressWithReason(card('Account takeover of Alex Kim'), /^Contain: suspend/, 'Five guesses, then a login from Romania.');
      await card(/Your yes to P-1 counts: 1 of 2/).waitFor();
      await card('Account takeover of Alex Kim')
        .getByRole('button', { name: /^Approve: suspend/ })
        .waitFor();
      // The keyboard goes on from the card, whose button is another one now.
      await page.locator('.message:focus', { hasText: 'Account takeover of Alex Kim' }).waitFor();
      await alexInOkta()
        .locator('.state', { hasText: /^active$/ })
        .waitFor();
    });

    it('approves as the second person, and sees the account suspended beside the chat', { timeout: 40_000 }, async () => {
      await actAs(/Jonas Lind/);
      await goTo('security-alerts');
      await pressWithReason(card('Account takeover of Alex Kim'), /^Approve: suspend/, 'Seen in the logs; go.');
      await alexInOkta().locator('.state', { hasText: 'suspended' }).waitFor();
      await card('Account takeover of Alex Kim').getByText('contained').first().waitFor();
      if (process.env.UPDATE_SCREENSHOTS === '1') {
        mkdirSync(dirname(picture), { recursive: true });
        await page.screenshot({ path: picture });
      }
    });

    it('takes it back in the incident’s own channel, and sees it restored', { timeout: 40_000 }, async () => {
      await actAs(/Mira Okafor/);
      await goTo('inc-1');
      const proposal = page.locator('.message', { hasText: /P-1 · Suspend/ }).last();
      await pressWithReason(proposal, /^Undo/, 'Alex has a new password.');
      await alexInOkta()
        .locator('.state', { hasText: /^active$/ })
        .waitFor();
      await proposal.getByText('Taken back').waitFor();
    });

    it('closes the incident with a verdict, and finds the report', { timeout: 40_000 }, async () => {
      const caseFile = page.locator('.message', { hasText: 'What is not known' }).last();
      await caseFile.getByRole('button', { name: /^Close/ }).click();
      const form = page.getByRole('dialog', { name: 'Close INC-1' });
      await form.getByRole('combobox').selectOption('true-positive');
      await form.getByRole('textbox', { name: 'Why you think so' }).fill('The password was guessed and is replaced.');
      await form.getByRole('button', { name: 'Close', exact: true }).last().click();
      const closed = card(/INC-1 is closed|INC-1.*closed as/i);
      await closed.waitFor();
      const ticket = page.getByRole('complementary', { name: 'Practice range' }).locator('.row', { hasText: 'Account takeover' });
      await ticket.locator('.state', { hasText: 'Done' }).waitFor();
      await closed.locator('.thread-link').click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('INC-1 report').first().waitFor();
    });

    it('and the browser had nothing to complain about', () => {
      expect(complaints).toEqual([]);
    });
  },
);
