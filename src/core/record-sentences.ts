import { counted } from './text.ts';
import type { NewEvent } from './timeline.ts';

/** What happened to the record itself. */
export function aboutRecord(event: Extract<NewEvent, { type: `record.${string}` }>): string {
  if (event.type === 'record.contradicted')
    return `${event.payload.reason}. Nothing is contained without a person’s yes until a person closes the breaker.`;
  const { epoch, head, jobs, deliveries, unknown } = event.payload;
  const waited = `${counted(jobs, 'job')} and ${counted(deliveries, 'delivery', 'deliveries')} of before are not done again.`;
  const doubt = unknown.length === 0 ? '' : ` Nobody knows what became of ${unknown.join(', ')}: look at the vendors.`;
  return `${event.by.name} restored a backup that ended at #${head}; epoch ${epoch} began. ${waited}${doubt}`;
}
