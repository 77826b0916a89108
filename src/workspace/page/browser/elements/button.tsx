import type { ElementOf } from '../blocks/shapes.ts';
import { Icon } from '../shell/icon.tsx';
import { safeLink } from '../text/safe-link.ts';
import { spellPlain } from '../text/text.tsx';
import { type ElementProps, useElement } from './use-element.ts';

/** A button of the app; with a `url` it opens that too, as Slack does. */
export function Button(props: ElementProps<ElementOf<'button'>>) {
  const { element } = props;
  const { press, waits } = useElement(props);
  const pressAndOpen = () => {
    const href = element.url && safeLink(element.url);
    if (href) window.open(href, '_blank', 'noopener,noreferrer');
    return press();
  };
  return (
    <button
      type="button"
      class={`button ${element.style ?? ''}`}
      aria-label={element.accessibility_label}
      aria-busy={waits}
      onClick={waits ? undefined : pressAndOpen}
    >
      {waits && <span class="spinner" />}
      <span class="button-label">{spellPlain(element.text)}</span>
      {element.url && <Icon name="out" />}
    </button>
  );
}

/** Opens a workflow in Slack. There are no workflows here, so it is drawn and cannot be pressed. */
export function WorkflowButton({ element }: ElementProps<ElementOf<'workflow_button'>>) {
  return (
    <button type="button" class={`button ${element.style ?? ''}`} disabled title="Workflows are not part of the practice workspace">
      {spellPlain(element.text)}
    </button>
  );
}

export function IconButton(props: ElementProps<ElementOf<'icon_button'>>) {
  const { press, waits } = useElement(props);
  const label = props.element.accessibility_label ?? props.element.text.text;
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-busy={waits} onClick={waits ? undefined : () => press()}>
      <Icon name={props.element.icon === 'trash' ? 'trash' : 'more'} />
    </button>
  );
}

/** Was this right? Two thumbs; the value says which. */
export function FeedbackButtons(props: ElementProps<ElementOf<'feedback_buttons'>>) {
  const { held, choose } = useElement({ ...props, sends: true });
  const choices = [
    ['thumb-up', props.element.positive_button],
    ['thumb-down', props.element.negative_button],
  ] as const;
  return (
    <span class="feedback">
      {choices.map(([icon, { text, value, accessibility_label }]) => (
        <button
          key={icon}
          type="button"
          class="button small"
          aria-pressed={held === value}
          aria-label={accessibility_label}
          onClick={() => choose(value)}
        >
          <Icon name={icon} /> {spellPlain(text)}
        </button>
      ))}
    </span>
  );
}
