import { defineNotifier } from '../../kit/index.ts';

/** Our own format, shown in docs/webhook.md: the notice as it is, with the version of the format. */
export default defineNotifier({
  id: 'webhook',
  title: 'Signed webhook',
  uses: 'notify-webhook',
  notify: (notice, webhook) => webhook.post({ version: 1, ...notice }, true),
});
