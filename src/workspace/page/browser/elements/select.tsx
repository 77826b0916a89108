import { useId } from 'preact/hooks';
import type { ElementOf, PlainOption } from '../blocks/shapes.ts';
import { useDirectory } from '../state/directory.ts';
import { spellPlain } from '../text/text.tsx';
import { asMany, asOne, type ElementProps, useElement } from './use-element.ts';

type OneOf = 'static_select' | 'users_select' | 'conversations_select' | 'channels_select';
type ManyOf = `multi_${OneOf}`;

interface Group {
  /** Null for options that stand alone. */
  readonly label: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A menu that takes one. The browser's own: it works with every keyboard, screen reader and phone. */
export function Select(props: ElementProps<ElementOf<OneOf>>) {
  const { element } = props;
  const { held, choose, waits, invalid } = useElement(props);
  const groups = useOptions(element);
  const value = asOne(held);
  return (
    <span class="select">
      <select
        value={value}
        aria-busy={waits}
        aria-labelledby={props.label}
        aria-describedby={props.description}
        aria-invalid={invalid}
        aria-label={props.label ? undefined : (element.placeholder?.text ?? 'Choose')}
        onChange={({ currentTarget }) => choose(currentTarget.value || null)}
      >
        <option value="" disabled={props.sends}>
          {element.placeholder ? spellPlain(element.placeholder) : 'Choose an option'}
        </option>
        {groups.map((group, index) => {
          const options = group.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ));
          return group.label === null ? (
            options
          ) : (
            <optgroup key={index} label={group.label}>
              {options}
            </optgroup>
          );
        })}
      </select>
    </span>
  );
}

/** A menu that takes several: a list of boxes behind a summary of what is chosen. */
export function MultiSelect(props: ElementProps<ElementOf<ManyOf>>) {
  const { element } = props;
  const { held, choose } = useElement(props);
  const groups = useOptions(element);
  const name = useId();
  const chosen = asMany(held);
  const full = element.max_selected_items !== undefined && chosen.length >= element.max_selected_items;
  const labels = groups.flatMap(({ options }) => options.filter(({ value }) => chosen.includes(value)).map(({ label }) => label));
  const toggle = (value: string) => choose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <details class="multi-select">
      <summary aria-describedby={props.description}>
        {labels.join(', ') || (element.placeholder ? spellPlain(element.placeholder) : 'Choose options')}
      </summary>
      <fieldset class="choices" aria-labelledby={props.label}>
        {groups.map((group, index) => (
          <div key={index}>
            {group.label !== null && <div class="group-label">{group.label}</div>}
            {group.options.map(({ value, label }) => (
              <label key={value} class="choice">
                <input
                  type="checkbox"
                  name={name}
                  checked={chosen.includes(value)}
                  disabled={full && !chosen.includes(value)}
                  onChange={() => toggle(value)}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
        ))}
      </fieldset>
    </details>
  );
}

function useOptions(element: ElementOf<OneOf | ManyOf>): readonly Group[] {
  const { people, channels } = useDirectory();
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      return [
        { label: null, options: (element.options ?? []).map(labelled) },
        ...(element.option_groups ?? []).map(({ label, options }) => ({ label: spellPlain(label), options: options.map(labelled) })),
      ];
    case 'users_select':
    case 'multi_users_select':
      return [
        {
          label: null,
          options: [...people.values()].filter(({ deactivated }) => !deactivated).map(({ id, realName }) => ({ value: id, label: realName })),
        },
      ];
    case 'channels_select':
    case 'multi_channels_select':
      return [
        {
          label: null,
          options: [...channels.values()].filter(({ kind }) => kind === 'public').map(({ id, name }) => ({ value: id, label: `#${name}` })),
        },
      ];
    case 'conversations_select':
    case 'multi_conversations_select':
      return [
        { label: null, options: [...channels.values()].map(({ id, name, kind }) => ({ value: id, label: kind === 'direct' ? name : `#${name}` })) },
      ];
    default:
      return element satisfies never;
  }
}

function labelled({ text, value, description }: PlainOption): { value: string; label: string } {
  return { value, label: description ? `${spellPlain(text)} – ${spellPlain(description)}` : spellPlain(text) };
}
