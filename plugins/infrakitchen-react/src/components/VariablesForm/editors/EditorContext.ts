import { createContext, useContext } from 'react';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type { Problems } from '../problems';
import { english, type Translate } from '../translation';

/** What all editors inside one variable share. */
export interface EditorScope {
  problems: Problems;
  /** Shows what is wrong, also where nobody was yet. */
  showAll: boolean;
  /** What is typed is hidden from those who look on. */
  masked: boolean;
  /** Help for attributes, by the names that lead to them. */
  help: Record<string, string>;
  /** Asked for once for all editors. */
  t: Translate;
}

const EditorContext = createContext<EditorScope>({
  problems: {},
  showAll: false,
  masked: false,
  help: {},
  t: english,
});

export const EditorScopeProvider = EditorContext.Provider;

export function useEditorScope(): EditorScope {
  return useContext(EditorContext);
}

/** Props of an editor for one value, wherever it stands. */
export interface EditorProps {
  /** What readers hear: the variable, and the way to the place. */
  label: string;
  /** Without its null. */
  schema: RJSFSchema;
  value: JsonValue | undefined;
  /** JSON pointer from the variable. */
  pointer: string;
  /** Names of the attributes that lead here, joined by dots. */
  attribute: string;
  placeholder?: string;
  /** `undefined` for no value. */
  onChange: (value: JsonValue | undefined) => void;
}

/** Props of an editor for a single input. */
export interface InputProps extends EditorProps {
  /** The id of what else is told about the input, such as an error. */
  describedBy: string | undefined;
  isInvalid: boolean;
}
