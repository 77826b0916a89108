import type { ElementOf } from '../blocks/shapes.ts';
import { asOne, type ElementProps, useElement } from './use-element.ts';

type Written = ElementOf<'plain_text_input' | 'email_text_input' | 'url_text_input' | 'number_input' | 'rich_text_input'>;

/** Which keyboard a phone shows. */
const keyboards = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
  rich_text_input: 'text',
} as const;

/** Everything that is typed. What is wrong is said by the local Slack, in its words, so the browser's own checks stay out. */
export function TextInput(props: ElementProps<Written>) {
  const { element } = props;
  const { held, enter, press, invalid } = useElement(props);
  const triggers = 'dispatch_action_config' in element ? element.dispatch_action_config?.trigger_actions_on : undefined;
  const onEnter = props.sends && (triggers ?? ['on_enter_pressed']).includes('on_enter_pressed');
  const onCharacter = props.sends && triggers?.includes('on_character_entered');
  const limit = element.type === 'plain_text_input' ? element.max_length : undefined;
  const multiline = element.type === 'rich_text_input' || (element.type === 'plain_text_input' && element.multiline === true);
  const value = asOne(held);

  const shared = {
    value,
    placeholder: element.placeholder?.text,
    'aria-labelledby': props.label,
    'aria-describedby': props.description,
    'aria-invalid': invalid,
    'data-focus': element.focus_on_load,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => {
      enter(currentTarget.value || null);
      if (onCharacter) void press(currentTarget.value);
    },
  };
  return (
    <span class="text-input">
      {multiline ? (
        <textarea rows={4} {...shared} />
      ) : (
        <input
          type="text"
          inputMode={keyboards[element.type]}
          autoComplete="off"
          {...shared}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !onEnter) return;
            event.preventDefault();
            void press(value);
          }}
        />
      )}
      {limit !== undefined && value.length > limit * 0.8 && (
        <span class="remaining" role="status">
          {limit - value.length} left
        </span>
      )}
    </span>
  );
}
