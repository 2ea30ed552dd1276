import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextField } from '@backstage/ui';
import { sharedTranslationRef } from './translation';

/** Text of a field to a list of labels. */
export function parseLabels(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map(label => label.trim())
        .filter(Boolean),
    ),
  ];
}

/** Labels, separated by commas. */
export function LabelsField(props: {
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <TextField
      label={t('labelsField.labels')}
      description={t('labelsField.separatedByCommas')}
      value={props.value}
      onChange={props.onChange}
      autoComplete="off"
    />
  );
}
