import type { Filled } from '../../../page-api.ts';
import type { ElementOf, RichOption } from '../blocks/shapes.ts';
import { Text } from '../text/text.tsx';
import { asMany, asOne, type ElementProps, useElement } from './use-element.ts';

export function Checkboxes(props: ElementProps<ElementOf<'checkboxes'>>) {
  const { held, choose, at } = useElement(props);
  const chosen = asMany(held);
  const next = (value: string): Filled => (chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <fieldset class="choices" aria-labelledby={props.label} aria-describedby={props.description}>
      {props.element.options.map((option) => (
        <Choice
          key={option.value}
          option={option}
          type="checkbox"
          name={`${at.block}.${at.action}`}
          checked={chosen.includes(option.value)}
          choose={() => choose(next(option.value))}
        />
      ))}
    </fieldset>
  );
}

export function RadioButtons(props: ElementProps<ElementOf<'radio_buttons'>>) {
  const { held, choose, at } = useElement(props);
  return (
    <div class="choices" role="radiogroup" aria-labelledby={props.label} aria-describedby={props.description}>
      {props.element.options.map((option) => (
        <Choice
          key={option.value}
          option={option}
          type="radio"
          name={`${at.block}.${at.action}`}
          checked={asOne(held) === option.value}
          choose={() => choose(option.value)}
        />
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly option: RichOption;
  readonly type: 'checkbox' | 'radio';
  readonly name: string;
  readonly checked: boolean;
  choose(): void;
}

function Choice({ option, type, name, checked, choose }: ChoiceProps) {
  return (
    <label class="choice">
      <input type={type} name={name} value={option.value} checked={checked} onChange={choose} />
      <span>
        <span class="choice-label">
          <Text text={option.text} />
        </span>
        {option.description && (
          <span class="choice-description">
            <Text text={option.description} />
          </span>
        )}
      </span>
    </label>
  );
}
