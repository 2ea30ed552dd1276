import { TextField } from '@backstage/ui';

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
  return (
    <TextField
      label="Labels"
      description="Separated by commas."
      value={props.value}
      onChange={props.onChange}
      autoComplete="off"
    />
  );
}
