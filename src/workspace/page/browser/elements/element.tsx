import { Picture } from '../blocks/picture.tsx';
import type { AnyElement } from '../blocks/shapes.ts';
import { Button, FeedbackButtons, IconButton, WorkflowButton } from './button.tsx';
import { Checkboxes, RadioButtons } from './choices.tsx';
import { ExternalSelect } from './external-select.tsx';
import { Overflow } from './overflow.tsx';
import { Picker } from './pickers.tsx';
import { MultiSelect, Select } from './select.tsx';
import { TextInput } from './text-input.tsx';
import type { ElementProps } from './use-element.ts';

/** Any element of Block Kit. */
export function Element({ element, ...place }: ElementProps<AnyElement>) {
  switch (element.type) {
    case 'button':
      return <Button element={element} {...place} />;
    case 'workflow_button':
      return <WorkflowButton element={element} {...place} />;
    case 'icon_button':
      return <IconButton element={element} {...place} />;
    case 'feedback_buttons':
      return <FeedbackButtons element={element} {...place} />;
    case 'overflow':
      return <Overflow element={element} {...place} />;
    case 'checkboxes':
      return <Checkboxes element={element} {...place} />;
    case 'radio_buttons':
      return <RadioButtons element={element} {...place} />;
    case 'static_select':
    case 'users_select':
    case 'conversations_select':
    case 'channels_select':
      return <Select element={element} {...place} />;
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_conversations_select':
    case 'multi_channels_select':
      return <MultiSelect element={element} {...place} />;
    case 'external_select':
    case 'multi_external_select':
      return <ExternalSelect element={element} {...place} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Picker element={element} {...place} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
    case 'rich_text_input':
      return <TextInput element={element} {...place} />;
    case 'image':
      return <Picture image={element} size="thumbnail" />;
    case 'file_input':
      return <span class="unsupported">Files cannot be handed in here.</span>;
    default:
      return element satisfies never;
  }
}
