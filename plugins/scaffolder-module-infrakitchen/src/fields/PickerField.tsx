import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  SearchPicker,
  type PickedOption,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ComponentProps } from 'react';
import { FieldFrame, textsOf } from './FieldFrame';
import { useIsRefused } from './useIsRefused';
import { usePicked } from './usePicked';

type Props<Options extends {}> = Pick<
  ComponentProps<typeof SearchPicker>,
  'placeholder' | 'search' | 'searchKey' | 'isDisabled'
> & {
  field: FieldExtensionComponentProps<string, Options>;
  /** What the field is called where the template does not say. */
  title: string;
  /** The label of something that a link or an earlier step has brought. */
  labelOf: (id: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Why nothing can be picked. */
  error?: Error;
  /** As it is shown, where that is not the label. */
  shown?: (picked: PickedOption) => PickedOption;
};

/** A field with a record that is searched for on the server. */
export function PickerField<Options extends {}>(props: Props<Options>) {
  const { field, title, labelOf, isDisabled, shown, ...search } = props;
  const { formData, onChange, required, disabled, rawErrors } = field;
  const picked = usePicked(formData, labelOf);
  const { label, description } = textsOf(field, { title });
  const isRefused = useIsRefused(rawErrors, formData);
  const problem = search.error ?? picked.error;
  return (
    <FieldFrame field={field}>
      <SearchPicker
        {...{ label, description: problem?.message ?? description }}
        placeholder={search.placeholder}
        search={search.search}
        searchKey={search.searchKey}
        isRequired={required}
        isDisabled={disabled || isDisabled}
        isInvalid={isRefused || Boolean(problem)}
        value={picked.value && (shown?.(picked.value) ?? picked.value)}
        onChange={option => {
          picked.note(option);
          onChange(option?.id);
        }}
      />
    </FieldFrame>
  );
}
