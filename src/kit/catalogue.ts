import type { Connectors } from './bot.ts';
import type { AnyButton, AnyModal, CommandDefinition, EventHandler, PageDefinition, ScheduleDefinition, ShortcutHandler } from './knock.ts';

/** Everything through which somebody, or the clock, comes in, as it was found in the folders, by id. */
export interface Knocks {
  readonly commands: ReadonlyMap<string, CommandDefinition>;
  readonly buttons: ReadonlyMap<string, AnyButton>;
  readonly modals: ReadonlyMap<string, AnyModal>;
  readonly shortcuts: ReadonlyMap<string, ShortcutHandler>;
  readonly events: ReadonlyMap<string, EventHandler>;
  readonly schedules: ReadonlyMap<string, ScheduleDefinition>;
  readonly pages: ReadonlyMap<string, PageDefinition>;
}

/** Everything that was found in the folders. */
export interface Catalogue extends Connectors, Knocks {}
