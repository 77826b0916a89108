import { on } from '../../src/kit/index.ts';
import { shortcuts } from '../../src/slack/contracts.ts';
import { openIncidentModal } from '../../src/slack/views/modals.ts';

export default on.shortcut(shortcuts.openIncident, 'Open an incident by hand', async () => openIncidentModal());
