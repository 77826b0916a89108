import type { ElementOf } from '../blocks/shapes.ts';
import { Icon } from '../shell/icon.tsx';
import { Menu } from '../shell/menu.tsx';
import { safeLink } from '../text/safe-link.ts';
import { spellPlain } from '../text/text.tsx';
import { type ElementProps, useElement } from './use-element.ts';

export function Overflow(props: ElementProps<ElementOf<'overflow'>>) {
  const { press } = useElement(props);
  const items = props.element.options.map(({ text, description, value, url }) => ({
    label: spellPlain(text),
    hint: description && spellPlain(description),
    choose: () => {
      const href = url && safeLink(url);
      if (href) window.open(href, '_blank', 'noopener,noreferrer');
      void press(value);
    },
  }));
  return (
    <Menu label="More" items={items} buttonClass="button small square">
      <Icon name="more" />
    </Menu>
  );
}
