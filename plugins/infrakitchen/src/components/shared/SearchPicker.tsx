import { useEffect, useRef, useState } from 'react';
import { Combobox } from '@backstage/ui';
import { useAsyncData } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Something that can be picked. */
export interface PickedOption {
  id: string;
  label: string;
  description?: string;
}

/** Long enough for a word to be typed, short enough not to be felt. */
const TYPING_MS = 250;

/**
 * Picks one of many that are searched on the server while somebody types.
 */
export function SearchPicker(props: {
  label: string;
  description?: string;
  placeholder?: string;
  isRequired?: boolean;
  /** What is picked; its label stands in the field. */
  value: PickedOption | undefined;
  onChange: (option: PickedOption | undefined) => void;
  search: (text: string, signal: AbortSignal) => Promise<PickedOption[]>;
  /** Another key searches again, as other options may be possible. */
  searchKey?: string;
  /** Empties the field after each pick, to pick the next. */
  clearOnPick?: boolean;
}) {
  const { label, value, onChange, search, searchKey, clearOnPick } = props;
  const shown = value?.label ?? '';
  const [text, setText] = useState(shown);
  const [settled, setSettled] = useState('');
  useEffect(() => setText(shown), [shown]);
  useEffect(() => {
    // The label of what is picked is no question.
    const timer = setTimeout(
      () => setSettled(text === shown ? '' : text.trim()),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [text, shown]);
  // The list closes on what is picked. Emptying the field must not open it.
  const [picked, setPicked] = useState<PickedOption>();
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    if (picked) {
      setPicked(undefined);
      setText('');
      setQuiet(true);
    } else if (quiet) {
      setQuiet(false);
    }
  }, [picked, quiet]);
  const found = useAsyncData(
    signal => search(settled, signal),
    [settled, searchKey],
  );
  const options = useOptions(found.value, value);
  return (
    <Combobox
      label={label}
      description={
        found.error
          ? `The search failed: ${found.error.message}`
          : props.description
      }
      placeholder={props.placeholder}
      isRequired={props.isRequired}
      options={options}
      value={(clearOnPick ? picked : value)?.id ?? null}
      menuTrigger={quiet ? 'manual' : 'focus'}
      loading={{ state: found.loading ? 'loading' : 'idle' }}
      search={{
        mode: 'server',
        inputValue: text,
        onInputChange: next => {
          setText(next);
          if (next === '' && value) {
            onChange(undefined);
          }
        },
      }}
      onChange={key => {
        const option = options.find(({ id }) => id === key);
        if (option) {
          onChange(option);
          setText(option.label);
          if (clearOnPick) {
            setPicked(option);
          }
        }
      }}
    />
  );
}

/**
 * The options that were found last, while the next are on their way, and
 * always what is picked: the field would be emptied without it.
 */
function useOptions(
  found: PickedOption[] | undefined,
  value: PickedOption | undefined,
): PickedOption[] {
  const last = useRef<PickedOption[]>([]);
  if (found) {
    last.current = found;
  }
  const options = found ?? last.current;
  return value && !options.some(({ id }) => id === value.id)
    ? [value, ...options]
    : options;
}
