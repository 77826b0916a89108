import path from 'node:path';
import type { Settings } from './settings.ts';

/** Whether nothing points to a real Slack: then this run is practice, or it does not start (see mode.ts). */
export function hasNoSlack({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Settings): boolean {
  return SLACK_BOT_TOKEN === undefined && SLACK_APP_TOKEN === undefined && SLACK_SIGNING_SECRET === undefined;
}

/** Where the state is kept. Practice has a store of its own, so that exercises never stand among real incidents. `root`: the project's folder. */
export function databaseUrlOf(root: string, settings: Settings): string {
  return settings.DATABASE_URL ?? `sqlite:${path.join(root, 'data', 'var', hasNoSlack(settings) ? 'practice.db' : 'firebreak.db')}`;
}

/** The folder with what the team decided. Practice brings people of its own; `data/` ships none. */
export function teamFolderOf(root: string, settings: Settings): string {
  return settings.FIREBREAK_TEAM ?? path.join(root, hasNoSlack(settings) ? 'src/workspace/team' : 'data');
}
