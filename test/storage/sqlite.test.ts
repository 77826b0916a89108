import path from 'node:path';
import { openStore } from '../../src/storage/open.ts';
import { storeContract } from '../contracts/store.ts';
import { temporaryFolder } from './folder.ts';

storeContract('SQLite', (now) => openStore(`sqlite:${path.join(temporaryFolder(), 'store.db')}`, { now }));
