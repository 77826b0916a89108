import type { Catalogue } from '../../src/kit/catalogue.ts';
import { type Setting, settingGroups } from './setting.ts';

const head = `# Every setting of Firebreak. Copy this file to .env and take away the # of what you set; what the environment says already wins over it.
# Without any SLACK_ token, npm start opens the practice workspace. Each secret may also stand in a file of its own, readable by its owner alone:
# SLACK_BOT_TOKEN_FILE=/run/secrets/slack-bot-token. This file is written by: npm run generate
`;

/** .env.example: every setting with a sentence. */
export function environmentExample(catalogue: Catalogue): string {
  const groups = settingGroups(catalogue).map(({ title, settings }) => [`# ── ${title} ──`, ...settings.map(written)].join('\n\n'));
  return `${[head.trimEnd(), ...groups].join('\n\n')}\n`;
}

function written({ name, says, fallback }: Setting): string {
  return `# ${says}${/[.…]$/.test(says) ? '' : '.'}\n#${name}=${fallback ?? ''}`;
}
