import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where a Chromium stands on this machine: `CHROMIUM_PATH` if set, else the usual places; undefined when there is none. */
export const chromiumPath = process.env.CHROMIUM_PATH || usualPlaces.find((path) => existsSync(path));

/** Why a browser test was skipped; for the test's name. */
export const withoutChromium = 'skipped: no Chromium in CHROMIUM_PATH or the usual places';

/** Starts it without a window. The caller closes it. @throws Error when there is none; ask `chromiumPath` first. */
export async function openChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`Cannot open a browser, ${withoutChromium}`);
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}
