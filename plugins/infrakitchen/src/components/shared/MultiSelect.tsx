import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { sharedTranslationRef } from './translation';

/** Chooses any number of options. */
export function MultiSelect(props: {
  label: string;
  description?: string;
  placeholder?: string;
  options: Array<{ id: string; label: string; description?: string }>;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { label, description, placeholder, options, value, onChange } = props;
  return (
    <Select
      selectionMode="multiple"
      label={label}
      description={description}
      placeholder={placeholder ?? t('multiSelect.none')}
      searchable={options.length > 10}
      options={options}
      value={value}
      onChange={keys => onChange((keys as string[]).map(String))}
    />
  );
}
