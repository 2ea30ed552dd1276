import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useRef, useState } from 'react';
import { Combobox, VisuallyHidden } from '@backstage/ui';
import { useSearchPages, type PickedOption } from './useSearchPages';
import { searchPickerTranslationRef } from './translation';

export type { OptionPage, PickedOption } from './useSearchPages';

/** Long enough for a word to be typed, short enough not to be felt. */
const TYPING_MS = 250;

/** Props of {@link SearchPicker}. @public */
export interface SearchPickerProps {
  label: string;
  description?: string;
  placeholder?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  isInvalid?: boolean;
  /** What is picked; its label stands in the field. */
  value: PickedOption | undefined;
  onChange: (option: PickedOption | undefined) => void;
  /**
   * Finds options. Where it answers with a page, the next one is asked for with
   * its cursor once somebody scrolls to the end.
   */
  search: (
    text: string,
    signal: AbortSignal,
    cursor?: string,
  ) => Promise<
    PickedOption[] | { options: PickedOption[]; nextCursor?: string }
  >;
  /** Another key searches again, as other options may be possible. */
  searchKey?: string;
  /** Empties the field after each pick, to pick the next. */
  clearOnPick?: boolean;
  /** What is read out after a pick; needed where the field is emptied by it. */
  announce?: (option: PickedOption) => string;
}

/**
 * Picks one of many that are searched on the server while somebody types.
 *
 * @public
 */
export function SearchPicker(props: SearchPickerProps) {
  const { t } = useTranslationRef(searchPickerTranslationRef);
  const { label, value, onChange, search, searchKey, clearOnPick } = props;
  const shown = value?.label ?? '';
  const [text, setText] = useState(shown);
  const [settled, setSettled] = useState('');
  useEffect(() => setText(shown), [shown]);
  // The label of what is picked is no question.
  const question = text === shown ? '' : text.trim();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(question), TYPING_MS);
    return () => clearTimeout(timer);
  }, [question]);
  // A closed list opens when the text changes. It is closed before the pick
  // where its options were replaced under the pointer, and by the pick where
  // the field is emptied next: the text that follows must not open it again.
  const [picked, setPicked] = useState<PickedOption>();
  const [quiet, setQuiet] = useState(false);
  const [announced, setAnnounced] = useState('');
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (picked) {
      setPicked(undefined);
      setText('');
      setQuiet(true);
    } else if (quiet) {
      setQuiet(false);
    }
  }, [picked, quiet]);
  /** What was typed and not picked must not look like a pick. */
  const takeBack = () => {
    setText(shown);
    setQuiet(true);
  };
  const found = useSearchPages({
    search,
    text: settled,
    isTyping: question !== settled,
    searchKey,
    value,
  });
  const { options } = found;
  const picker = (
    <Combobox
      ref={field}
      label={label}
      description={
        found.error
          ? t('searchPicker.failed', {
              message: found.error.message,
            })
          : props.description
      }
      placeholder={props.placeholder}
      isRequired={props.isRequired}
      isDisabled={props.isDisabled}
      isInvalid={props.isInvalid}
      options={options}
      value={(clearOnPick ? picked : value)?.id ?? null}
      menuTrigger={quiet ? 'manual' : 'focus'}
      loading={{ state: found.state, onLoadMore: found.loadMore }}
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
          setQuiet(true);
          setText(option.label);
          setAnnounced(props.announce?.(option) ?? '');
          if (clearOnPick) {
            setPicked(option);
          }
        } else if (!field.current?.contains(document.activeElement)) {
          takeBack();
        }
        // Else the page was scrolled, which closes lists, and so does a focus
        // that scrolls to the field: what is being typed stays, and its list.
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          takeBack();
        }
      }}
    />
  );
  return props.announce ? (
    <div>
      {picker}
      <VisuallyHidden role="status">{announced}</VisuallyHidden>
    </div>
  ) : (
    picker
  );
}
