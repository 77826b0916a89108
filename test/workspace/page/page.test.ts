import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, openChromium, withoutChromium } from '../../chromium.ts';
import { type Furnished, furnish } from './small-bot.ts';

describe.skipIf(chromiumPath === undefined)(`the page in a browser${chromiumPath === undefined ? ` (${withoutChromium})` : ''}`, () => {
  let furnished: Furnished;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complained about, and what it asked of other servers. */
  let complaints: string[];

  beforeAll(async () => {
    [furnished, browser] = await Promise.all([furnish(), openChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await furnished?.close();
  });

  const open = async (width = 1440, height = 900) => {
    context = await browser.newContext({ viewport: { width, height } });
    page = await context.newPage();
    page.setDefaultTimeout(5000);
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
    page.on('request', (request) => new URL(request.url()).origin !== furnished.practice.url && complaints.push(`asked for ${request.url()}`));
    await page.goto(furnished.practice.url);
    await page.getByText('What is not known').waitFor();
  };
  beforeEach(() => open());
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await context.close();
    const mira = furnished.practice.slack.control.as('mira');
    const left = mira.modal();
    if (left) await mira.close(left, true);
  });

  const composer = () => page.getByRole('textbox', { name: 'Message #security-alerts' });

  it('opens the alerts of the first person, and says so in its address', async () => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('security-alerts');
    expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('U0MIRA0001');
    expect(page.url()).toContain(`#as=U0MIRA0001&channel=${furnished.channel}`);
  });

  it("draws attackers' text as text: no element, no link and no mention comes of it", async () => {
    await composer().fill('/triage ');
    await composer().press('Enter');
    const answer = page.locator('.message.ephemeral').last();
    await answer.waitFor();
    expect(await answer.textContent()).toContain('<script>alert(1)</script> <@U0JONAS001> <https://evil.example|reset your password> <!channel>');
    expect(await answer.textContent()).toContain('Only visible to you');
    expect(await answer.locator('.message-body :is(a, script, img, .mention)').count()).toBe(0);
    expect(await page.locator('.messages :is(script, img[src="x"], iframe, object)').count()).toBe(0);
    expect(await page.locator('.messages').textContent()).toContain('<img src=x onerror=alert(1)>');
    await answer.getByRole('button', { name: 'Dismiss' }).click();
    await answer.waitFor({ state: 'detached' });
  });

  it('completes commands with the arrow keys and shows their usage', async () => {
    await composer().pressSequentially('/');
    await page.getByRole('option', { name: /^\/triage/ }).waitFor();
    await composer().press('ArrowDown');
    await composer().press('ArrowUp');
    await composer().press('Tab');
    expect(await composer().inputValue()).toBe('/contain ');
    expect(await page.locator('.usage').textContent()).toContain('approve P-1');
    await composer().fill('');
    await composer().pressSequentially('to @jo');
    await composer().press('Enter');
    expect(await composer().inputValue()).toBe('to @jonas ');
    await composer().press('Escape');
  });

  it('sends a message on Enter, which is edited by the same person and seen by another', async () => {
    await composer().fill('the first <b>word</b> for @jonas');
    await composer().press('Enter');
    const message = page.locator('.message', { hasText: 'the first <b>word</b> for @Jonas Lind' });
    await message.waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit message' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('another word');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.message', { hasText: 'another word' }).getByText('(edited)').waitFor();

    await page.getByRole('radio', { name: /Jonas Lind/ }).check({ force: true });
    await page.getByText('another word').waitFor();
    expect(page.url()).toContain('as=U0JONAS001');
  });

  it('goes on with the arrow keys from one person to the next', async () => {
    await page.getByRole('radio', { checked: true }).focus();
    for (const next of ['U0JONAS001', 'U0MIRA0001']) {
      await page.keyboard.press(next === 'U0MIRA0001' ? 'ArrowUp' : 'ArrowDown');
      await page.waitForURL((url) => url.hash.includes(`as=${next}`));
      await expect.poll(() => page.locator(':focus').getAttribute('value')).toBe(next);
    }
  });

  it('shows a stranger nothing of what they may not see', async () => {
    await page.getByRole('radio', { name: /Olu Ade/ }).check({ force: true });
    await page.getByRole('heading', { level: 1, name: /general/ }).waitFor();
    expect(await page.getByText('Account takeover').count()).toBe(0);
    expect(await page.getByRole('navigation', { name: 'Workspace' }).getByText('security-alerts').count()).toBe(0);
  });

  it('keeps the focus in a modal, says what is wrong under the field, goes back and closes with Escape', async () => {
    await page.getByRole('button', { name: /^Contain: suspend/ }).click();
    const modal = page.getByRole('dialog', { name: 'Contain' });
    const reason = modal.getByRole('textbox', { name: 'Why' });
    await reason.waitFor();
    expect(await page.locator(':focus').getAttribute('placeholder')).toBe('What convinced you?');

    await modal.getByRole('button', { name: 'Suspend account' }).click();
    await modal.getByText('Please complete this required field.').first().waitFor();
    expect(await reason.getAttribute('aria-invalid')).toBe('true');

    await modal.getByRole('radio', { name: 'True positive' }).check();
    await reason.fill('short');
    await modal.getByRole('button', { name: 'Suspend account' }).click();
    await modal.getByText('Write a few words more').waitFor();

    await modal.getByRole('button', { name: 'What exactly happens' }).click();
    const pushed = page.getByRole('dialog', { name: 'What happens' });
    await pushed.getByText('Nothing else is touched').waitFor();
    await pushed.getByRole('button', { name: 'Back' }).first().click();
    await reason.waitFor();

    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toContain('Contain: suspend');
  });

  it('hands in what was entered and chosen', async () => {
    await page.getByRole('button', { name: /^Contain: suspend/ }).click();
    const modal = page.getByRole('dialog', { name: 'Contain' });
    await modal.getByRole('textbox', { name: 'Why' }).fill('seen by three sources');
    await modal.getByRole('combobox', { name: 'For how long' }).selectOption('4');
    await modal.getByRole('radio', { name: 'True positive' }).check();
    await modal.getByRole('button', { name: 'Suspend account' }).click();
    await modal.waitFor({ state: 'detached' });
    expect(furnished.heard).toContain('reason seen by three sources lease 4');
  });

  it('asks before what cannot be undone, and does nothing on no', async () => {
    const card = page.locator(`.messages [data-ts="${furnished.card}"]`);
    await card.getByRole('button', { name: 'Clear sessions' }).click();
    const question = page.getByRole('dialog', { name: 'Clear all sessions?' });
    await question.getByRole('button', { name: 'Not now' }).click();
    await question.waitFor({ state: 'detached' });
    expect(furnished.heard).not.toContain('sessions');

    await card.getByRole('button', { name: 'Clear sessions' }).click();
    await question.getByRole('button', { name: 'Clear sessions' }).click();
    await expect.poll(() => furnished.heard).toContain('sessions');
    await card.getByRole('combobox', { name: 'Severity' }).selectOption('high');
    await expect.poll(() => furnished.heard).toContain('severity high');
  });

  it('opens threads and pins beside the channel', async () => {
    await page.locator('.thread-link').click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Seen before: never.').waitFor();
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('thanks');
    await thread.getByRole('textbox', { name: 'Reply…' }).press('Enter');
    await page.locator('.thread-count', { hasText: '3 replies' }).waitFor();
    await page.getByRole('button', { name: '1 pinned' }).click();
    await page.getByRole('complementary', { name: 'Pinned messages' }).getByText('INC-1 · Account takeover').waitFor();
  });

  it('opens the Home that the app draws for the person', async () => {
    await page.getByRole('button', { name: /Home$/ }).click();
    await page.getByText('One incident is open').waitFor();
  });

  it('leads to the page of the incident', async () => {
    expect(await page.getByRole('link', { name: 'Page of INC-1' }).getAttribute('href')).toBe('http://127.0.0.1:3000/incidents/INC-1');
  });

  it('shows what a containment has changed in the range', async () => {
    const { OKTA_ORG_URL: okta, OKTA_API_TOKEN: token } = furnished.practice.settings;
    const row = page.getByRole('complementary', { name: 'Practice range' }).locator('.row', { hasText: 'alex@acme.example' }).first();
    await row.locator('.state', { hasText: /^active$/ }).waitFor();
    await fetch(`${okta}/api/v1/users/alex@acme.example/lifecycle/suspend`, { method: 'POST', headers: { authorization: `SSWS ${token}` } });
    await row.locator('.state', { hasText: 'suspended' }).waitFor();
    expect(await row.getAttribute('class')).toContain('fresh');
    expect(await row.locator('.row-was').textContent()).toBe('active');
    expect(await page.getByRole('status').allTextContents()).toContainEqual(expect.stringMatching(/is suspended, was active/));
  });

  it('shows how far the story has come, and where it stopped', async () => {
    await page.getByRole('button', { name: 'Play the account-takeover story' }).click();
    await page.locator('.step').first().waitFor();
    await page.locator('.step.failed').waitFor();
    await page.getByRole('button', { name: 'Play the story again' }).waitFor();
  });

  it('fits a phone, where channels, chat and range are one tap apart', async () => {
    await context.close();
    await open(390, 844);
    const parts = page.getByRole('navigation', { name: 'Parts of the page' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await parts.getByRole('button', { name: 'Range' }).click();
    await page.getByRole('complementary', { name: 'Practice range' }).waitFor();
    await parts.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { level: 1, name: /general/ }).waitFor();
  });
});
