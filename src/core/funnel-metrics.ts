import type { FunnelCounts } from './funnel.ts';
import type { MetricMeaning } from './metrics.ts';

/** The metrics that are read from what was received, and not from what was closed. They move with the funnel until everything silent has aged. */
export const funnelMetrics = ['investigated', 'noise-reduction'] as const;
export type FunnelMetric = (typeof funnelMetrics)[number];

interface Definition extends MetricMeaning {
  readonly of: (counts: FunnelCounts) => { readonly numerator: number; readonly denominator: number };
}

/** How each is defined; see `metricDefinitions`. */
export const funnelMetricDefinitions: Readonly<Record<FunnelMetric, Definition>> = {
  investigated: {
    title: 'Investigated',
    definition:
      'How many of the different alerts that were received came into an incident, where everything they name is looked up and a person has to say what it was. Repeats do not count; what could not be read counts as not investigated.',
    formula: '(merged + opened) ÷ (received − duplicates)',
    unit: 'share',
    better: 'more',
    of: ({ received, duplicate, merged, opened }) => ({ numerator: merged + opened, denominator: received - duplicate }),
  },
  'noise-reduction': {
    title: 'Noise reduction',
    definition: 'How much of what was received nobody had to open by itself: everything but the alerts that opened an incident.',
    formula: '(received − opened) ÷ received',
    unit: 'share',
    better: 'more',
    of: ({ received, opened }) => ({ numerator: received - opened, denominator: received }),
  },
};
