import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openChromium, withoutChromium } from '../chromium.ts';
import { openStage, playTakeover, type Stage } from './stage.ts';

/** Where pictures of each step go, for whoever wants to look: none are taken without `SCREENSHOTS`. */
const pictures = process.env.SCREENSHOTS;

describe.skipIf(chromiumPath === undefined)(
  `somebody who has to trust the button${chromiumPath === undefined ? ` (${withoutChromium})` : ''}`,
  () => {
    let stage: Stage;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      // What cannot be undone, or is privileged, waits for seconds here: its expiry belongs to the story.
      const hasty = (yaml: string) => yaml.replace('expiryMinutes: 15', 'expiryMinutes: { tier1: 15, tier2: 0.3 }');
      [stage, browser] = await Promise.all([openStage({ team: { 'policy.yml': hasty } }), openChromium()]);
      await playTakeover(stage);
      page = await browser.newPage({ viewport: { width: 1440, height: 1200 } });
      page.setDefaultTimeout(20_000);
      await page.goto(stage.practice.url);
    }, 90_000);
    afterAll(async () => {
      await browser?.close();
      await stage?.close();
    });

    const goTo = (channel: string) => page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: channel }).first().click();
    const actAs = (name: RegExp) => page.getByRole('radio', { name }).check({ force: true });
    const card = (words: RegExp) => page.locator('.message', { hasText: words }).last();
    const form = () => page.getByRole('dialog');
    const suspension = () => card(/P-\d+ · Suspend alex/);
    const look = async (name: string) => {
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
    };

    async function openForm(message: Locator, button: RegExp): Promise<Locator> {
      await message.getByRole('button', { name: button }).first().click();
      await form().getByRole('textbox').first().waitFor();
      return form();
    }
    async function send(reason: string): Promise<void> {
      await form().getByRole('textbox').first().fill(reason);
      await form().locator('button[type=submit]').click();
    }

    it('reads in the form what happens, for how long, and who can take it back, before the first yes', { timeout: 60_000 }, async () => {
      await goTo(stage.channel);
      const words = await (await openForm(suspension(), /^Contain: suspend/)).textContent();
      expect(words).toMatch(/For 24 hours from when it runs\. Then it still holds, and somebody is asked/);
      expect(words).toContain('By any one of Mira Okafor and Jonas Lind.');
      expect(words).toContain('After your yes 1 more person has to approve');
      await look('1-form');
      await send('Five guesses, then a login from Romania.');
      await suspension().getByText('Still wanted: 1 yes from Jonas Lind').waitFor();
    });

    it('is told kindly that the yes is counted, when the same person presses again', { timeout: 60_000 }, async () => {
      await suspension()
        .getByRole('button', { name: /^Approve: suspend/ })
        .first()
        .click();
      await form().getByText('Your yes to P-1 counts: 1 of 2').waitFor();
      expect(await form().textContent()).toContain('These people may approve: Jonas Lind.');
      await look('2-counted');
      await form().getByRole('button', { name: 'Close' }).last().click();
    });

    it('becomes true with the second person’s yes, and the card says until when', { timeout: 60_000 }, async () => {
      await actAs(/Jonas Lind/);
      await goTo(stage.channel);
      await openForm(suspension(), /^Approve: suspend/);
      await send('Seen in the logs; go.');
      await suspension().getByText('Contained').first().waitFor();
      await suspension().getByText('Holds until').waitFor();
      await look('3-contained');
      await goTo('security-alerts');
      await card(/Account takeover of Alex Kim/)
        .getByText('partly contained')
        .waitFor();
    });

    it('cannot be approved by whoever proposed it: the refusal says why, and who may', { timeout: 60_000 }, async () => {
      await actAs(/Mira Okafor/);
      await goTo(stage.channel);
      await stage.mira.command(stage.channel, `/contain propose block-ip 203.0.113.99 ${stage.incident}`);
      const own = card(/P-\d+ · Block 203\.0\.113\[\.\]99/);
      await openForm(own, /^Contain: block/);
      await send('I am sure.');
      await form().getByText('You proposed it yourself: somebody else has to say yes.').first().waitFor();
      expect(await form().textContent()).toContain('Jonas Lind');
      await look('4-refused');
      await form()
        .getByRole('button', { name: /Close|Cancel/ })
        .last()
        .click();
    });

    it('is no more offered once its time is over: expiry means no', { timeout: 60_000 }, async () => {
      const sessions = card(/P-\d+ · End sessions of alex/);
      await sessions.getByText('Expired: nothing was done').waitFor({ timeout: 45_000 });
      expect(await sessions.getByRole('button', { name: /^(Contain|Approve|Deny|Change)/ }).count()).toBe(0);
      await look('5-expired');
    });

    it('stands on the board in the browser, until when, allowed by whom, on a desk and on a phone', { timeout: 60_000 }, async () => {
      const board = await browser.newPage({ viewport: { width: 390, height: 844 } });
      await board.setExtraHTTPHeaders({ authorization: `Bearer ${stage.bot.webToken}` });
      await board.goto(`${stage.bot.url}/containments`);
      const words = await board.locator('main').textContent();
      expect(words).toMatch(/alex@acme\.example/);
      expect(words).toContain('Mira Okafor, Jonas Lind');
      expect(words).toContain('contain undo P-1 over why');
      if (pictures !== undefined) await board.screenshot({ path: join(pictures, '6-board-phone.png') });
      expect(await board.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      const address = await board.getByText('alex@acme.example').boundingBox();
      expect(address?.height).toBeLessThan(40);
      await board.setViewportSize({ width: 1280, height: 800 });
      if (pictures !== undefined) await board.screenshot({ path: join(pictures, '6-board-desk.png') });
      await board.close();
    });

    it('is taken back with a reason, after a form that says what comes back with it', { timeout: 60_000 }, async () => {
      const words = await (await openForm(suspension(), /^Undo/)).textContent();
      expect(words).toContain('sessions that nobody ended may go on');
      await look('7-undo-form');
      await send('Alex has a new password.');
      await suspension().getByText('Taken back').waitFor();
      expect(await suspension().textContent()).toContain('Alex has a new password.');
      await look('8-undone');
      await goTo('security-alerts');
      await expect.poll(() => card(/Account takeover of Alex Kim/).textContent(), { timeout: 15_000 }).not.toContain('partly contained');
    });
  },
);
