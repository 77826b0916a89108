import type { ElementOf } from '../blocks/shapes.ts';
import { asOne, type ElementProps, useElement } from './use-element.ts';

const browserTypes = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** Dates and times. A date-time travels as seconds since 1970 and is shown on the browser's clock. */
export function Picker(props: ElementProps<ElementOf<keyof typeof browserTypes>>) {
  const { element } = props;
  const { held, choose, invalid } = useElement(props);
  const joined = element.type === 'datetimepicker';
  const value = joined ? fromSeconds(asOne(held)) : asOne(held);
  return (
    <input
      class="picker"
      type={browserTypes[element.type]}
      value={value}
      aria-labelledby={props.label}
      aria-describedby={props.description}
      aria-invalid={invalid}
      aria-label={props.label ? undefined : ('placeholder' in element && element.placeholder?.text) || 'Pick'}
      onChange={({ currentTarget }) => choose((joined ? toSeconds(currentTarget.value) : currentTarget.value) || null)}
    />
  );
}

function fromSeconds(seconds: string): string {
  if (seconds === '') return '';
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toSeconds(local: string): string {
  return local === '' ? '' : String(Math.floor(new Date(local).getTime() / 1000));
}
