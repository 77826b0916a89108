import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openStore } from '../../src/storage/open.ts';
import { keptFolder, keptStory, schemas } from './kept-story.ts';
import { start } from './samples.ts';

/**
 * Keeps a small store of the newest schema for all later versions: `node test/storage/keep.ts`. Run it once when a migration was added, and commit the
 * file. Files of earlier schemas are never made anew: they are what such a version really wrote.
 */
const newest = schemas.at(-1);
const file = path.join(keptFolder, `${newest}.db`);
mkdirSync(keptFolder, { recursive: true });
rmSync(file, { force: true });
const store = await openStore(`sqlite:${file}`, { now: () => start });
await store.commit(keptStory);
await store.setFact('workspace', 'practice');
await store.close();
console.log(`kept ${path.relative(process.cwd(), file)}`);
