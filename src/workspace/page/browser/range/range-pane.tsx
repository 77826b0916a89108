import type { RangeRow, RangeSystem } from '../../../range-api.ts';
import { Icon, type IconName } from '../shell/icon.tsx';
import type { RowChange } from './range-changes.ts';
import { StoryView } from './story.tsx';
import { type Range, rowKey } from './use-range.ts';

const systemIcons: Readonly<Record<string, IconName>> = {
  okta: 'identity',
  aws: 'cloud',
  cloudflare: 'wall',
  jira: 'ticket',
  github: 'branch',
  abuseipdb: 'eye',
  pagerduty: 'bell',
  mail: 'send',
  webhook: 'warning',
  watcher: 'pulse',
};

/** The little vendors behind the practice workspace, each with its state in sight. */
export function RangePane({ range }: { range: Range }) {
  const { state, fresh, live } = range;
  if (!state) return <p class="empty">{live ? 'Loading…' : 'The practice range is not running.'}</p>;
  return (
    <div class="range">
      <StoryView story={state.story} />
      {!live && <p class="problem">The range cannot be reached; this is how it last was.</p>}
      {state.systems.map((system) => (
        <System key={system.id} system={system} fresh={fresh} />
      ))}
      <div class="hidden" role="status">
        {[...fresh.values()].map(({ sentence }) => sentence).join('. ')}
      </div>
    </div>
  );
}

function System({ system, fresh }: { system: RangeSystem; fresh: Range['fresh'] }) {
  return (
    <details class="system" open>
      <summary>
        <Icon name={systemIcons[system.id] ?? 'range'} />
        <h3>{system.title}</h3>
        <span class="system-kind">{system.kind}</span>
      </summary>
      {system.rows.length === 0 ? (
        <p class="quiet">Nothing here yet.</p>
      ) : (
        <ul class="rows">
          {system.rows.map((row) => (
            <Row key={row.id} row={row} change={fresh.get(rowKey(system.id, row.id))} />
          ))}
        </ul>
      )}
    </details>
  );
}

function Row({ row, change }: { row: RangeRow; change: RowChange | undefined }) {
  const was = change?.before != null && change.before !== row.state ? change.before : null;
  return (
    <li class={change ? 'row fresh' : 'row'} data-row={row.id}>
      <div class="row-head">
        <span class="row-label" title={row.label}>
          {row.label}
        </span>
        {was !== null && <s class="row-was">{was}</s>}
        <span class={`state ${row.tone}`}>{row.state}</span>
      </div>
      {row.facts.length > 0 && (
        <dl class="row-facts">
          {row.facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
