import { useEffect, useState } from 'react';
import { TextField } from '@backstage/ui';

/** A text that filters once it is complete: with Enter, or on leaving it. */
export function TextFilter(props: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, placeholder, value, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const apply = () => {
    if (text.trim() !== value) {
      onChange(text.trim());
    }
  };
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      value={text}
      onChange={setText}
      onBlur={apply}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          apply();
        }
      }}
      autoComplete="off"
    />
  );
}
