import { useEffect, useId, useState } from 'preact/hooks';
import type { ElementOf } from '../blocks/shapes.ts';
import { asMany, type ElementProps, useElement } from './use-element.ts';

interface Offered {
  readonly label: string;
  readonly value: string;
}

/** A menu whose options the app gives for what is typed; one choice or several. */
export function ExternalSelect(props: ElementProps<ElementOf<'external_select' | 'multi_external_select'>>) {
  const { element } = props;
  const { held, choose, suggest, invalid } = useElement(props);
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const offered = useOffers(typed, open && typed.length >= (element.min_query_length ?? 3), suggest);
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const list = useId();
  const several = element.type === 'multi_external_select';
  const chosen = asMany(held);

  const pick = ({ label, value }: Offered) => {
    setNames({ ...names, [value]: label });
    setTyped('');
    setOpen(false);
    void choose(several ? [...new Set([...chosen, value])] : value);
  };
  return (
    <div class="external-select">
      {chosen.map((value) => (
        <span key={value} class="chip">
          {names[value] ?? value}
          <button
            type="button"
            aria-label={`Remove ${names[value] ?? value}`}
            onClick={() => choose(several ? chosen.filter((each) => each !== value) : null)}
          >
            ×
          </button>
        </span>
      ))}
      <input
        type="text"
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-labelledby={props.label}
        aria-describedby={props.description}
        aria-invalid={invalid}
        placeholder={element.placeholder?.text ?? 'Type to search'}
        value={typed}
        onFocus={() => setOpen(true)}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <ul id={list} class="options" aria-label="Suggestions" hidden={offered.length === 0}>
        {offered.map((option) => (
          <li key={option.value}>
            <button type="button" onClick={() => pick(option)}>
              {option.label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Asks the app, once typing has paused. */
function useOffers(typed: string, wanted: boolean, suggest: (typed: string) => Promise<readonly Offered[]>): readonly Offered[] {
  const [offered, setOffered] = useState<readonly Offered[]>([]);
  useEffect(() => {
    setOffered([]);
    if (!wanted) return;
    let stale = false;
    const pause = setTimeout(() => suggest(typed).then((options) => stale || setOffered(options)), 200);
    return () => {
      stale = true;
      clearTimeout(pause);
    };
  }, [typed, wanted]);
  return offered;
}
