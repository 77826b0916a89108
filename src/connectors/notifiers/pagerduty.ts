import type { Notice } from '../../core/notice.ts';
import { defineNotifier } from '../../kit/index.ts';
import type { PagerdutyEvent } from '../clients/pagerduty.ts';

const severities = { critical: 'critical', high: 'error', medium: 'warning', low: 'info' } as const;

export default defineNotifier({
  id: 'pagerduty',
  title: 'PagerDuty',
  uses: 'pagerduty',
  notify: (notice, pagerduty) => pagerduty.send(eventOf(notice)),
});

function eventOf({ key, stage, severity, summary, lines, link, at }: Notice): PagerdutyEvent {
  if (stage === 'taken') return { event_action: 'acknowledge', dedup_key: key };
  if (stage === 'over') return { event_action: 'resolve', dedup_key: key };
  return {
    event_action: 'trigger',
    dedup_key: key,
    payload: { summary, source: 'Firebreak', severity: severities[severity], timestamp: at, custom_details: { what: lines.join('\n') } },
    links: [{ href: link, text: 'Open it in Firebreak' }],
    client: 'Firebreak',
    client_url: link,
  };
}
